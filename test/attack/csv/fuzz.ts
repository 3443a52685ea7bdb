import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { it } from 'node:test';
import fc from 'fast-check';
import { readCsv } from '../../../src/bundle/csv-reader.ts';
import { CsvWriter } from '../../../src/bundle/csv-writer.ts';
import { StructureFault } from '../../../src/bundle/structure-fault.ts';
import type { Cell, Row } from '../../../src/validators/row.ts';
import { tempDir } from '../../support/files.ts';

const root = tempDir();
let files = 0;
const newFile = (): string => path.join(root, `${++files}.csv`);

/** Longer than any small file needs, on a machine that does other things as well. */
const PATIENCE = 20_000;

interface Read {
  readonly columns: readonly string[];
  readonly rows: Row[];
}

export async function readAll(file: string): Promise<Read> {
  const { columns, batches } = await readCsv(file);
  const rows: Row[] = [];
  for await (const batch of batches) rows.push(...batch);
  return { columns, rows };
}

/** What CSV is made of, so that broken files are nearly whole ones. */
const piece = fc.oneof(
  fc.constantFrom('"', '""', ',', ';', '\n', '\r\n', '\r', '\uFEFF', '\0', '\t', 'a', ' ', '"a"'),
  fc.string({ unit: 'binary', maxLength: 5 }),
);
const text = fc.array(piece, { maxLength: 40 }).map((pieces) => Buffer.from(pieces.join('')));
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
/** UTF-8 with a byte of its middle gone, or a few bytes of another encoding put in. */
const torn = fc
  .tuple(text, fc.nat(40), fc.constantFrom('', '\xff\xfe', '\xc3', '\xf0\x9f', '\xed\xa0\x80'))
  .map(([whole, at, more]) =>
    Buffer.concat([whole.subarray(0, at), Buffer.from(more, 'latin1'), whole.subarray(at + 1)]),
  );

/** A cell as it comes back: what no tool can read is cleaned before it is written. */
const cell: fc.Arbitrary<Cell> = fc.oneof(
  fc.constant(null),
  fc
    .array(fc.oneof(fc.constantFrom('"', ',', '\n', '\r\n', ';', '=', ' '), fc.string()), {
      maxLength: 4,
    })
    .map((parts) => parts.join('')),
);
const written = fc.integer({ min: 1, max: 5 }).chain((width) =>
  fc.record({
    columns: fc.uniqueArray(fc.stringMatching(/^[a-z][a-z ,"_]{0,6}[a-z]$/), {
      minLength: width,
      maxLength: width,
    }),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 8 }),
    bom: fc.boolean(),
  }),
);

/** Any file is rows of one width, or a fault of its structure: nothing else, and soon. */
export function describeReader(runs: number): void {
  it(`reads any bytes as rows of one width, or says what is broken: ${runs}`, async (t) => {
    const file = newFile();
    await fc.assert(
      fc.asyncProperty(fc.oneof(text, bytes, torn), async (content) => {
        fs.writeFileSync(file, content);
        const began = performance.now();
        try {
          const { columns, rows } = await readAll(file);
          for (const row of rows) assert.equal(row.length, columns.length);
          assert.equal(new Set(columns).size, columns.length);
        } catch (error) {
          assert.ok(error instanceof StructureFault, String(error));
        }
        assert.ok(performance.now() - began < PATIENCE);
      }),
      { numRuns: runs },
    );
    t.diagnostic(`tried ${runs}`);
  });

  it(`reads back what was written, and writes that as the same bytes: ${runs}`, async (t) => {
    await fc.assert(
      fc.asyncProperty(written, async ({ columns, rows, bom }) => {
        const [first, second] = [newFile(), newFile()];
        await write(first, { columns, rows }, bom);
        const back = await readAll(first);
        assert.deepEqual(back.columns, columns);
        assert.equal(back.rows.length, rows.length);
        await write(second, back, bom);
        assert.ok(fs.readFileSync(first).equals(fs.readFileSync(second)));
        fs.rmSync(first);
        fs.rmSync(second);
      }),
      { numRuns: runs },
    );
    t.diagnostic(`tried ${runs}`);
  });
}

async function write(file: string, { columns, rows }: Read, bom: boolean): Promise<void> {
  const writer = await CsvWriter.create(file, columns, { bom });
  await writer.write(rows);
  await writer.end();
}
