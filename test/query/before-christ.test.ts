import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { formatCell } from '../../src/extract/cell-format.ts';
import { rulesBroken } from '../support/cells.ts';
import { openLittle } from '../support/little-engine.ts';

/** Moments of a CMS that lie before Christ, on the engine that is chosen. */
const { rows, define, close } = openLittle();
after(close);

const fields = (kind: string): string => `
rows: {from: {c: CONTACTS}, where: [{c.NOTE: {is: long ago}}]}
fields: {id: c.ID, kind: ${kind}, made: c.MADE}
`;

describe('a moment before Christ', () => {
  before(() =>
    define(
      `insert into "S"."CONTACTS" ("ID", "PERSON", "MADE", "NOTE") values (91, 9, '2024-01-05 09:30:00 BC', 'long ago')`,
    ),
  );

  it('keeps its sign and its time, and is reported', async () => {
    const [[, , made = null] = []] = await rows(fields('{const: x}'));
    const cell = formatCell(made, 'datetime', 'iso');
    assert.equal(cell, '-2024-01-05T09:30:00');
    assert.deepEqual(rulesBroken(cell, [], { type: 'datetime' }), ['type']);
    const day = formatCell(made, 'date', 'iso');
    assert.equal(day, '-2024-01-05');
    assert.deepEqual(rulesBroken(day, [], { type: 'date' }), ['type']);
  });

  for (const [pattern, text] of [
    ['DD/MM/YYYY', '05/01/-2024'],
    ['YYYYMMDDhhmmss', '-20240105093000'],
  ] as const) {
    it(`keeps its sign as ${pattern}`, async () => {
      const [[, written] = []] = await rows(fields(`{format_date: [c.MADE, ${pattern}]}`));
      assert.equal(written, text);
    });
  }
});
