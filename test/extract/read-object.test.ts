import assert from 'node:assert/strict';
import path from 'node:path';
import { ReadableStream } from 'node:stream/web';
import { describe, it } from 'node:test';
import { codeBook } from '../../src/codes/code-book.ts';
import { loadCodeSets } from '../../src/codes/load-code-sets.ts';
import { type ObjectReading, readObject } from '../../src/extract/read-object.ts';
import type { CellShape } from '../../src/query/compiled.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { newKeySecret } from '../../src/validate/key-secret.ts';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';

const COLUMNS = ['pers_person_id', 'pers_forename'];
/** Longer than what the values of any row make, so that a few rows fill a block of a megabyte. */
const NAME = 'n'.repeat(4000);

const reading: ObjectReading = {
  query: {
    object: 'ssd_person',
    sql: '',
    parameters: [],
    columns: ['a', 'b'],
    shape: COLUMNS.map((_, slot) => ({ kind: 'value', slot, type: 'string' })),
    hash: '',
  },
  asShown: [],
  facts: {
    spec: loadSpec(path.join(ROOT, 'data')),
    object: 'ssd_person',
    columns: COLUMNS,
    secret: newKeySecret(undefined),
    tempDir: tempDir(),
    showValues: false,
    keyFields: new Set(),
  },
  dateFormat: 'iso',
  maxCell: 10_000,
  limit: undefined,
  figures: { asOf: '2026-11-25', dateFormat: 'iso', showValues: false },
};

/** Lines of the file, rows that were told, and what is known at the end. */
async function readWhole(batches: readonly (readonly SourceRow[])[], asked = reading) {
  const source = { stream: () => ReadableStream.from(batches) };
  const blocks = readObject(asked, { source, signal: new AbortController().signal });
  let [text, rows] = ['', 0];
  for (;;) {
    const next = await blocks.next();
    if (next.done) return { lines: text.split('\r\n').slice(0, -1), rows, outcome: next.value };
    text += Buffer.from(next.value.block).toString('utf8');
    rows += next.value.rows;
  }
}

describe('an object that is read', () => {
  for (const count of [0, 1, 200, 300, 700]) {
    it(`gives each of ${count} rows once, wherever a block ends in the last batch`, async () => {
      const rows = Array.from({ length: count }, (_, index) => [String(index), NAME]);
      const { lines, rows: told, outcome } = await readWhole([rows]);
      assert.deepEqual(
        lines,
        rows.map((row) => row.join(',')),
      );
      assert.equal(told, count);
      assert.deepEqual([outcome.figures?.rows, outcome.figures?.filled], [count, [count, count]]);
    });
  }

  it('gives the last row of those whose lists are gathered, and says what was removed', async () => {
    assert.ok(reading.query);
    const shape: CellShape[] = [
      { kind: 'value', slot: 0, type: 'string' },
      { kind: 'json_list', slot: 1 },
    ];
    const { lines, rows, outcome } = await readWhole(
      [
        [
          ['1', 'a\u0000'],
          ['1', 'b'],
        ],
        [['2', 'c']],
      ],
      { ...reading, query: { ...reading.query, shape } },
    );
    assert.deepEqual(lines, ['1,"[""a"", ""b""]"', '2,"[""c""]"']);
    assert.deepEqual([rows, outcome.removed], [2, 1]);
  });

  it('is checked as it is written, its codes translated', async () => {
    assert.ok(reading.query);
    const set = loadCodeSets(path.join(ROOT, 'data')).get('sex');
    assert.ok(set);
    const { lines, outcome } = await readWhole(
      [
        [
          ['1', 'Boy'],
          ['2', 'Zebra'],
        ],
      ],
      {
        ...reading,
        facts: { ...reading.facts, columns: ['pers_person_id', 'pers_sex'] },
        codes: [codeBook(set, 'ssd_person.pers_sex', new Map([['BOY', 'M']]))],
      },
    );
    assert.deepEqual(lines, ['1,M', '2,Zebra']);
    assert.deepEqual(
      outcome.validation.findings.map(({ field, rule, row }) => [field, rule, row]),
      [
        ['pers_sex', 'dimension', 2],
        ['pers_sex', 'unmapped-code', 0],
      ],
    );
  });

  it('gives what can pass between threads', async () => {
    const { outcome } = await readWhole([[['1', 'Ann']]]);
    assert.deepEqual(structuredClone(outcome), outcome);
  });
});
