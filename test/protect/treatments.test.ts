import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { readTreatments } from '../../src/protect/read-treatments.ts';
import { TREATMENTS_FILE } from '../../src/protect/treatment.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { inShared } from '../support/shared.ts';

const OURS = fs.readFileSync(path.join(DATA_DIR, TREATMENTS_FILE), 'utf8');
const spec = loadSpec(DATA_DIR);
const published = inShared('spec', 'data');

/** The problems of our table with a text of it replaced; places by the text of their lines. */
function problemsWith(from: string | RegExp, to: string): string[] {
  const changed = OURS.replace(from, to);
  assert.notEqual(changed, OURS);
  const dir = writeTree(tempDir(), { [TREATMENTS_FILE]: changed });
  const lines = changed.split('\n');
  // as if the table stood beside the spec
  return readTreatments(dir, { ...spec, dir }).problems.map(({ severity, code, message, at }) => {
    const inTable = at?.file.endsWith(TREATMENTS_FILE) ?? false;
    const place = inTable ? (lines[(at?.line ?? 0) - 1]?.trim() ?? '') : (at?.file ?? '');
    return `${place} | ${severity} ${code}: ${message.replace(/ in \S+$/, '')}`;
  });
}

describe('our table of treatments', () => {
  const { problems, treatments } = readTreatments(DATA_DIR, spec);
  it('says of every field of the standard what becomes of it, and fits it', () => {
    assert.deepEqual(problems.map(showProblem), []);
  });
  const fields = spec.objects
    .filter(({ administrative }) => !administrative)
    .flatMap((object) => object.fields.map((field) => ({ object, field })));
  const kindOf = (object: string, field: string) => treatments.get(object)?.get(field)?.kind;

  it('makes a pseudonym of every key and of every field that is named as an id', () => {
    const clear = fields.filter(({ object, field }) => {
      const named = /_(?:id|upn|uln|urn|no|reference)$/.test(field.name);
      const key = field.primaryKey || field.foreignKey !== undefined;
      return (named || key) && kindOf(object.name, field.name) !== 'id';
    });
    // the role of a worker, whatever its name says
    assert.deepEqual(
      clear.map(({ field }) => field.name),
      ['invo_professional_role_id'],
    );
  });
  it('leaves no name, address, postcode or date of birth as it is', () => {
    const personal =
      /(?:forename|surname|_name|postcode|address_json|_dob|death|advisor|job_title)$|offence/;
    const kept = fields.filter(
      ({ object, field }) =>
        personal.test(field.name) && kindOf(object.name, field.name) === 'keep',
    );
    assert.deepEqual(
      kept.map(({ field }) => field.name),
      [],
    );
    assert.equal(kindOf('ssd_person', 'pers_dob'), 'month');
    assert.equal(kindOf('ssd_address', 'addr_address_postcode'), 'sector');
  });
  it('keeps no JSON as it is', () => {
    const json = fields.filter(({ field }) => field.name.endsWith('_json'));
    assert.ok(json.length > 5);
    for (const { object, field } of json) {
      assert.ok(['drop', 'json', 'codes'].includes(kindOf(object.name, field.name) ?? ''));
    }
  });
});

describe('a table of treatments', () => {
  for (const [what, from, to, expected] of [
    [
      'a field that it forgets',
      '    pers_surname: drop\n',
      '',
      [
        'data/objects/ssd_person.yml | error no-treatment: ssd_person.pers_surname has no treatment',
      ],
    ],
    [
      'a treatment that there is not',
      'pers_surname: drop',
      'pers_surname: hide',
      [
        'pers_surname: hide | error wrong-value: "objects.ssd_person.pers_surname": a treatment is keep, drop, month, sector, whole, codes, row, {id: KIND} or {json: [KEY, …]}',
      ],
    ],
    [
      'a kind that is not declared',
      'pers_legacy_id: {id: legacy_person}',
      'pers_legacy_id: {id: legacy_persn}',
      [
        'pers_legacy_id: {id: legacy_persn} | error unknown-kind: pers_legacy_id is an id of the kind "legacy_persn", which is not among the kinds',
      ],
    ],
    [
      'a pseudonym that does not fit',
      'pupil: 13',
      'pupil: 14',
      [
        'pers_upn: {id: pupil} | error wrong-treatment: pers_upn: its pseudonyms have 14 characters, and it holds 13',
      ],
    ],
    [
      'a month of what is no date',
      'pers_sex: keep',
      'pers_sex: month',
      ['pers_sex: month | error wrong-treatment: pers_sex: month is for dates, not categorical'],
    ],
    [
      'two ends of a key that would no longer meet',
      'fami_person_id: {id: person}',
      'fami_person_id: {id: family}',
      [
        'fami_person_id: {id: family} | error torn-key: ssd_family.fami_person_id would no longer meet ssd_person.pers_person_id: one is id family, the other id person',
      ],
    ],
    [
      'a field that the spec does not have',
      'pers_surname: drop',
      'pers_surname: drop\n    pers_nickname: drop',
      ['pers_nickname: drop | warning unknown-field: the spec has no ssd_person.pers_nickname'],
    ],
    [
      'an object that the spec does not have',
      '  ssd_person:',
      '  ssd_persons: {}\n  ssd_person:',
      ['ssd_persons: {} | warning unknown-field: the spec has no ssd_persons'],
    ],
    [
      'a length that cannot be',
      'pupil: 13',
      'pupil: 5',
      ['pupil: 5 | error wrong-value: "kinds.pupil": too small: expected number to be >=12'],
    ],
  ] as const) {
    it(`tells ${what}, with its place`, () => {
      assert.deepEqual(problemsWith(from, to), expected);
    });
  }
  it('fits the published spec, with what is doubtful there', { skip: published.skip }, () => {
    const { problems } = readTreatments(DATA_DIR, loadSpec(published.dir));
    assert.ok(problems.some(({ code }) => code === 'torn-key'));
    assert.deepEqual(problems.filter(({ severity }) => severity === 'error').map(showProblem), []);
  });
  it('that is not there is told', () => {
    const [problem] = readTreatments(tempDir(), spec).problems;
    assert.match(problem?.message ?? '', /does not exist/);
  });
});
