import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { openLittle } from '../support/little-engine.ts';

/** What a reduced join sees of the rows outside, on the engine that is chosen. */
const { rows, close } = await openLittle();
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
});
