import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { formatCell } from '../../src/extract/cell-format.ts';
import { CellLimit } from '../../src/extract/cell-limit.ts';
import { rowShaper } from '../../src/extract/row-shaper.ts';

describe('cells on the short way', () => {
  const texts = [
    ...['2024-12-10', '2024-12-10T09:30:00', '2024-12-10 09:30:00', '10/12/2024', '2024-02-30'],
    ...['0', '7', '007', '00', '+7', '-0', '12345678901234567890', '1.50', 'x', '', ' 7 '],
  ];
  for (const dateFormat of ['iso', 'dd/mm/yyyy'] as const) {
    for (const type of ['date', 'datetime', 'int', 'float', 'string'] as const) {
      it(`are those of the long one: ${type}, ${dateFormat}`, () => {
        const limit = new CellLimit({ object: 'ssd_x', fields: ['a'], most: 1000 });
        const shaper = rowShaper({ shape: [{ kind: 'value', slot: 0, type }], dateFormat, limit });
        for (const text of texts) {
          const expected = formatCell(text, type, dateFormat);
          assert.deepEqual(shaper.rows([[text]]), [[expected === '' ? null : expected]], text);
        }
      });
    }
  }
});
