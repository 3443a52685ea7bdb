import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { CsvEncoder } from '../../src/bundle/csv-encoder.ts';
import type { Cell, Row } from '../../src/validators/row.ts';

/** What csv-stringify makes of the same rows. */
function reference(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: 'windows', quoted_match: /[\r\n]/ },
  );
}

function encode(width: number, batches: readonly (readonly Row[])[]): string {
  const encoder = new CsvEncoder(width);
  const blocks: Buffer[] = [];
  for (const rows of batches) {
    for (const block of encoder.blocks(rows)) blocks.push(Buffer.from(block));
  }
  return Buffer.concat([...blocks, encoder.end()]).toString('utf8');
}

const text = fc.oneof(
  { weight: 4, arbitrary: fc.string({ maxLength: 50 }) },
  fc.string({ unit: 'binary', maxLength: 50 }),
  fc.stringMatching(/^[",\r\n a]{0,6}$/),
  fc.constantFrom('"', ',', '\r', '\n', '\r\n', '\u007f', '\u0080', '\uFEFF', '\u2028', '👶', 'é'),
  fc.constantFrom('x'.repeat(41), `${'x'.repeat(41)}"`, `${'é'.repeat(41)},`),
);
const cell: fc.Arbitrary<Cell> = fc.oneof(fc.constant(null), fc.constant(''), text);
const table = fc
  .integer({ min: 1, max: 6 })
  .chain((width) =>
    fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
  );

describe('rows as bytes', () => {
  it('are what csv-stringify makes of them, byte for byte, for 10,000 random tables', () =>
    fc.assert(
      fc.property(table, fc.nat(6), (rows, cut) => {
        const width = rows[0]?.length ?? 1;
        const batches = [rows.slice(0, cut), rows.slice(cut)];
        assert.equal(encode(width, batches), reference(rows));
      }),
      { numRuns: 10_000 },
    ));
  it('are the same for rows of long texts, and for more rows than a block holds', () => {
    const long = ['👶'.repeat(70_000), `${'"'.repeat(140_000)}x`, 'plain '.repeat(30_000), null];
    for (const rows of [
      long.map((one) => [one, '1']),
      long.map((one) => ['1', one]),
      Array.from({ length: 3000 }, (_, index) => [`${index} ${'é'.repeat(400)}`, '"']),
      [
        ...Array.from({ length: 8 }, () => ['x'.repeat(125_000), '']),
        ['é'.repeat(1_000_000), null],
      ],
    ]) {
      assert.ok(encode(2, [rows]) === reference(rows));
    }
  });
  it('come in blocks of about a megabyte, whatever the rows are', () => {
    const encoder = new CsvEncoder(1);
    const rows = [
      ['é'.repeat(3_000_000)],
      ...Array.from({ length: 40 }, () => ['x'.repeat(120_000)]),
    ];
    const sizes = [...encoder.blocks(rows)].map(({ length }) => length);
    assert.ok(sizes.length > 8);
    assert.ok(sizes.every((size) => size >= 1 << 20 && size < 1.5 * (1 << 20)));
  });
});
