import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { pseudonymiser } from '../../src/protect/pseudonymise.ts';
import { Pseudonyms } from '../../src/protect/pseudonyms.ts';
import type { Treatment } from '../../src/protect/treatment.ts';
import type { Finding } from '../../src/validate/finding.ts';
import type { Row } from '../../src/validators/row.ts';
import { use } from '../support/cells.ts';
import { findingsOf } from '../support/dataset.ts';
import { field, object } from '../support/mapping.ts';

/** Rules that read each other's fields, some of which are altered. */
const child = object([
  { ...field('id', 'string'), primaryKey: true, validators: [use('unique')] },
  { ...field('name', 'string'), validators: [use('required')] },
  { ...field('born', 'datetime'), validators: [use('date_after', { field_id: ['seen'] })] },
  { ...field('seen', 'datetime'), validators: [use('date_after', { field_id: ['born'] })] },
  {
    ...field('due', 'datetime'),
    validators: [
      use('conditional', {
        expression: 'born is null',
        validation: { name: 'required', args: { enabled: true } },
      }),
    ],
  },
  {
    ...field('reason', 'string'),
    validators: [
      use('conditional', {
        expression: 'seen is not null',
        validation: { name: 'required', args: { enabled: true } },
      }),
    ],
  },
]);
const columns = child.fields.map(({ name }) => name);
const altered = new Map([[child.name, new Set(['name', 'born'])]]);
const treatments = new Map([
  [
    child.name,
    new Map<string, Treatment>([
      ['id', { kind: 'id', domain: 'child', characters: 26 }],
      ['name', { kind: 'drop' }],
      ['born', { kind: 'month' }],
      ['seen', { kind: 'keep' }],
      ['due', { kind: 'keep' }],
      ['reason', { kind: 'keep' }],
    ]),
  ],
]);
const change = pseudonymiser(
  { treatments, pseudonyms: new Pseudonyms('0123456789abcdef0123456789abcdef') },
  child.name,
  columns,
);
const named = (findings: readonly Finding[]): string[] =>
  findings.map(({ row, field: at, rule }) => `${row} ${at} ${rule}`).sort();

const day = fc.constantFrom('2010-05-17', '2010-05-03', '1900-01-15', '2010-06-01', 'unknown', '');
const text = fc.constantFrom(null, '', 'x', 'y');
const rows = fc.array(
  fc.tuple(fc.constantFrom('1', '2', '2 ', '3', null), text, day, day, fc.oneof(day, text), text),
  { maxLength: 6 },
);

describe('rules over fields that were altered', () => {
  it('find nothing that was not there, and all that is about the others alone', async () => {
    await fc.assert(
      fc.asyncProperty(rows, async (before: readonly Row[]) => {
        const found = named(await findingsOf([child], { [child.name]: before }));
        const after = named(
          await findingsOf([child], { [child.name]: before.map(change) }, { altered }),
        );
        for (const finding of after) assert.ok(found.includes(finding), finding);
        const untouched = found.filter((finding) => /id |reason|seen type|due type/.test(finding));
        for (const finding of untouched) assert.ok(after.includes(finding), finding);
      }),
      { numRuns: 60 },
    );
  });
  it('would find what is not there, if they did not know', async () => {
    const before: Row[] = [['1', 'Jane', 'unknown', '2010-05-03', '', 'x']];
    const found = named(await findingsOf([child], { [child.name]: before.map(change) }));
    assert.ok(found.includes('1 name required') && found.includes('1 due conditional'));
  });
});
