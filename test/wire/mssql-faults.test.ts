import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import { ExtractionError, StoppedError } from '../../src/problems/errors.ts';
import type { Backing } from '../servers/tds/backing.ts';
import type { Fault } from '../servers/tds/faults.ts';
import { repeated, replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import type { ServerError } from '../servers/tds/tokens.ts';
import {
  QUERY,
  SECRET,
  TWO_COLUMNS,
  allRows,
  connectionTo,
  failure,
  isQuery,
  listen,
  never,
  numbered,
  replayOf,
  withSource,
} from './mssql-support.ts';

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
