import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ExtractionError } from '../../src/problems/errors.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';
import type { Fault, Link } from '../servers/tds/faults.ts';
import { repeated, replay } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import {
  caFile,
  certificate,
  connectionTo,
  isQuery,
  listen,
  never,
  numbered,
  QUERY,
  replayOf,
  withSource,
} from '../wire/mssql-support.ts';

const ROWS = 800;
const EXPECTED = numbered(ROWS);
/** More bytes than the whole answer has. */
const BEYOND = 75_000;
const POINTS = 200;

interface Trial {
  readonly drops: readonly Fault[];
  readonly batchSize: number;
  readonly slow: boolean;
}

const drop = fc.record({
  kind: fc.constant('drop' as const),
  afterBytes: fc.nat(BEYOND),
  how: fc.constantFrom('reset' as const, 'close' as const),
});
const trial = fc.record({
  drops: fc.array(drop, { minLength: 1, maxLength: 2 }),
  batchSize: fc.integer({ min: 1, max: 400 }),
  slow: fc.boolean(),
});

/**
 * Reads the object from its start until an attempt comes to its end; each attempt must have given a
 * beginning of the rows and nothing else.
 */
async function readWithRestarts(
  source: Source,
  { drops, batchSize, slow }: Trial,
): Promise<SourceRow[]> {
  for (let attempt = 0; attempt <= drops.length; attempt++) {
    const rows: SourceRow[] = [];
    try {
      for await (const batch of source.stream(QUERY, { signal: never, batchSize })) {
        rows.push(...batch);
        if (slow && rows.length % 50 === 0) await pause(1);
      }
      return rows;
    } catch (error) {
      assert.ok(error instanceof ExtractionError && error.passing === 'connection', String(error));
      assert.deepEqual(rows, EXPECTED.slice(0, rows.length), 'what came before the drop');
    }
  }
  return assert.fail('more attempts failed than connections were cut');
}

for (const encrypted of [false, true]) {
  it(`${POINTS} connections cut at a random byte${encrypted ? ' of the plain text under TLS, in SNAPSHOT transactions' : ''}: no row lost, none doubled`, async () => {
    const waiting: Fault[] = [];
    const tls = await certificate();
    const server = await listen({
      backing: replayOf(ROWS, { snapshot: encrypted }),
      fault: (statement) => (isQuery(statement) ? waiting.shift() : undefined),
      ...(encrypted ? { tls } : {}),
    });
    const source = await openMssql(
      connectionTo(server, encrypted ? { encrypt: true, ca_file: caFile(tls) } : {}),
    );
    let cut = 0;
    try {
      await fc.assert(
        fc.asyncProperty(trial, async (one) => {
          waiting.splice(0, waiting.length, ...one.drops);
          cut += one.drops.length;
          assert.deepEqual(await readWithRestarts(source, one), EXPECTED);
        }),
        { numRuns: POINTS / (encrypted ? 4 : 1), seed: 20260401 },
      );
    } finally {
      await source.close();
    }
    assert.ok(cut >= POINTS / (encrypted ? 4 : 1));
  });
}

describe('packets in pieces', () => {
  const links: readonly [string, Link][] = [
    ['every byte on its own', { bytesPerWrite: 1 }],
    ['a packet for every byte', { packetSize: 9 }],
    ['packets of 512', { packetSize: 512 }],
    ['packets of 16 K', { packetSize: 16_384 }],
    ['seven bytes at a time, packets of 100', { bytesPerWrite: 7, packetSize: 100 }],
  ];
  for (const [name, link] of links) {
    for (const encrypted of [false, true]) {
      it(`${name}${encrypted ? ', encrypted' : ''}`, async () => {
        const tls = await certificate();
        const server = await listen({ backing: replayOf(40), link, ...(encrypted ? { tls } : {}) });
        await withSource(
          connectionTo(server, encrypted ? { encrypt: true, ca_file: caFile(tls) } : {}),
          async (source) => {
            const rows: SourceRow[] = [];
            for await (const batch of source.stream(QUERY, { signal: never, batchSize: 7 })) {
              rows.push(...batch);
            }
            assert.deepEqual(rows, numbered(40));
          },
        );
      });
    }
  }
});

it('memory stays bounded: the server is held back while the consumer does nothing', async () => {
  const [wide, count] = ['x'.repeat(1000), 40_000];
  const answer = repeated(
    [
      { name: 'a', type: 'int' },
      { name: 'b', type: 'nvarchar(1000)' },
    ],
    [['1', wide]],
    count,
  );
  let made = 0;
  const rows = {
    *[Symbol.iterator]() {
      for (const row of answer.rows) {
        made++;
        yield row;
      }
    },
  };
  const server = await listen({
    backing: withSystem({ database: 'HDM' }, replay({ ...answer, rows })),
  });
  await withSource(connectionTo(server), async (source) => {
    let taken = 0;
    for await (const batch of source.stream(QUERY, { signal: never, batchSize: 500 })) {
      if (taken === 0) {
        await pause(700);
        assert.ok(
          made < count / 2,
          `${made} of ${count} rows were taken in while nobody read them`,
        );
      }
      taken += batch.length;
    }
    assert.equal(taken, count);
  });
});
