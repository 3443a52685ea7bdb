import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { before, describe, it } from 'node:test';
import { ExtractionError, type Passing, StoppedError } from '../../src/problems/errors.ts';
import type { Source } from '../../src/sources/source.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { Proxy } from '../servers/postgres/proxy.ts';
import { type PostgresServer, READER } from '../servers/postgres/server.ts';
import {
  NUMBERED,
  allRows,
  connectionTo,
  failing,
  never,
  numbered,
  query,
  serve,
  withSource,
} from '../postgres/support.ts';

const MANY = NUMBERED(200_000);

describe('faults of a real PostgreSQL', { skip: noPostgres }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await serve();
    await server.sql(`create table facts (id int, secret text);
      insert into facts select n, 'child ' || n from generate_series(1, 5000) n;
      create table locked (id int); insert into locked values (1);
      create table forbidden (id int);
      grant select on facts, locked to ${READER}`);
  });

  const refusals: readonly [name: string, sql: string, code: string, passing?: Passing][] = [
    ['a table that is not there', 'select "a" from "cms"."NOWHERE"', 'missing-table'],
    ['a column that is not there', 'select f."NOTHING" from "facts" f', 'missing-column'],
    ['no right', 'select "id" from "forbidden"', 'no-right'],
    ['a text cast to a number', 'select secret::int from facts', 'bad-value'],
    ['a text cast to a date', 'select secret::timestamp from facts', 'bad-value'],
    ['a number too large', 'select (id * 1000000000)::int from facts', 'bad-value'],
    ['a division by zero', 'select 1 / (id - id) from facts', 'bad-value'],
    ['an array index', `select (secret || '{')::int[] from facts`, 'bad-value'],
    ['types that do not go together', 'select id = secret from facts', 'wrong-type'],
    ['a write', 'insert into facts values (1) returning id', 'read-only'],
    ['no SQL', 'selekt 1', 'bad-sql'],
    ['a deadlock', raise('40P01'), 'deadlock', 'contention'],
    ['a conflict', raise('40001'), 'contention', 'contention'],
    ['a full disk', raise('53100'), 'server-disk-full'],
    ['no memory', raise('53200'), 'server-memory'],
    ['a lock timeout', raise('55P03'), 'lock-timeout', 'contention'],
    ['a cancel', raise('57014'), 'cancelled'],
    ['what nobody foresaw', raise('XX001'), 'query-failed'],
    [
      'a value in the message of a missing table',
      raise('42P01', 'relation "child 7"'),
      'missing-table',
    ],
  ];

  function raise(state: string, text = 'child 7'): string {
    return `select test_raise('${state}', '${text}')`;
  }

  it('each has its code, its words are ours, and the connection can be used again', async () => {
    await server.sql(`create function test_raise(state text, words text) returns text language plpgsql as
      $$ begin raise exception using errcode = state, message = words || ' child 17'; end $$`);
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      for (const [name, sql, code, passing] of refusals) {
        const error = await failing(allRows(source, sql));
        assert.ok(error instanceof ExtractionError, name);
        assert.deepEqual([error.code, error.passing], [code, passing], name);
        assert.match(error.message, /^ssd_person: .*\(127\.0\.0\.1:\d+, SQLSTATE \w{5}\)$/, name);
        assert.doesNotMatch(`${error.message} ${error.hint}`, /child/, name);
        assert.equal((await allRows(source, NUMBERED(3))).length, 3, name);
      }
      const missing = await failing(allRows(source, 'select "a" from "cms"."NOWHERE"'));
      assert.match(missing.message, /no table "cms\.NOWHERE"/);
      const column = await failing(allRows(source, 'select f."NOTHING" from "facts" f'));
      assert.match(column.message, /no column "f\.NOTHING"/);
      const right = await failing(allRows(source, 'select "id" from "forbidden"'));
      assert.match(right.message, /may not read "forbidden"/);
    });
  });

  it('a right that is taken away in mid-run ends the next object, not this one', async () => {
    await withSource(connectionTo(server), async (source) => {
      assert.equal((await allRows(source, 'select id from facts')).length, 5000);
      await server.sql(`revoke select on facts from ${READER}`);
      const error = await failing(allRows(source, 'select id from facts'));
      await server.sql(`grant select on facts to ${READER}`);
      assert.equal(error.code, 'no-right');
    });
  });

  /** Reads `MANY` and does something after the first batch. */
  async function interrupted(source: Source, act: () => Promise<unknown>): Promise<number> {
    let rows = 0;
    for await (const batch of source.stream(query(MANY), { signal: never, batchSize: 100 })) {
      if (rows === 0) await act();
      rows += batch.length;
    }
    return rows;
  }
  const ends = (): Promise<unknown> =>
    server.sql(`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'ssd-extract' and query like '%generate_series%'`);

  it('a backend that is ended: the object may be read again, on a new connection, at the same moment', async () => {
    await server.sql('create table tally (n int); grant select on tally to public');
    await withSource(connectionTo(server), async (source) => {
      const error = await failing(interrupted(source, ends));
      assert.ok(error instanceof ExtractionError);
      assert.deepEqual([error.code, error.passing], ['connection-lost', 'connection']);
      await server.sql('insert into tally values (1)');
      const counts = await Promise.all(
        [1, 2].map(() => allRows(source, 'select count(*)::text from tally')),
      );
      assert.deepEqual(counts, [[['0']], [['0']]]);
    });
  });

  it('every connection ended, the one that keeps the moment as well: a later moment', async () => {
    await withSource(connectionTo(server), async (source) => {
      await server.sql('delete from tally');
      await server.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'ssd-extract'`,
      );
      await pause(100);
      assert.deepEqual(await allRows(source, 'select count(*)::text from tally'), [['0']]);
    });
  });

  it('a table that is locked: query_timeout ends the wait, the query is gone from the server', async () => {
    const other = await server.connect();
    try {
      await withSource(connectionTo(server, { query_timeout: 1 }), async (source) => {
        await other.query('begin; lock table locked in access exclusive mode');
        const error = await failing(allRows(source, 'select id from locked'));
        assert.ok(error instanceof ExtractionError);
        assert.deepEqual([error.code, error.passing], ['stalled', 'connection']);
        assert.match(error.message, /gave no row within 1 s/);
        assert.deepEqual(
          await server.sql(
            `select count(*)::int from pg_stat_activity where application_name = 'ssd-extract' and state = 'active'`,
          ),
          [[0]],
        );
        await other.query('rollback');
        assert.deepEqual(await allRows(source, 'select id::text from locked'), [['1']]);
      });
    } finally {
      await other.end();
    }
  });

  it('rows that stop coming: stall_timeout', async () => {
    await withSource(connectionTo(server, { stall_timeout: 1 }), async (source) => {
      const sql = `select n::text, case when n > 300 then pg_sleep(60)::text end from generate_series(1, 1000) n`;
      const error = await failing(allRows(source, sql, { batchSize: 100 }));
      assert.equal(error.code, 'stalled');
      assert.match(error.message, /none for 1 s after 300/);
    });
  });

  it('a network that swallows everything: the wait ends, and so does the cancel', async () => {
    const proxy = await Proxy.to(server.port);
    try {
      proxy.cuts.push(undefined, { afterBytes: 20_000, how: 'silence' });
      await withSource(connectionTo(proxy, { parallel: 1, stall_timeout: 1 }), async (source) => {
        const error = await failing(allRows(source, MANY));
        assert.equal(error.code, 'stalled');
        assert.deepEqual(await allRows(source, NUMBERED(9)), numbered(9));
      });
    } finally {
      await proxy.close();
    }
  });

  it('a consumer that takes its time is not a stall', async () => {
    await withSource(
      connectionTo(server, { stall_timeout: 1, query_timeout: 1 }),
      async (source) => {
        assert.equal(await interrupted(source, () => pause(2500)), 200_000);
      },
    );
  });

  it('stopped by a signal while the server works: the query is cancelled, at once', async () => {
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 200);
      const began = performance.now();
      const error = await failing(
        allRows(source, `select pg_sleep(60)::text`, { signal: stop.signal }),
      );
      assert.ok(error instanceof StoppedError);
      assert.ok(performance.now() - began < 4000);
      assert.deepEqual(await allRows(source, NUMBERED(9)), numbered(9));
    });
  });

  it('left early, in the middle of anything, again and again: the next query is whole', async () => {
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      for (let round = 0; round < 20; round++) {
        for await (const batch of source.stream(query(MANY), { signal: never, batchSize: 10 })) {
          if (round % 2) await pause(5);
          assert.equal(batch.length, 10);
          break;
        }
        assert.deepEqual(await allRows(source, NUMBERED(30)), numbered(30));
      }
    });
  });

  it('a server that is stopped in mid-run and comes back', async () => {
    const own = await serve();
    await withSource(connectionTo(own, { parallel: 1 }), async (source) => {
      const error = await failing(interrupted(source, () => own.down('immediate')));
      assert.ok(error instanceof ExtractionError && error.passing === 'connection', String(error));
      const gone = await failing(allRows(source, NUMBERED(1)));
      assert.ok(gone instanceof ExtractionError && gone.passing === 'connection', String(gone));
      assert.equal(gone.code, 'connection-refused');
      await own.up();
      assert.deepEqual(await allRows(source, NUMBERED(9)), numbered(9));
    });
  });

  it('memory stays bounded: the server is held back while nobody reads', async () => {
    const proxy = await Proxy.to(server.port);
    const sql = `select n::text, repeat('x', 10000) from generate_series(1, 10000) n`;
    try {
      await withSource(connectionTo(proxy, { parallel: 1 }), async (source) => {
        let rows = 0;
        for await (const batch of source.stream(query(sql), { signal: never, batchSize: 100 })) {
          if (rows === 0) await pause(500);
          if (rows === 0) {
            assert.ok(Math.max(...proxy.sent) < 5_000_000, `${proxy.sent.join()} bytes`);
          }
          rows += batch.length;
        }
        assert.equal(rows, 10_000);
      });
    } finally {
      await proxy.close();
    }
  });
});
