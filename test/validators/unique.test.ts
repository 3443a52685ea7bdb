import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { use } from '../support/cells.ts';
import { findingsOf } from '../support/dataset.ts';
import { field, object } from '../support/mapping.ts';

describe('unique', () => {
  const owner = object([
    field('x', 'string'),
    { ...field('code', 'string'), validators: [use('unique')] },
  ]);
  const rowsFound = async (codes: (string | null)[]): Promise<number[]> =>
    (await findingsOf([owner], { ssd_contact: codes.map((code) => ['-', code]) }))
      .filter((finding) => finding.rule === 'unique')
      .map((finding) => finding.row);
  it('names every row but the first that has the value', async () =>
    assert.deepEqual(await rowsFound(['a', 'b', 'a', 'c', 'a']), [3, 5]));
  it('blanks at the end do not tell values apart, case does', async () =>
    assert.deepEqual(await rowsFound(['a', 'a ', 'A']), [2]));
  it('empty cells are no values', async () =>
    assert.deepEqual(await rowsFound([null, null, '', '']), []));
});
