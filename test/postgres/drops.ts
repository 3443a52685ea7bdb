import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ExtractionError } from '../../src/problems/errors.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import { openPostgres } from '../../src/sources/postgres/source.ts';
import { type Cut, Proxy } from '../servers/postgres/proxy.ts';
import type { PostgresServer } from '../servers/postgres/server.ts';
import { NUMBERED, connectionTo, never, numbered, query } from './support.ts';

const ROWS = 800;
const EXPECTED = numbered(ROWS);
/** More bytes than a login and the whole answer have. */
const BEYOND = 70_000;

const cut = fc.record({
  afterBytes: fc.nat(BEYOND),
  how: fc.constantFrom('reset' as const, 'close' as const),
});

/**
 * Reads the object from its start until an attempt comes to its end; each attempt must have given a
 * beginning of the rows and nothing else.
 */
async function readWithRestarts(source: Source, batchSize: number): Promise<SourceRow[]> {
  for (let attempt = 0; attempt < 6; attempt++) {
    const rows: SourceRow[] = [];
    try {
      for await (const batch of source.stream(query(NUMBERED(ROWS)), {
        signal: never,
        batchSize,
      })) {
        rows.push(...batch);
      }
      return rows;
    } catch (error) {
      assert.ok(error instanceof ExtractionError && error.passing === 'connection', String(error));
      assert.deepEqual(rows, EXPECTED.slice(0, rows.length), 'what came before the drop');
    }
  }
  return assert.fail('more attempts failed than connections were cut');
}

/** Cuts connections at random bytes, those that keep the moment and those that cancel as well. */
export async function dropConnections(server: PostgresServer, points: number): Promise<void> {
  const proxy = await Proxy.to(server.port);
  const fresh = (): Promise<Source> => openPostgres(connectionTo(proxy, { parallel: 1 }));
  let source = await fresh();
  try {
    await fc.assert(
      fc.asyncProperty(
        fc.array(cut, { minLength: 1, maxLength: 2 }),
        fc.integer({ min: 1, max: 400 }),
        async (cuts: Cut[], batchSize) => {
          await source.close();
          // the first connection keeps the moment, the second reads
          proxy.cuts.splice(0, proxy.cuts.length, undefined, ...cuts);
          source = await fresh().catch(fresh).catch(fresh);
          assert.deepEqual(await readWithRestarts(source, batchSize), EXPECTED);
          proxy.cuts.length = 0;
        },
      ),
      { numRuns: points, seed: 20260401 },
    );
  } finally {
    await source.close();
    await proxy.close();
  }
}
