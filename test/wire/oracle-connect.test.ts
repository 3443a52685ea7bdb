import assert from 'node:assert/strict';
import fs from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConnectionError, type SsdError } from '../../src/problems/errors.ts';
import type { OracleConnection } from '../../src/site/model.ts';
import { openOracle } from '../../src/sources/oracle/source.ts';
import { OracleError } from '../servers/tns/backing.ts';
import type { Fault } from '../servers/tns/outlet.ts';
import { tempDir } from '../support/files.ts';
import {
  all,
  bytesToRead,
  failure,
  never,
  numbered,
  query,
  readIds,
  serve,
  siteOf,
  withSource,
} from './oracle-support.ts';

const ROWS = 300;
const IDS = Array.from({ length: ROWS }, (_, index) => String(index + 1));
const { login: LOGIN } = await bytesToRead(ROWS);

const open = (site: OracleConnection): Promise<SsdError> => failure(openOracle(site));

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
      await failure(all(source.stream(query('select id from t'), { signal: never })));
      process.env['SSD_TEST_CHANGING'] = 'Wrong-Horse-1';
      const error = await failure(all(source.stream(query('select id from t'), { signal: never })));
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
    assert.deepEqual(
      await readIds(server, { connect_string: 'MOSAIC_LIVE', tns_admin: folder }),
      IDS,
    );
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
    await readIds(server, {
      connect_string: `(DESCRIPTION=(ADDRESS_LIST=${spare})(CONNECT_DATA=(SERVICE_NAME=MOSAIC)(INSTANCE_NAME=${'mosaic'.repeat(40)})))`,
    }),
    IDS,
  );
});
