import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { StoppedError } from '../../src/problems/errors.ts';
import { OracleError, replay, rowsOf } from '../servers/tns/backing.ts';
import { all, never, numbered, query, serve, siteOf, text, withSource } from './oracle-support.ts';

describe('the Oracle source, over the wire', () => {
  it('streams every row once, in order, a batch at a time', async () => {
    const server = await serve({ backing: numbered(5250) });
    await withSource(siteOf(server), async (source) => {
      const sizes: number[] = [];
      const ids: (string | null | undefined)[] = [];
      for await (const batch of source.stream(query('select id, name from t'), {
        signal: never,
        batchSize: 999,
      })) {
        sizes.push(batch.length);
        ids.push(...batch.map(([id]) => id));
      }
      assert.deepEqual([...new Set(sizes)], [999, 255]);
      assert.deepEqual(
        ids,
        Array.from({ length: 5250 }, (_, index) => String(index + 1)),
      );
    });
  });

  it('loses no row when the server gives short pages', async () => {
    const short = rowsOf(
      [text('ID')],
      Array.from({ length: 1000 }, (_, index) => [String(index)]),
    );
    let pages = 0;
    const server = await serve({
      backing: replay([
        [
          /from t/,
          () => ({
            columns: short.columns,
            short: true,
            fetch: (count: number) => short.fetch(pages++ < 7 ? Math.ceil(count / 3) : count),
          }),
        ],
      ]),
    });
    const rows = await withSource(siteOf(server), (source) =>
      all(source.stream(query('select id from t'), { signal: never })),
    );
    assert.deepEqual(
      rows.map(([id]) => id),
      Array.from({ length: 1000 }, (_, index) => String(index)),
    );
  });

  it('fetches the next batch while the last one is used', async () => {
    let fetched = 0;
    const backing = numbered(500);
    const counting = await serve({
      backing: {
        execute: async (...statement) => {
          const rows = await backing.execute(...statement);
          return (
            rows && {
              columns: rows.columns,
              fetch: (count) => {
                fetched += count;
                return rows.fetch(count);
              },
            }
          );
        },
      },
    });
    await withSource(siteOf(counting), async (source) => {
      for await (const batch of source.stream(query('select id from t'), {
        signal: never,
        batchSize: 100,
      })) {
        assert.equal(batch.length, 100);
        await new Promise((resolve) => setTimeout(resolve, 50));
        assert.equal(fetched, 200);
        break;
      }
    });
  });

  it('binds parameters by name', async () => {
    const server = await serve({ backing: numbered(1) });
    await withSource(siteOf(server), (source) =>
      all(
        source.stream(
          {
            name: 'ssd_a',
            sql: 'select id from t where a = :t_x and b = to_date(:today, :mask) and c = :n_minus_1 and d = :t_x',
            parameters: [
              { name: 't_x', type: 'text', value: 'Ø x' },
              { name: 'today', type: 'moment', value: '2026-11-22T00:00:00' },
              { name: 'mask', type: 'text', value: 'M' },
              { name: 'n_minus_1', type: 'integer', value: -1 },
            ],
          },
          { signal: never },
        ),
      ),
    );
    assert.deepEqual(server.calls.find(({ sql }) => sql.includes('from t'))?.binds, [
      'Ø x',
      '2026-11-22T00:00:00',
      'M',
      '-1',
      'Ø x',
    ]);
  });

  it('reads several queries at the same time, as many as it has connections', async () => {
    const server = await serve({ backing: numbered(2000) });
    await withSource(siteOf(server, { parallel: 3 }), async (source) => {
      const counts = await Promise.all(
        [1, 2, 3, 4, 5].map(() =>
          all(source.stream(query('select id from t'), { signal: never })).then(
            (rows) => rows.length,
          ),
        ),
      );
      assert.deepEqual(counts, [2000, 2000, 2000, 2000, 2000]);
    });
    assert.equal(server.connections, 3);
    assert.equal(
      new Set(
        server.calls
          .filter(({ sql }) => sql.includes('from t'))
          .map(({ connection }) => connection),
      ).size,
      3,
    );
  });

  it('may be left early, and read again on the same connection', async () => {
    const server = await serve({ backing: numbered(1000) });
    await withSource(siteOf(server), async (source) => {
      for (let times = 0; times < 5; times++) {
        for await (const batch of source.stream(query('select id from t'), {
          signal: never,
          batchSize: 10,
        })) {
          assert.equal(batch.length, 10);
          break;
        }
      }
      assert.equal(
        (await all(source.stream(query('select id from t'), { signal: never }))).length,
        1000,
      );
    });
    assert.equal(server.connections, 1);
  });

  it('stops a query that is running when asked, by a break', { timeout: 10_000 }, async () => {
    const server = await serve({
      backing: replay([[/from t/, () => new Promise(() => undefined)]]),
    });
    const controller = new AbortController();
    await withSource(siteOf(server), async (source) => {
      setTimeout(() => controller.abort(), 100);
      await assert.rejects(
        all(source.stream(query('select id from t'), { signal: controller.signal })),
        (error) => error instanceof StoppedError && error.exitCode === 130,
      );
    });
  });

  it('stops between batches when asked', async () => {
    const server = await serve({ backing: numbered(1000) });
    const controller = new AbortController();
    await withSource(siteOf(server), (source) =>
      assert.rejects(async () => {
        for await (const batch of source.stream(query('select id from t'), {
          signal: controller.signal,
          batchSize: 10,
        })) {
          assert.equal(batch.length, 10);
          controller.abort();
        }
      }, StoppedError),
    );
  });

  it('goes on with the same connection after an error that the server reports', async () => {
    const server = await serve({
      backing: replay([
        [/from broken/, () => Promise.reject(new OracleError(1722, 'invalid number'))],
        [/from t/, () => rowsOf([text('ID')], [['1']])],
      ]),
    });
    await withSource(siteOf(server), async (source) => {
      await assert.rejects(all(source.stream(query('select x from broken'), { signal: never })));
      assert.deepEqual(await all(source.stream(query('select id from t'), { signal: never })), [
        ['1'],
      ]);
    });
    assert.equal(server.connections, 1);
  });
});
