import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadProfile } from '../../src/mapping/profile.ts';
import { settleParameters } from '../../src/mapping/settle-parameters.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { loadSite } from '../../src/site/load.ts';
import type { SyntheticValue } from '../../src/synth/synthetic-rows.ts';
import { synthesise } from '../../src/synth/synthesise.ts';
import { ROOT } from '../support/process.ts';

type Row = Record<string, SyntheticValue>;

const profile = loadProfile(DATA_DIR, 'mosaic');
const { catalogue } = profile;

function tablesOf(seed: number, asOf = '2026-11-22', children = 500): Map<string, Row[]> {
  const tables = new Map<string, Row[]>();
  for (const { table, columns, rows } of synthesise('mosaic', catalogue, {
    children,
    seed,
    asOf,
  })) {
    const known = tables.get(table) ?? [];
    tables.set(table, known);
    for (const row of rows) {
      known.push(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
    }
  }
  return tables;
}

const tables = tablesOf(1);
const rowsOf = (name: string): Row[] => tables.get(name) ?? [];
const values = (name: string, column: string): Set<SyntheticValue> =>
  new Set(rowsOf(name).map((row) => row[column] ?? null));

/**
 * Where a real database refers to what is not there: codes without a lookup, and the older tables
 * behind the mart.
 */
const BROKEN_IN_LIFE: ReadonlySet<string> = new Set([
  'DM_ADDRESSES.REF_ADDRESSES_PEOPLE_ID',
  'DM_PERSONS.COUNTRY_OF_BIRTH_CODE',
  'DM_PERSONS.FULL_ETHNICITY_CODE',
  'DM_SERVICE_USER_GROUPS.FULL_GROUP_TYPE',
  'DM_OFFENCES.OFFENCE_TYPE',
  'DM_STEP_SOURCE_DETAILS.SOURCE_TYPE_ID',
  'DM_VISITS.VISIT_TYPE',
  'DM_PLACEMENTS.PLACEMENT_TYPE',
  'DM_NON_LA_LEGAL_STATUSES.LEGAL_STATUS_TYPE',
  'DM_FORMER_LOOKED_AFTER.IN_TOUCH_TYPE',
]);

describe('synthetic Mosaic children', () => {
  it('are the same for the same seed, others for another', () => {
    assert.deepEqual(tablesOf(1), tables);
    assert.notDeepEqual(tablesOf(2).get('DM_PERSONS'), rowsOf('DM_PERSONS'));
  });

  it('are told up to the day given: a year later everything is a year later', () => {
    const later = tablesOf(1, '2027-11-22').get('DM_PERSONS') ?? [];
    for (const [index, { DATE_OF_BIRTH: born }] of rowsOf('DM_PERSONS').entries()) {
      const moved = later[index]?.['DATE_OF_BIRTH'];
      assert.equal(
        typeof moved === 'string' ? Date.parse(moved) - Date.parse(String(born)) : moved,
        born === null ? null : 365 * 86_400_000,
      );
    }
  });

  it('fill every table of the catalogue, whatever the seed', () => {
    for (const made of [tables, tablesOf(2), tablesOf(3)]) {
      assert.deepEqual(
        [...catalogue.keys()].filter((name) => (made.get(name) ?? []).length === 0),
        [],
      );
    }
  });

  it('are as many children as asked for, and their parents', () => {
    const born = tablesOf(4, '2026-11-22', 50).get('DM_PERSONS') ?? [];
    assert.ok(born.length > 50 && born.length <= 150, String(born.length));
  });

  it('have unique keys', () => {
    for (const { name, key } of catalogue.values()) {
      const keys = rowsOf(name).map((row) => JSON.stringify(key.map((column) => row[column])));
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });

  it('refer to rows that are there, but for the references that real databases break', () => {
    for (const { name, references } of catalogue.values()) {
      for (const { column, table, target } of references) {
        const there = new Set(rowsOf(table).map((row) => String(row[target])));
        const lost = rowsOf(name).filter(
          (row) =>
            row[column] !== null &&
            !(typeof row[column] === 'number' && row[column] <= 0) &&
            !there.has(String(row[column])),
        );
        const broken = BROKEN_IN_LIFE.has(`${name}.${column}`);
        assert.equal(
          lost.length > 0,
          broken,
          `${name}.${column} → ${table}.${target}: ${lost.length} lost`,
        );
      }
    }
  });

  it('hold no empty string, which Oracle cannot, and no text or number that its column cannot', () => {
    for (const { name, columns } of catalogue.values()) {
      for (const { name: column, declared } of columns.values()) {
        const width = Number(/\((\d+)/.exec(declared)?.[1] ?? Infinity);
        for (const { [column]: value } of rowsOf(name)) {
          assert.notEqual(value, '', `${name}.${column}`);
          if (declared !== 'DATE' && value !== null) {
            assert.ok(
              String(value).length <= width,
              `${name}.${column}: ${String(value).length} in ${declared}`,
            );
          }
        }
      }
    }
  });

  it('share workflow steps, on which brothers and sisters have different answers', () => {
    const shared = Map.groupBy(
      rowsOf('DM_WORKFLOW_STEPS_PEOPLE_VW'),
      (row) => row['WORKFLOW_STEP_ID'],
    );
    assert.ok([...shared.values()].filter((rows) => rows.length > 1).length > 100);
    for (const [table, question] of [
      ['DM_CACHED_FORM_ANSWERS', 'QUESTION_USER_CODE'],
      ['DM_FILTER_FORM_ANSWERS', 'FILTER_NAME'],
    ] as const) {
      const answers = Map.groupBy(
        rowsOf(table).filter(
          (row) => Number(row['SUBJECT_PERSON_ID']) > 0 && row['WORKFLOW_STEP_ID'] !== null,
        ),
        (row) => `${String(row['WORKFLOW_STEP_ID'])} ${String(row[question])}`,
      );
      const different = [...answers.values()].filter(
        (rows) => new Set(rows.map((row) => row['TEXT_ANSWER'])).size > 1,
      );
      assert.ok(different.length > 10, `${table}: ${different.length} questions`);
    }
    assert.deepEqual(
      [...values('DM_CACHED_FORM_ANSWERS', 'SUBJECT_PERSON_ID')]
        .filter((id) => id === null || Number(id) <= 0)
        .map(String)
        .sort(),
      ['-1', '0', 'null'],
      'the three ways to answer for all',
    );
  });

  it('give answers about nobody but the subjects of the form', () => {
    const subjects = Map.groupBy(rowsOf('DM_SUBGROUP_SUBJECTS'), (row) => row['SUBGROUP_ID']);
    for (const { SUBGROUP_ID: subgroup, SUBJECT_PERSON_ID: person } of rowsOf(
      'DM_CACHED_FORM_ANSWERS',
    )) {
      if (Number(person) > 0) {
        assert.ok(
          subjects
            .get(subgroup ?? null)
            ?.some(
              (row) => row['SUBJECT_COMPOUND_ID'] === person && row['SUBJECT_TYPE_CODE'] === 'PER',
            ),
        );
      }
    }
  });

  it('show each step to the persons of its subgroup, and to nobody else', () => {
    const people = Map.groupBy(
      rowsOf('DM_SUBGROUP_SUBJECTS').filter((row) => row['SUBJECT_TYPE_CODE'] === 'PER'),
      (row) => row['SUBGROUP_ID'],
    );
    const expected = rowsOf('DM_WORKFLOW_STEPS').flatMap((step) =>
      (people.get(step['SUBGROUP_ID'] ?? null) ?? []).map(
        (row) =>
          `${String(step['WORKFLOW_STEP_ID'])} ${String(row['SUBJECT_COMPOUND_ID'])} ${String(step['STEP_STATUS'])} ${String(step['STARTED_ON'])}`,
      ),
    );
    assert.deepEqual(
      rowsOf('DM_WORKFLOW_STEPS_PEOPLE_VW')
        .map(
          (row) =>
            `${String(row['WORKFLOW_STEP_ID'])} ${String(row['PERSON_ID'])} ${String(row['STEP_STATUS'])} ${String(row['STARTED_ON'])}`,
        )
        .sort(),
      expected.sort(),
    );
  });

  it('close the links of steps: what the closure tables hold is what following the links finds, and each step itself', () => {
    const next = Map.groupBy(rowsOf('DM_WORKFLOW_LINKS'), (row) => row['SOURCE_STEP_ID']);
    const found = new Set<string>();
    for (const { WORKFLOW_STEP_ID: step = null } of rowsOf('DM_WORKFLOW_STEPS')) {
      const open: SyntheticValue[] = [step];
      const seen = new Set<SyntheticValue>(open);
      for (let at = open.pop(); at !== undefined; at = open.pop()) {
        for (const { TARGET_STEP_ID: to = null } of (next.get(at) ?? []).filter(
          (row) => !seen.has(row['TARGET_STEP_ID'] ?? null),
        )) {
          seen.add(to);
          open.push(to);
        }
      }
      for (const to of seen) {
        found.add(
          `${String(step)} ${String(to)} ${(next.get(step) ?? []).some((row) => row['TARGET_STEP_ID'] === to) ? 'Y' : 'N'}`,
        );
      }
    }
    const rows = (table: string, from: string, to: string): string[] =>
      rowsOf(table)
        .map((row) => `${String(row[from])} ${String(row[to])} ${String(row['ADJACENT'])}`)
        .sort();
    assert.deepEqual(
      rows('DM_WORKFLOW_FORWARDS', 'WORKFLOW_STEP_ID', 'SUBSEQUENT_WORKFLOW_STEP_ID'),
      [...found].sort(),
    );
    assert.deepEqual(
      rows('DM_WORKFLOW_BACKWARDS', 'PRECEDING_WORKFLOW_STEP_ID', 'WORKFLOW_STEP_ID'),
      [...found].sort(),
    );
    assert.ok(
      [...found].some((row) => row.endsWith('N') && row.split(' ')[0] !== row.split(' ')[1]),
      'some chains are longer than one link',
    );
  });

  it('have the dirt of real ones', () => {
    assert.deepEqual([...values('DM_WORKFLOW_STEPS', 'STEP_STATUS')].sort(), [
      'CANCELLED',
      'COMPLETED',
      'INCOMING',
      'PROPOSED',
      'REOPENED',
      'STARTED',
    ]);
    const twice = Map.groupBy(
      rowsOf('DM_PERSONAL_RELATIONSHIPS').filter((row) => row['IS_MOTHER'] === 'Y'),
      (row) => `${String(row['PERSON_ID'])} ${String(row['OTHER_PERSON_ID'])}`,
    );
    assert.ok(
      [...twice.values()].some((rows) => rows.length > 1),
      'mothers recorded twice',
    );
    const persons = values('DM_PERSONS', 'PERSON_ID');
    assert.ok(
      rowsOf('DM_SUBGROUP_SUBJECTS').some(
        (row) =>
          row['SUBJECT_TYPE_CODE'] !== 'PER' && persons.has(row['SUBJECT_COMPOUND_ID'] ?? null),
      ),
      'another kind of subject with the number of a person',
    );
    assert.ok(
      rowsOf('DM_PROF_RELATIONSHIPS').some(
        (row) => String(row['END_DATE']) > '2026-11-22' && row['END_DATE'] !== null,
      ),
      'ends in the future',
    );
    const hashes = new Set(rowsOf('DM_MAPPING_GROUPS').map((row) => row['MAPPED_VALUE']));
    const sorted = Map.groupBy(
      rowsOf('DM_FILTER_FORM_ANSWERS').filter((row) => row['TEXT_ANSWER'] !== null),
      (row) => hashes.has(createHash('md5').update(String(row['TEXT_ANSWER'])).digest('hex')),
    );
    assert.ok(
      (sorted.get(true)?.length ?? 0) > 20 && (sorted.get(false)?.length ?? 0) > 20,
      'answers that a mapping group knows, and others',
    );
  });

  it('come with parameters: config/mosaic.demo.yml sets every one, and names what the database has', () => {
    const { parameters, overrides, yaml } = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
    const settled = settleParameters(profile, { parameters, overrides, yaml, engine: 'postgres' });
    assert.deepEqual(
      [...settled.values()]
        .filter(({ type, value }) => type !== 'moment' && value === undefined)
        .map(({ name }) => name),
      [],
    );
    const inUse: readonly [RegExp, Set<SyntheticValue>][] = [
      [
        /_step_types$|^referral_outcome_flags$/,
        values('DM_WORKFLOW_STEPS', 'WORKFLOW_STEP_TYPE_ID'),
      ],
      [/_questions$/, values('DM_CACHED_FORM_ANSWERS', 'QUESTION_USER_CODE')],
      [/_rel_types$/, values('DM_PROF_RELATIONSHIPS', 'PROF_REL_TYPE_CODE')],
      [
        /_next_actions$|^(contact|assessment|s47|icpc)_outcome_flags$/,
        values('DM_WORKFLOW_LINKS', 'WORKFLOW_NEXT_ACTION_TYPE_ID'),
      ],
      [/_visit_types$/, values('DM_VISITS', 'VISIT_TYPE')],
      [/_yes$|yes_answers|no_answers/, values('DM_CACHED_FORM_ANSWERS', 'TEXT_ANSWER')],
      [/^plo_/, values('DM_NON_LA_LEGAL_STATUSES', 'LEGAL_STATUS_TYPE')],
      [/^permanence_plan_categories$/, values('DM_CACHED_FORM_ANSWERS', 'TEXT_ANSWER')],
      [/^linked_/, values('DM_PERSON_REFERENCES', 'REFERENCE_TYPE')],
    ];
    for (const [name, value] of Object.entries(parameters)) {
      const [, there] = inUse.find(([pattern]) => pattern.test(name)) ?? [];
      assert.ok(there, name);
      for (const item of cmsValues(name, value)) {
        assert.ok(there.has(item as SyntheticValue), `${name}: ${String(item)} does not occur`);
      }
    }
  });

  it('come in pieces, so that memory does not grow with their number', () => {
    let most = 0;
    for (const { rows } of synthesise('mosaic', catalogue, {
      children: 2000,
      seed: 1,
      asOf: '2026-11-22',
    })) {
      most = Math.max(most, rows.length);
    }
    assert.ok(most <= 2300, `a piece of ${most} rows`);
  });
});

/** The values of the CMS that a parameter lists: a list, or what a map leads from or to. */
function cmsValues(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  if (name === 'permanence_plan_categories' || name === 'linked_identifier_types') {
    return Object.keys(value as object);
  }
  return Object.values(value as Record<string, unknown[]>).flat();
}
