import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { ConnectionError, ExtractionError, StoppedError } from '../../src/problems/errors.ts';
import type { BoundParameter } from '../../src/query/parameter.ts';
import { type EmbeddedSource, openEmbedded } from '../../src/sources/postgres/embedded.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import { tempDir } from '../support/files.ts';

let source: EmbeddedSource;
before(async () => {
  source = await openEmbedded();
  await source.db.exec(
    `create table t (id int primary key, secret text); insert into t select n, 'child ' || n from generate_series(1, 10000) n`,
  );
});
after(() => source.close());

const never = new AbortController().signal;
const query = (sql: string, parameters: readonly BoundParameter[] = []) => ({
  name: 'ssd_a',
  sql,
  parameters,
});

async function all(batches: AsyncIterable<readonly SourceRow[]>): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

describe('the embedded source', () => {
  it('streams every row once, in order, a batch at a time', async () => {
    const sizes: number[] = [];
    const ids: string[] = [];
    for await (const batch of source.stream(query('select id::text from t order by t.id'), {
      signal: never,
      batchSize: 999,
    })) {
      sizes.push(batch.length);
      ids.push(...batch.map(([id]) => id ?? ''));
    }
    assert.deepEqual([...new Set(sizes)], [999, 10]);
    assert.deepEqual(
      ids,
      Array.from({ length: 10_000 }, (_, index) => String(index + 1)),
    );
  });
  it('binds parameters', async () =>
    assert.deepEqual(
      await all(
        source.stream(
          query('select id::text from t where id < $1::int', [
            { name: 'n', type: 'integer', value: 3 },
          ]),
          { signal: never },
        ),
      ),
      [['1'], ['2']],
    ));
  it('hands over text only, nothing through a float or a Date', async () => {
    assert.deepEqual(
      await all(
        source.stream(
          query(
            `select 9007199254740993.010::numeric, timestamp '2024-03-31 01:30:00', null, true`,
          ),
          { signal: never },
        ),
      ),
      [['9007199254740993.010', '2024-03-31 01:30:00', null, 't']],
    );
  });
  it('runs queries one after another when asked at the same time', async () => {
    const counts = await Promise.all(
      [1, 2, 3].map((n) =>
        all(
          source.stream(query(`select id::text from t where id % 3 = ${n - 1}`), { signal: never }),
        ).then((rows) => rows.length),
      ),
    );
    assert.deepEqual(counts, [3333, 3334, 3333]);
  });
  it('may be left early, and read again', async () => {
    for await (const batch of source.stream(query('select id::text from t'), {
      signal: never,
      batchSize: 10,
    })) {
      assert.equal(batch.length, 10);
      break;
    }
    assert.equal(
      (await all(source.stream(query('select id::text from t'), { signal: never }))).length,
      10_000,
    );
  });
  it('stops when asked', async () => {
    const controller = new AbortController();
    await assert.rejects(
      async () => {
        for await (const batch of source.stream(query('select id::text from t'), {
          signal: controller.signal,
          batchSize: 10,
        })) {
          assert.ok(batch.length > 0);
          controller.abort();
        }
      },
      (error) => error instanceof StoppedError && error.exitCode === 130,
    );
  });
  it('cannot write', async () => {
    for (const sql of [
      'insert into t values (0, null) returning id::text',
      'delete from t returning id::text',
    ]) {
      await assert.rejects(all(source.stream(query(sql), { signal: never })), ExtractionError);
    }
    assert.equal(
      (await all(source.stream(query('select count(*)::text from t'), { signal: never })))[0]?.[0],
      '10000',
    );
  });
  it('says what is missing', async () =>
    assert.rejects(
      all(source.stream(query('select x from nowhere'), { signal: never })),
      (error) =>
        error instanceof ExtractionError &&
        error.code === 'missing-table' &&
        /ssd_a: .*"nowhere"/.test(error.message) &&
        /ssd-extract check/.test(error.hint ?? ''),
    ));
  it('never repeats a value in an error', async () => {
    await assert.rejects(
      all(
        source.stream(
          query(
            `select (case when id = 5000 then secret else '1' end)::int::text from t order by t.id`,
          ),
          { signal: never },
        ),
      ),
      (error) =>
        error instanceof ExtractionError && error.exitCode === 4 && !/child/.test(error.message),
    );
    await source.db.exec(
      `create function quoting() returns text language plpgsql as $$ begin raise exception 'relation "child 7" does not exist' using errcode = '42P01'; end $$`,
    );
    await assert.rejects(
      all(source.stream(query('select quoting()'), { signal: never })),
      (error) => error instanceof ExtractionError && !/child/.test(error.message),
    );
  });
  it('lists the columns that are there', async () => {
    const found = await source.columns([
      { schema: 'public', table: 't' },
      { schema: 'public', table: 'none' },
    ]);
    assert.deepEqual(found.map(({ table, column }) => `${table}.${column}`).sort(), [
      't.id',
      't.secret',
    ]);
  });
  it('does not make a database where there is none', async () => {
    await assert.rejects(
      openEmbedded({ path: path.join(tempDir(), 'none') }),
      (error) =>
        error instanceof ConnectionError && error.exitCode === 3 && /testdb/.test(error.hint ?? ''),
    );
  });
});
