import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FirstRows } from '../../src/validate/first-rows.ts';
import { MASK, RECORD, ROW } from '../../src/validate/key-records.ts';
import { newKeySecret } from '../../src/validate/key-secret.ts';
import { listRows } from '../../src/validate/object-validation.ts';
import { LISTED_PER_RULE, Tally } from '../../src/validate/tally.ts';

/** Prime, and more than is kept at a time: by it every row is met once, in no order. */
const ROWS = 20_011;

/** Every row once, with a mask of its own. */
function everyRow(): FirstRows {
  const rows = new FirstRows();
  for (let step = 0; step < ROWS; step++) {
    const records = new Uint32Array(RECORD);
    const row = ((step * 7919) % ROWS) + 1;
    records[ROW] = row;
    records.set([row * 2, row * 3], MASK);
    rows.add(records, 0);
  }
  return rows;
}

describe('rows that are found in the order of their hashes', () => {
  it('are all counted, and the first of the file are kept, each with its mask', () => {
    const rows = everyRow();
    assert.equal(rows.count, ROWS);
    assert.deepEqual(
      rows.first(),
      Array.from({ length: LISTED_PER_RULE }, (_, index) => {
        const row = index + 1;
        return { row, high: row * 2, low: row * 3 };
      }),
    );
  });

  it('are findings of which no more are listed than of any rule, and all count', () => {
    const tally = new Tally('ssd_a');
    const count = tally.of('x', 'unique');
    listRows(tally, count, everyRow(), { secret: newKeySecret(), message: 'it is twice' });
    assert.deepEqual(
      tally.counts().map((item) => item.count),
      [ROWS],
    );
    assert.equal(tally.listed.length, LISTED_PER_RULE);
    assert.equal(tally.listed.at(-1)?.row, LISTED_PER_RULE);
  });
});
