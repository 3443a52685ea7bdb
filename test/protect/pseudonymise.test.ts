import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pseudonymiser } from '../../src/protect/pseudonymise.ts';
import { Pseudonyms } from '../../src/protect/pseudonyms.ts';
import type { Treatment, Treatments } from '../../src/protect/treatment.ts';
import type { Row } from '../../src/validators/row.ts';

const person: Treatment = { kind: 'id', domain: 'person', characters: 26 };
const treatments: Treatments = new Map([
  [
    'ssd_a',
    new Map<string, Treatment>([
      ['id', person],
      ['name', { kind: 'drop' }],
      ['born', { kind: 'month' }],
      ['place', { kind: 'sector' }],
      ['miles', { kind: 'whole' }],
      ['factors', { kind: 'codes' }],
      ['outcome', { kind: 'json', keys: ['FLAG'] }],
      ['sex', { kind: 'keep' }],
    ]),
  ],
  ['ssd_b', new Map([['a_id', person]])],
]);
const rules = { treatments, pseudonyms: new Pseudonyms('0123456789abcdef0123456789abcdef') };
const columns = ['id', 'name', 'born', 'place', 'miles', 'factors', 'outcome', 'sex', 'extra'];
const change = pseudonymiser(rules, 'ssd_a', columns);

describe('a row that is pseudonymised', () => {
  it('gives each cell what its field is to become, and empties what nobody has thought of', () => {
    const row = change([
      '7',
      'Jane',
      '2010-05-17T00:00:00',
      'AB1 2CD',
      '3.7',
      '["1A", "her aunt said"]',
      '{"FLAG": "Y", "COMMENTS": "Jane"}',
      'F',
      'Jane',
    ]);
    assert.deepEqual(row.slice(1), [
      null,
      '2010-05-01T00:00:00',
      'AB1 2',
      '4',
      '["1A"]',
      '{"FLAG": "Y"}',
      'F',
      null,
    ]);
    assert.match(row[0] ?? '', /^p\w{25}$/);
  });
  it('meets its id in another file, wherever that has it', () => {
    const [id] = change(['7', ...Array<null>(8).fill(null)]);
    assert.deepEqual(pseudonymiser(rules, 'ssd_b', ['x', 'a_id'])(['1', '7  ']), [null, id]);
  });
  it('of an object without treatments is empty', () => {
    assert.deepEqual(pseudonymiser(rules, 'ssd_c', ['id'])(['7']), [null]);
  });
  it('leaves empty cells as they are, changes no row it is given, and is the same every time', () => {
    const cell = fc.oneof(fc.constantFrom(null, '', '  '), fc.string());
    const rows = fc.array(cell, { minLength: 9, maxLength: 9 });
    fc.assert(
      fc.property(rows, (row: Row) => {
        const before = [...row];
        const changed = change(row);
        assert.deepEqual(row, before);
        assert.deepEqual(change(row), changed);
        assert.equal(changed.length, row.length);
        for (const [index, text] of row.entries()) {
          if (text === null || text.trim() === '') assert.equal(changed[index], text);
        }
      }),
    );
  });
});
