import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import {
  ConnectionError,
  ExtractionError,
  SsdError,
  StoppedError,
} from '../../src/problems/errors.ts';
import type { Fault } from '../servers/tds/faults.ts';
import type { Backing } from '../servers/tds/backing.ts';
import { repeated, replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import type { ServerError } from '../servers/tds/tokens.ts';
import {
  PASSWORD,
  QUERY,
  TWO_COLUMNS,
  allRows,
  caFile,
  certificate,
  connectionTo,
  isQuery,
  listen,
  never,
  numbered,
  replayOf,
  withSource,
} from './mssql-support.ts';

const SECRET = 'Zebedee';

/**
 * The error that reading the query ends with, within the time; nothing of the CMS and no password
 * in it.
 */
async function failure(work: Promise<unknown>, seconds: number): Promise<SsdError> {
  const began = performance.now();
  const error = await work.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(
    performance.now() - began < seconds * 1000,
    `it took ${Math.round(performance.now() - began)} ms`,
  );
  assert.ok(error instanceof SsdError, String(error));
  assert.ok(error.hint || error instanceof StoppedError, 'it says what to do next');
  for (const text of [error.message, error.hint ?? '']) {
    assert.ok(!text.includes(SECRET) && !text.includes(PASSWORD), text);
  }
  return error;
}

interface Case {
  readonly fault: Fault;
  readonly rows?: number;
  readonly backing?: Backing;
  readonly limits?: { readonly query_timeout?: number; readonly stall_timeout?: number };
  /** Of the consumer, after each batch. */
  readonly pauseMs?: number;
  readonly seconds?: number;
}

async function readWith({
  fault,
  rows = 5000,
  backing,
  limits = {},
  pauseMs = 0,
  seconds = 10,
}: Case): Promise<ExtractionError> {
  const server = await listen({
    backing: backing ?? replayOf(rows),
    fault: (statement) => (isQuery(statement) ? fault : undefined),
  });
  return withSource(connectionTo(server, limits), async (source) => {
    const reading = (async () => {
      for await (const batch of source.stream(QUERY, { signal: never, batchSize: 100 })) {
        void batch;
        if (pauseMs > 0) await pause(pauseMs);
      }
    })();
    const error = await failure(reading, seconds);
    assert.ok(error instanceof ExtractionError, error.name);
    assert.match(error.message, /^ssd_person: /);
    assert.match(error.message, /localhost/);
    return error;
  });
}

describe('a connection that is lost', () => {
  for (const how of ['reset', 'close'] as const) {
    for (const afterBytes of [0, 3, 50, 20_000, 100_000]) {
      it(`${how} after ${afterBytes} bytes`, async () => {
        const error = await readWith({ fault: { kind: 'drop', afterBytes, how } });
        assert.equal(error.passing, 'connection');
        assert.equal(error.code, 'connection-lost');
      });
    }
  }

  it('while the consumer is busy and the driver is paused', async () => {
    const error = await readWith({
      rows: 2000,
      fault: { kind: 'drop', afterBytes: 90_000 },
      pauseMs: 20,
    });
    assert.equal(error.passing, 'connection');
  });
});

describe('rows that stop coming', { concurrency: true }, () => {
  const stall = (afterRows: number, deaf = false): Fault => ({ kind: 'stall', afterRows, deaf });

  it('before the first: the time for a query is over', async () => {
    const error = await readWith({ fault: stall(0), limits: { query_timeout: 1 } });
    assert.deepEqual([error.code, error.passing], ['stalled', 'connection']);
    assert.match(error.message, /gave no row within 1 s/);
    assert.match(error.hint ?? '', /query_timeout/);
  });

  it('between two rows', async () => {
    const error = await readWith({ fault: stall(1234), limits: { stall_timeout: 1 } });
    assert.deepEqual([error.code, error.passing], ['stalled', 'connection']);
    assert.match(error.message, /stopped sending rows \(none for 1 s after 1234\)/);
  });

  it('while the consumer is slow: its own pauses do not count, the silence of the server does', async () => {
    const error = await readWith({
      rows: 1000,
      fault: stall(900),
      limits: { stall_timeout: 1 },
      pauseMs: 150,
      seconds: 8,
    });
    assert.match(error.message, /after 900/);
  });

  it('from a server that does not even answer a cancel', async () => {
    const error = await readWith({
      fault: stall(10, true),
      limits: { stall_timeout: 1 },
      seconds: 9,
    });
    assert.equal(error.passing, 'connection');
  });

  it('not when the consumer alone is slow', async () => {
    const server = await listen({ backing: replayOf(700) });
    await withSource(connectionTo(server, { stall_timeout: 1 }), async (source) => {
      let rows = 0;
      for await (const batch of source.stream(QUERY, { signal: never, batchSize: 100 })) {
        rows += batch.length;
        if (rows === 100) await pause(2500);
      }
      assert.equal(rows, 700);
    });
  });

  it('a slow trickle is no stall: every row arrives', async () => {
    const server = await listen({
      backing: replayOf(300),
      link: { bytesPerWrite: 200, pauseMs: 5 },
    });
    await withSource(connectionTo(server, { stall_timeout: 1, query_timeout: 2 }), async (source) =>
      assert.deepEqual(await allRows(source), numbered(300)),
    );
  });
});

describe('errors of the server', { concurrency: true }, () => {
  const cases: readonly [ServerError, code: string, passing: string | undefined, RegExp][] = [
    [
      { number: 1205, message: 'Transaction (Process ID 52) was deadlocked' },
      'deadlock',
      'contention',
      /victim of a deadlock .*error 1205/,
    ],
    [
      { number: 3960, message: 'Snapshot isolation transaction aborted' },
      'snapshot-conflict',
      'contention',
      /snapshot/,
    ],
    [
      { number: 1222, message: 'Lock request time out period exceeded.' },
      'lock-timeout',
      'contention',
      /too long for a lock/,
    ],
    [
      {
        number: 596,
        message: 'Cannot continue the execution because the session is in the kill state.',
        severity: 21,
      },
      'connection-lost',
      'connection',
      /ended on the server/,
    ],
    [
      { number: 208, message: "Invalid object name 'HDM.Child_Social.DIM_PERSON'." },
      'missing-table',
      undefined,
      /no table HDM\.Child_Social\.DIM_PERSON/,
    ],
    [
      { number: 207, message: "Invalid column name 'UPN'." },
      'missing-column',
      undefined,
      /no column UPN/,
    ],
    [
      {
        number: 229,
        message:
          "The SELECT permission was denied on the object 'DIM_PERSON', database 'HDM', schema 'Child_Social'.",
      },
      'no-right',
      undefined,
      /may not read DIM_PERSON/,
    ],
    [
      {
        number: 245,
        message: `Conversion failed when converting the nvarchar value '${SECRET}' to data type int.`,
      },
      'bad-value',
      undefined,
      /a text is no number/,
    ],
    [
      { number: 8134, message: 'Divide by zero error encountered.' },
      'bad-value',
      undefined,
      /division by zero/,
    ],
    [
      {
        number: 3952,
        message: "Snapshot isolation transaction failed accessing database 'Other' because",
      },
      'no-snapshot',
      undefined,
      /Other does not allow SNAPSHOT/,
    ],
    [
      { number: 99999, message: `Something about ${SECRET}` },
      'query-failed',
      undefined,
      /refused the query .*error 99999/,
    ],
  ];
  for (const [error, code, passing, expected] of cases) {
    for (const afterRows of [0, 777]) {
      it(`${error.number}, after ${afterRows} rows`, async () => {
        const told = await readWith({ fault: { kind: 'error', afterRows, error } });
        assert.deepEqual([told.code, told.passing], [code, passing]);
        assert.match(told.message, expected);
      });
    }
  }

  it('the connection serves the next query afterwards', async () => {
    let times = 0;
    const server = await listen({
      backing: replayOf(50),
      fault: (statement) =>
        isQuery(statement) && ++times === 1
          ? { kind: 'error', afterRows: 20, error: { number: 1205, message: 'deadlocked' } }
          : undefined,
    });
    await withSource(connectionTo(server), async (source) => {
      await assert.rejects(allRows(source), ExtractionError);
      assert.deepEqual(await allRows(source), numbered(50));
    });
  });

  for (const rows of [0, 4999, 5001]) {
    it(`an end that speaks of ${rows} rows when 5000 came`, async () => {
      const error = await readWith({ fault: { kind: 'miscount', rows } });
      assert.deepEqual([error.code, error.passing], ['rows-missing', 'connection']);
    });
  }

  for (const afterRows of [0, 500]) {
    it(`bytes that are no answer of SQL Server, after ${afterRows} rows`, async () => {
      const error = await readWith({ fault: { kind: 'garbage', afterRows } });
      assert.equal(error.passing, 'connection');
    });
  }
});

describe('stopping', () => {
  it('an abort cancels the query on the server, and the connection serves the next one', async () => {
    const endless = withSystem(
      { database: 'HDM' },
      replay(repeated(TWO_COLUMNS, numbered(100), 10_000_000)),
    );
    const server = await listen({ backing: endless });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 200);
      const error = await failure(allRows(source, { signal: controller.signal }), 5);
      assert.ok(error instanceof StoppedError);
      assert.equal(server.attentions, 1);
      for await (const batch of source.stream(QUERY, { signal: never })) {
        assert.deepEqual(batch[0], numbered(1)[0]);
        break;
      }
      assert.equal(server.attentions, 2);
    });
  });

  it('an abort before the first row', async () => {
    const server = await listen({
      backing: replayOf(10),
      fault: (statement) => (isQuery(statement) ? { kind: 'stall', afterRows: 0 } : undefined),
    });
    await withSource(connectionTo(server), async (source) => {
      const controller = new AbortController();
      setTimeout(() => controller.abort(), 100);
      assert.ok(
        (await failure(allRows(source, { signal: controller.signal }), 5)) instanceof StoppedError,
      );
      assert.ok(
        (await failure(allRows(source, { signal: controller.signal }), 1)) instanceof StoppedError,
        'and one that was aborted before it began',
      );
    });
  });
});

describe('a connection that is never made', { concurrency: true }, () => {
  const open = (connection: Parameters<typeof withSource>[0], seconds: number): Promise<SsdError> =>
    failure(
      withSource(connection, () => Promise.resolve()),
      seconds,
    );

  it('a refused login is tried once', async () => {
    const server = await listen({
      backing: replayOf(1),
      login: () => ({ number: 18456, message: "Login failed for user 'ssd_reader'." }),
    });
    const error = await open(connectionTo(server), 5);
    assert.ok(error instanceof ConnectionError);
    assert.deepEqual([error.code, error.exitCode], ['login-refused', 3]);
    assert.match(error.message, /localhost:\d+ refused the login \(error 18456, database HDM\)/);
    assert.equal(server.logins.length, 1);
  });

  for (const [number, code] of [
    [18470, 'login-disabled'],
    [18486, 'login-locked'],
    [18487, 'password-expired'],
    [4060, 'no-database'],
  ] as const) {
    it(`login error ${number}: ${code}, tried once`, async () => {
      const server = await listen({
        backing: replayOf(1),
        login: () => ({ number, message: 'refused' }),
      });
      assert.equal((await open(connectionTo(server), 5)).code, code);
      assert.equal(server.logins.length, 1);
    });
  }

  it('of several errors the first says why', async () => {
    const server = await listen({
      backing: replayOf(1),
      login: () => [
        { number: 4060, message: 'Cannot open database "HDM" requested by the login.' },
        { number: 18456, message: 'Login failed.' },
      ],
    });
    assert.equal((await open(connectionTo(server), 5)).code, 'no-database');
  });

  it('a busy service is tried again until it takes the login', async () => {
    const server = await listen({
      backing: replayOf(3),
      login: (_, nth) =>
        nth <= 2 ? { number: 40613, message: 'Database is not currently available.' } : undefined,
    });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await allRows(source), numbered(3)),
    );
  });

  it('and no longer than the time for connecting', async () => {
    const server = await listen({
      backing: replayOf(3),
      login: () => ({ number: 40613, message: 'Database is not currently available.' }),
    });
    assert.ok(
      (await open(connectionTo(server, { connect_timeout: 2 }), 4)) instanceof ConnectionError,
    );
    assert.ok(server.logins.length >= 2);
  });

  for (const silentAt of ['prelogin', 'login'] as const) {
    it(`a server that falls silent at the ${silentAt}`, async () => {
      const server = await listen({ backing: replayOf(1), silentAt });
      const error = await open(connectionTo(server, { connect_timeout: 1 }), 4);
      assert.deepEqual([error.code, error.exitCode], ['connect-timeout', 3]);
    });
  }

  it('nobody listens', async () => {
    const server = await listen({ backing: replayOf(1) });
    const connection = connectionTo(server);
    await server.close();
    assert.equal((await open(connection, 5)).code, 'connection-refused');
  });

  it('a host that there is not', async () => {
    const error = await open(
      { ...connectionTo({ port: 1433 }), server: 'no-such-host.invalid' },
      8,
    );
    assert.equal(error.code, 'no-host');
  });

  it('a login without a password', async () => {
    const { password, ...connection } = connectionTo({ port: 1433 });
    void password;
    assert.match((await open(connection, 1)).message, /needs password/);
  });

  it('a login that is refused later, when a connection was lost, is final', async () => {
    let refuse = false;
    const server = await listen({
      backing: replayOf(1000),
      login: () => (refuse ? { number: 18456, message: 'Login failed' } : undefined),
      fault: (statement) => (isQuery(statement) ? { kind: 'drop', afterBytes: 1000 } : undefined),
    });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      assert.equal(((await failure(allRows(source), 5)) as ExtractionError).passing, 'connection');
      refuse = true;
      const error = await failure(allRows(source), 5);
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, 'login-refused');
    });
  });

  it('a server that is gone when a connection was lost may come back', async () => {
    const server = await listen({
      backing: replayOf(1000),
      fault: (statement) => (isQuery(statement) ? { kind: 'drop', afterBytes: 1000 } : undefined),
    });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      await failure(allRows(source), 5);
      await server.close();
      assert.equal(((await failure(allRows(source), 5)) as ExtractionError).passing, 'connection');
    });
  });
});

describe('certificates', () => {
  const encrypted = { encrypt: true } as const;
  const open = (connection: Parameters<typeof withSource>[0]): Promise<SsdError> =>
    failure(
      withSource(connection, () => Promise.resolve()),
      5,
    );

  it('one that nobody vouches for is refused', async () => {
    const server = await listen({ backing: replayOf(1), tls: await certificate() });
    const error = await open(connectionTo(server, encrypted));
    assert.deepEqual([error.code, error.exitCode], ['certificate-unknown', 3]);
    assert.equal(server.logins.length, 0, 'the password was not sent');
  });

  it('one for another name is refused, and taken when the site file says that name', async () => {
    const tls = await certificate('reporting.council.example');
    const server = await listen({ backing: replayOf(1), tls });
    const vouched = { ...encrypted, ca_file: caFile(tls) };
    assert.equal((await open(connectionTo(server, vouched))).code, 'certificate-name');
    await withSource(
      connectionTo(server, { ...vouched, certificate_name: 'reporting.council.example' }),
      async (source) => {
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /^TLSv1\.2, [\w-]+, certificate checked$/);
        assert.deepEqual(warnings, []);
      },
    );
  });

  it('one that has expired is refused', async () => {
    const tls = await certificate('localhost', new Date('2021-01-01'));
    const server = await listen({ backing: replayOf(1), tls });
    assert.equal(
      (await open(connectionTo(server, { ...encrypted, ca_file: caFile(tls) }))).code,
      'certificate-expired',
    );
  });

  it('any is taken when the site file asks for it, and that is said', async () => {
    const server = await listen({ backing: replayOf(2), tls: await certificate('another') });
    await withSource(
      connectionTo(server, { ...encrypted, trust_server_certificate: true }),
      async (source) => {
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /certificate not checked$/);
        assert.match(warnings.join(), /nobody checked the certificate/);
        assert.deepEqual(await allRows(source), numbered(2));
      },
    );
  });

  it('a server that cannot encrypt gets no password', async () => {
    const server = await listen({ backing: replayOf(1) });
    const error = await open(connectionTo(server, encrypted));
    assert.equal(error.code, 'no-encryption');
    assert.equal(server.logins.length, 0);
  });
});
