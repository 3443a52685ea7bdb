import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { withRestarts } from '../../src/extract/restart.ts';
import { ExtractionError, type Passing } from '../../src/problems/errors.ts';
import { OracleError, replay } from '../servers/tns/backing.ts';
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
const { login: LOGIN, whole: WHOLE } = await bytesToRead(ROWS);

/**
 * Long enough for finalizers to run: the driver's own would throw on a connection that it does not
 * know to be dead.
 */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await new Promise((resolve) => setTimeout(resolve, 50));
}

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
        const error = await failure(readIds(server));
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
      const error = await failure(
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
      const error = await failure(all(source.stream(query('select id from t'), { signal: never })));
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
        (
          [
            [slow, 'stalled'],
            [dead, 'stalled'],
            [garbled, 'connection-lost'],
          ] as const
        ).map(async ([server, code]) => {
          const began = performance.now();
          const error = await failure(readIds(server, { stall_timeout: 1 }));
          assert.ok(
            error instanceof ExtractionError &&
              error.passing === 'connection' &&
              error.code === code,
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
    const error = await failure(
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
    assert.deepEqual(await readIds(server), IDS);
  });
  it('changes nothing when bytes trickle', async () => {
    const server = await serve({
      backing: numbered(ROWS),
      fault: () => ({ pieces: 100, pause: 2 }),
    });
    assert.deepEqual(await readIds(server, { stall_timeout: 2 }), IDS);
  });
  it('changes nothing however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 2, max: 3000 }),
        fc.integer({ min: 1, max: 400 }),
        async (pieces, fetch) => {
          const server = await serve({ backing: numbered(ROWS), fault: () => ({ pieces }) });
          assert.deepEqual(await readIds(server, { fetch_size: fetch }), IDS);
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
