import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openLittle } from '../support/little-engine.ts';

/** What a reduced join sees of the rows outside, on the engine that is chosen. */
const { rows, close } = openLittle();
after(close);

describe('a reduced join', () => {
  it('looks at joins outside that found nothing, one leaning on the other', async () => {
    assert.deepEqual(
      await rows(
        `rows:
  from: {c: CONTACTS}
  joins:
    p: {left: PEOPLE, on: {ID: c.PERSON}}
    q: {left: PEOPLE, on: {ID: p.ID}}
    k: {left: CONTACTS, on: {PERSON: c.PERSON}, where: [{any: [{q.ID: missing}, {q.ID: {equals: k.PERSON}}]}], values: {N: {max: k.ID}}}
fields: {id: c.ID, kind: {to_text: k.N}, made: c.MADE}
`,
      ).then((found) => found.map(([id, latest]) => `${id}/${latest}`)),
      ['10/11', '11/11', '12/13', '13/13', '14/14'],
    );
  });
  it('does not take nothing outside for the number that stands in for it', async () => {
    const found = await rows(
      `rows:
  from: {s: SPELLS}
  joins:
    k: {left: CONTACTS, on: {PERSON: s.PERSON}, where: [{s.ABOUT: missing}], values: {N: {count: rows}}}
fields: {id: s.ID, kind: {to_text: k.N}, made: s.SINCE}
`,
    );
    assert.deepEqual(
      found.flatMap(([id, count]) => (count === null ? [] : `${id}/${count}`)),
      ['22/2'],
    );
  });
  /** Contacts 10 and 11 are of one person and, by the rules of text, of one kind. */
  const counted = async (joins: string) => {
    const found = await rows(`rows:
  from: {c: CONTACTS}
${joins}
fields: {id: c.ID, kind: {concat: [{to_text: k.N}, {const: /}, {to_text: k.SUM}]}, made: c.MADE}
`);
    return found.map(([id, made]) => `${id}: ${made}`);
  };
  it('counts and sums once for rows outside that say the same', async () => {
    assert.deepEqual(
      await counted(`  joins:
    k:
      left: SPELLS
      on: {PERSON: c.PERSON}
      where: [{any: [{c.KIND: {is: A}}, {k.ABOUT: {is: 2}}]}]
      values: {N: {count: rows}, SUM: {sum: k.ID, where: {k.ABOUT: {is: 2}}}}
`),
      ['10: 5/21', '11: 5/21', '12: 2/52', '13: 2/52', '14: /'],
    );
  });
  it('counts once where rows outside are told apart only by what a key is made of', async () => {
    assert.deepEqual(
      await counted(`  joins:
    k:
      left: SPELLS
      on: {PERSON: {least: [c.PERSON, 1]}}
      where: [{c.FLAG: filled}]
      values: {N: {count: rows}, SUM: {sum: {coalesce: [k.ABOUT, 0]}}}
`),
      ['10: 5/2', '11: 5/2', '12: /', '13: /', '14: 5/2'],
    );
  });
  it('counts once through joins outside, and with reduced joins inside', async () => {
    assert.deepEqual(
      await counted(`  joins:
    o: {left: SPELLS, on: {PERSON: c.PERSON}, where: [{o.ABOUT: {is: 2}}]}
    k:
      left: SPELLS
      on: {PERSON: c.PERSON}
      joins:
        p: {left: PEOPLE, on: {ID: k.ABOUT}, where: [{p.ID: {equals: o.ABOUT}}], values: {N: {count: rows}}}
      where: [{k.SINCE: {before: $today}}]
      values: {N: {count: rows}, SUM: {sum: {coalesce: [p.N, 0]}}}
`),
      ['10: 4/1', '11: 4/1', '12: 2/1', '12: 2/1', '13: 2/1', '13: 2/1', '14: /'],
    );
  });
});
