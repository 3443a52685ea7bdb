import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { openLittle } from '../support/little-engine.ts';

/**
 * Texts about as long as an engine takes come whole out of everything that picks one: SQL Server
 * cuts what it puts together at 4,000 characters, Oracle refuses more than 4,000 bytes.
 */
const { engine, rows, define, close } = openLittle();
after(close);

// Oracle's VARCHAR2 ends at 4,000
const LENGTHS = [1999, 2000, 2001, 3998, 3999, 4000, ...(engine === 'oracle' ? [] : [4001, 4100])];
const textOf = (length: number, first: string): string => `${first}${'é-b'.repeat(length)}`;
const fit = (length: number, first: string): string => {
  const text = textOf(length, first);
  // Oracle counts bytes
  if (engine !== 'oracle') return text.slice(0, length);
  return Buffer.from(text)
    .subarray(0, length)
    .toString()
    .replace(/\uFFFD/g, '');
};

describe('long texts', () => {
  before(async () => {
    const values = LENGTHS.flatMap((length) =>
      ['a', 'B'].map(
        (first, index) => `(${length * 10 + index}, ${length}, '${fit(length, first)}')`,
      ),
    );
    await define(`insert into "S"."CONTACTS" ("ID", "PERSON", "NOTE") values ${values.join(', ')}`);
    await define(
      `insert into "S"."PEOPLE" values ${LENGTHS.map((length) => `(${length}, 'X')`).join(', ')}`,
    );
  });

  const cases: readonly [name: string, join: string, first: string][] = [
    ['max', 'values: {N: {max: c.NOTE}}', 'B'],
    ['min', 'values: {N: {min: c.NOTE}}', 'a'],
    ['max of some rows', 'values: {N: {max: c.NOTE, where: {c.NOTE: {starts_with: A}}}}', 'a'],
    ['first', 'first: [{highest: c.NOTE}], values: {N: c.NOTE}', 'B'],
  ];
  for (const [name, join, first] of cases) {
    it(`come whole out of ${name}`, async () => {
      const mapping = `rows:
  from: {p: PEOPLE}
  joins:
    c: {left: CONTACTS, on: {PERSON: p.ID}, ${join}}
  where: [{p.NAME: {is: x}}]
key: [id]
fields: {id: {to_text: p.ID}, kind: c.N, made: null}
`;
      assert.deepEqual(
        (await rows(mapping)).map(([id, text]) => [Number(id), text]),
        LENGTHS.map((length) => [length, fit(length, first)]),
      );
    });
  }

  it('come whole out of the key of a group', async () => {
    const mapping = `sets:
  s:
    from: {c: CONTACTS}
    where: [{c.ID: {above: 1000}}]
    group: {N: c.NOTE}
    select: {I: {min: c.ID}}
rows: {from: {s: s}}
key: [id]
fields: {id: {pad: [s.I, 6]}, kind: s.N, made: null}
`;
    assert.deepEqual(
      (await rows(mapping)).map(([, text]) => text),
      LENGTHS.flatMap((length) => [fit(length, 'a'), fit(length, 'B')]),
    );
  });
});
