import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
  ConnectionError,
  ExtractionError,
  type Passing,
  type SsdError,
} from '../../src/problems/errors.ts';
import { withRestarts } from '../../src/extract/restart.ts';
import type { OracleConnection } from '../../src/site/model.ts';
import { openOracle } from '../../src/sources/oracle/source.ts';
import { tempDir } from '../support/files.ts';
import { OracleError, replay } from '../servers/tns/backing.ts';
import type { Fault } from '../servers/tns/outlet.ts';
import type { TnsServer } from '../servers/tns/server.ts';
import { all, never, numbered, query, serve, siteOf, withSource } from './oracle-support.ts';

const ROWS = 300;
const IDS = Array.from({ length: ROWS }, (_, index) => String(index + 1));

async function failing(work: Promise<unknown>): Promise<SsdError> {
  try {
    await work;
  } catch (error) {
    return error as SsdError;
  }
  return assert.fail('nothing failed');
}

const open = (site: OracleConnection): Promise<SsdError> => failing(openOracle(site));
const read = (server: TnsServer, more: Partial<OracleConnection> = {}): Promise<string[]> =>
  withSource(siteOf(server, more), async (source) =>
    (await all(source.stream(query('select id from t'), { signal: never }))).map(
      ([id]) => id ?? '',
    ),
  );

/** Bytes that a whole reading takes, and those of its login. */
const whole = await serve({ backing: numbered(ROWS) });
let LOGIN = 0;
await withSource(siteOf(whole), async (source) => {
  LOGIN = whole.sent(1);
  await all(source.stream(query('select id from t'), { signal: never }));
});
const WHOLE = whole.sent(1);

/**
 * Long enough for finalizers to run: the driver's own would throw on a connection that it does not
 * know to be dead.
 */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe('a login that fails', { concurrency: true }, () => {
  const refusals: readonly [string, OracleError, string][] = [
    ['a locked account', new OracleError(28000, 'the account is locked'), 'account-locked'],
    ['an expired password', new OracleError(28001, 'the password has expired'), 'password-expired'],
    [
      'no right to a session',
      new OracleError(1045, 'user lacks CREATE SESSION privilege'),
      'no-session-right',
    ],
    [
      'a database that is starting',
      new OracleError(1033, 'ORACLE initialization or shutdown in progress'),
      'not-open',
    ],
    [
      'too many sessions',
      new OracleError(2391, 'exceeded simultaneous SESSIONS_PER_USER limit'),
      'too-many-sessions',
    ],
    ['what nobody foresaw', new OracleError(29999, 'for child 17'), 'cannot-connect'],
  ];
  for (const [name, refusal, code] of refusals) {
    it(`${name} is told with its number, and tried once`, async () => {
      const server = await serve({
        backing: numbered(1),
        refused: new Map([['SSD_READER', refusal]]),
      });
      const error = await open(siteOf(server, { parallel: 3 }));
      assert.ok(error instanceof ConnectionError);
      assert.deepEqual([error.exitCode, error.code], [3, code]);
      assert.match(
        error.message,
        new RegExp(
          `^127\\.0\\.0\\.1:${server.port}/MOSAIC: .*\\(ORA-${String(refusal.number).padStart(5, '0')}\\)$`,
        ),
      );
      assert.doesNotMatch(error.message, /child/);
      assert.ok(error.hint);
      assert.equal(server.connections, 1);
    });
  }

  it('a wrong password is tried once, and never shown', async () => {
    process.env['SSD_TEST_WRONG'] = 'Wrong-Horse-1';
    const server = await serve({ backing: numbered(1) });
    for (const site of [
      siteOf(server, { password: { env: 'SSD_TEST_WRONG' }, parallel: 4 }),
      siteOf(server, { user: 'nobody' }),
    ]) {
      const error = await open(site);
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, 'login-refused');
      assert.doesNotMatch(`${error.message} ${error.hint}`, /Horse/);
    }
    assert.equal(server.connections, 2);
  });

  it('a wrong password after a lost connection is not tried again either', async () => {
    const server = await serve({
      backing: numbered(ROWS),
      fault: (connection) => (connection === 1 ? { dropAfter: LOGIN + 500 } : undefined),
    });
    process.env['SSD_TEST_CHANGING'] = process.env['SSD_TEST_PASSWORD'];
    await withSource(siteOf(server, { password: { env: 'SSD_TEST_CHANGING' } }), async (source) => {
      await failing(all(source.stream(query('select id from t'), { signal: never })));
      process.env['SSD_TEST_CHANGING'] = 'Wrong-Horse-1';
      const error = await failing(all(source.stream(query('select id from t'), { signal: never })));
      assert.ok(error instanceof ConnectionError, 'no error that run would try again');
    });
    assert.equal(server.connections, 2);
  });

  const faults: readonly [string, Fault, RegExp][] = [
    [
      'a service that the listener does not know',
      { refuse: 12514 },
      /unknown-service.*\(NJS-518\)/,
    ],
    ['a SID that it does not know', { refuse: 12505 }, /unknown-service.*\(NJS-519\)/],
    ['a listener without a free handler', { refuse: 12516 }, /too-many-sessions.*\(ORA-12516\)/],
    [
      'a listener that refuses for some reason',
      { refuse: 12529 },
      /refused .*the listener refuses the connection \(ORA-12529\)/,
    ],
    ['a drop', { dropAfter: 100 }, /login-broken.*closed during the login/],
    ['silence after connecting', { stallAfter: 0 }, /connect-timeout.*no answer within 1 s/],
    ['silence half way', { stallAfter: 300 }, /connect-timeout.*no answer within 1 s/],
    ['garbage', { garbageAfter: 0 }, /connect-timeout|cannot-connect|login-broken/],
  ];
  for (const [name, fault, expected] of faults) {
    it(`${name} ends within its time`, { timeout: 5000 }, async () => {
      const server = await serve({ backing: numbered(1), fault: () => fault });
      const error = await open(siteOf(server, { connect_timeout: 1 }));
      assert.ok(error instanceof ConnectionError);
      assert.match(`${error.code} ${error.message}`, expected);
    });
  }

  it(
    'no listener, no host, no name, no folder of names, no wallet',
    { timeout: 20_000 },
    async () => {
      const server = await serve({ backing: numbered(1) });
      const closed = net.createServer().listen(0, '127.0.0.1');
      await new Promise((resolve) => closed.once('listening', resolve));
      const { port } = closed.address() as net.AddressInfo;
      await new Promise((resolve) => closed.close(resolve));
      const folder = tempDir();
      fs.writeFileSync(
        path.join(folder, 'tnsnames.ora'),
        'OTHER = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1))(CONNECT_DATA=(SERVICE_NAME=s)))\n',
      );
      const cases: readonly [Partial<OracleConnection>, RegExp][] = [
        [
          { connect_string: `127.0.0.1:${port}/MOSAIC` },
          /^cannot-connect 127\.0\.0\.1:\d+\/MOSAIC: the host does not take the connection \(NJS-503\)/,
        ],
        [
          { connect_string: 'nowhere.invalid:1521/MOSAIC' },
          /^(unknown-host|cannot-connect|connect-timeout) nowhere\.invalid/,
        ],
        [{ connect_string: 'MOSAIC' }, /^no-names-file MOSAIC/],
        [{ connect_string: 'MOSAIC', tns_admin: tempDir() }, /^no-names-file MOSAIC/],
        [{ connect_string: 'MOSAIC', tns_admin: folder }, /^unknown-name MOSAIC/],
        [{ connect_string: 'host:1:2:3/MOSAIC' }, /^bad-connect-string/],
        [
          { connect_string: `tcps://127.0.0.1:${server.port}/MOSAIC`, wallet_location: tempDir() },
          /^bad-connect-string tcps.*the wallet cannot be read/,
        ],
      ];
      for (const [more, expected] of cases) {
        const error = await open(siteOf(server, { connect_timeout: 2, ...more }));
        assert.ok(error instanceof ConnectionError);
        assert.match(`${error.code} ${error.message}`, expected);
      }
    },
  );

  it('a name in tnsnames.ora is found', async () => {
    const server = await serve({ backing: numbered(ROWS) });
    const folder = tempDir();
    fs.writeFileSync(
      path.join(folder, 'tnsnames.ora'),
      `mosaic_live =\n  (DESCRIPTION =\n    (ADDRESS = (PROTOCOL = TCP)(HOST = 127.0.0.1)(PORT = ${server.port}))\n    (CONNECT_DATA = (SERVICE_NAME = MOSAIC))\n  )\n`,
    );
    assert.deepEqual(await read(server, { connect_string: 'MOSAIC_LIVE', tns_admin: folder }), IDS);
  });
});

it('a long descriptor, which follows its packet, is understood', async () => {
  const server = await serve({ backing: numbered(ROWS) });
  const spare = Array.from(
    { length: 8 },
    (_, index) =>
      `(ADDRESS=(PROTOCOL=TCP)(HOST=127.0.0.1)(PORT=${server.port})(NOTE=${'x'.repeat(40 + index)}))`,
  ).join('');
  assert.deepEqual(
    await read(server, {
      connect_string: `(DESCRIPTION=(ADDRESS_LIST=${spare})(CONNECT_DATA=(SERVICE_NAME=MOSAIC)(INSTANCE_NAME=${'mosaic'.repeat(40)})))`,
    }),
    IDS,
  );
});

describe('a query that fails', () => {
  const cases: readonly [number, string, Passing | undefined][] = [
    [942, 'missing-table', undefined],
    [904, 'missing-column', undefined],
    [1031, 'no-right', undefined],
    [1555, 'snapshot-too-old', undefined],
    [1466, 'table-changed', undefined],
    [1652, 'server-temp-full', undefined],
    [4036, 'server-memory', undefined],
    [2393, 'resource-limit', undefined],
    [40, 'resource-limit', undefined],
    [60, 'deadlock', 'contention'],
    [54, 'busy', 'contention'],
    [3113, 'connection-lost', 'connection'],
    [3135, 'connection-lost', 'connection'],
    [28, 'connection-lost', 'connection'],
    [2396, 'connection-lost', 'connection'],
    [600, 'server-fault', undefined],
    [1722, 'bad-number', undefined],
    [29999, 'query-failed', undefined],
  ];
  for (const [number, code, passing] of cases) {
    it(`ORA-${String(number).padStart(5, '0')} is ${code}${passing ? `, and passes (${passing})` : ', and final'}`, async () => {
      for (const after of [0, 150]) {
        const server = await serve({
          backing: numbered(ROWS, {
            after,
            error: new OracleError(number, `value 'Bea Child' of t`),
          }),
        });
        const error = await failing(read(server));
        assert.ok(error instanceof ExtractionError);
        assert.deepEqual([error.exitCode, error.code, error.passing], [4, code, passing]);
        assert.match(error.message, /^ssd_a: /);
        assert.match(error.message, /\((ORA|NJS)-\d+\)$/);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /Bea/);
        assert.ok(error.hint);
      }
    });
  }

  it('a table or column that is not there is named, as the query names it', async () => {
    const sql = 'select "p"."UPN" from "MOSAIC"."DM_PERSONS" "p"';
    for (const [number, name, shown] of [
      [942, '"MOSAIC"', 'MOSAIC.DM_PERSONS'],
      [904, '"p"', 'p.UPN'],
    ] as const) {
      const server = await serve({
        backing: replay([
          [/^select "p"/, () => Promise.reject(new OracleError(number, 'x', sql.indexOf(name)))],
        ]),
      });
      const error = await failing(
        withSource(siteOf(server), (source) => all(source.stream(query(sql), { signal: never }))),
      );
      assert.match(error.message, new RegExp(`: ${shown} \\(ORA-00${number}\\)$`));
    }
  });

  it('a drop passes, and the next query has a connection of its own', async () => {
    const server = await serve({
      backing: numbered(ROWS),
      fault: (connection) => (connection === 1 ? { dropAfter: LOGIN + 1000 } : undefined),
    });
    await withSource(siteOf(server), async (source) => {
      const error = await failing(all(source.stream(query('select id from t'), { signal: never })));
      assert.ok(error instanceof ExtractionError && error.passing === 'connection');
      assert.equal(
        (await all(source.stream(query('select id from t'), { signal: never }))).length,
        ROWS,
      );
    });
    assert.equal(server.connections, 2);
  });

  it(
    'a slow server is broken off, and a dead one cut off, within the stall time',
    { timeout: 15_000 },
    async () => {
      const slow = await serve({
        backing: replay([[/from t/, () => new Promise(() => undefined)]]),
      });
      const dead = await serve({
        backing: numbered(ROWS),
        fault: () => ({ stallAfter: LOGIN + 500 }),
      });
      const garbled = await serve({
        backing: numbered(ROWS),
        fault: () => ({ garbageAfter: LOGIN + 500 }),
      });
      await Promise.all(
        [slow, dead, garbled].map(async (server) => {
          const began = performance.now();
          const error = await failing(read(server, { stall_timeout: 1 }));
          assert.ok(
            error instanceof ExtractionError &&
              error.passing === 'connection' &&
              error.code === 'stalled',
          );
          assert.ok(
            performance.now() - began < 3500,
            `${Math.round(performance.now() - began)} ms`,
          );
        }),
      );
      await collectGarbage();
    },
  );

  it('a dead server does not hold up a stop', { timeout: 15_000 }, async () => {
    const dead = await serve({
      backing: numbered(ROWS),
      fault: () => ({ stallAfter: LOGIN + 500 }),
    });
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 200);
    const began = performance.now();
    const error = await failing(
      withSource(siteOf(dead, { stall_timeout: 60 }), (source) =>
        all(source.stream(query('select id from t'), { signal: controller.signal })),
      ),
    );
    assert.equal(error.exitCode, 130);
    assert.ok(performance.now() - began < 8000, 'cut off after 5 s');
  });
});

describe('a network that is only slow', () => {
  it('changes nothing when every byte comes alone', async () => {
    const server = await serve({ backing: numbered(ROWS), fault: () => ({ pieces: 1 }) });
    assert.deepEqual(await read(server), IDS);
  });
  it('changes nothing when bytes trickle', async () => {
    const server = await serve({
      backing: numbered(ROWS),
      fault: () => ({ pieces: 100, pause: 2 }),
    });
    assert.deepEqual(await read(server, { stall_timeout: 2 }), IDS);
  });
  it('changes nothing however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 3000 }),
        fc.integer({ min: 1, max: 400 }),
        async (pieces, fetch) => {
          const server = await serve({ backing: numbered(ROWS), fault: () => ({ pieces }) });
          assert.deepEqual(await read(server, { fetch_size: fetch }), IDS);
          await server.close();
        },
      ),
      { numRuns: 20 },
    ));
});

describe('200 drops at random bytes', () => {
  it('lose no row and double none, once the query is read again', { timeout: 120_000 }, () =>
    fc.assert(
      fc.asyncProperty(
        // the first connection breaks while it streams, the second anywhere, its login included
        fc.integer({ min: LOGIN + 1, max: WHOLE - 1 }),
        fc.integer({ min: 1, max: WHOLE - 1 }),
        fc.integer({ min: 1, max: 400 }),
        async (first, second, fetch) => {
          const server = await serve({
            backing: numbered(ROWS),
            fault: (connection) =>
              ({ 1: { dropAfter: first }, 2: { dropAfter: second } })[connection],
          });
          await withSource(siteOf(server, { fetch_size: fetch }), async (source) => {
            const { value, restarts } = await withRestarts(
              () => all(source.stream(query('select id from t'), { signal: never })),
              { signal: never, pauses: [0, 0], onRestart: () => undefined },
            );
            assert.deepEqual(
              value.map(([id]) => id),
              IDS,
            );
            assert.equal(restarts, server.connections - 1);
          });
          await server.close();
        },
      ),
      { numRuns: 200 },
    ),
  );
});
