import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { type Extracted, extract, readObject } from '../support/extract.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const asOf = '2026-11-22';

describe('what a site overrides is what runs', () => {
  let standard: Extracted;
  before(async () => {
    standard = await extract({
      asOf,
      children: 60,
      seed: 5,
      only: ['ssd_person', 'ssd_department', 'ssd_contacts'],
    });
  });
  const overridden = (more: string, only: readonly string[]): Promise<Extracted> =>
    extract({ asOf, database: standard.database, more, only });

  it('a field, its neighbours untouched', async () => {
    const { bundle, manifest } = await overridden(
      'overrides:\n  ssd_person:\n    fields:\n      pers_dob: p.BIRTH_DTTM\n      pers_upn: {concat: [{const: U}, {to_text: p.DIM_PERSON_ID}]}\n',
      ['ssd_person'],
    );
    const [before, after] = [
      await readObject(standard.bundle, 'ssd_person'),
      await readObject(bundle, 'ssd_person'),
    ];
    assert.ok(before.length > 0);
    assert.deepEqual(
      after.map((row) => row['pers_upn']),
      before.map((row) => `U${row['pers_person_id']}`),
    );
    for (const [index, row] of after.entries()) {
      const was = before[index] ?? {};
      assert.deepEqual(
        { ...row, pers_upn: '', pers_dob: '' },
        { ...was, pers_upn: '', pers_dob: '' },
      );
      if (was['pers_expected_dob'] !== '') assert.equal(row['pers_dob'], was['pers_expected_dob']);
    }
    assert.deepEqual(
      manifest.overrides.map(({ object, what, kind, text }) => [object, what, kind, text]),
      [
        ['ssd_person', 'fields.pers_dob', 'mapping', '"p.BIRTH_DTTM"'],
        [
          'ssd_person',
          'fields.pers_upn',
          'mapping',
          '{"concat":[{"const":"U"},{"to_text":"p.DIM_PERSON_ID"}]}',
        ],
      ],
    );
    assert.ok(manifest.overrides.every((item) => /^[0-9a-f]{64}$/.test(item.sha256)));
  });

  it('filters, added or replaced', async () => {
    const all = await readObject(standard.bundle, 'ssd_contacts');
    const source = all[0]?.['cont_contact_source_code'] ?? '';
    const added = await readObject(
      (
        await overridden(
          `overrides: {ssd_contacts: {rows: {also_where: {contact.DIM_LOOKUP_CONT_SORC_ID: {is: ${source}}}}}}\n`,
          ['ssd_contacts'],
        )
      ).bundle,
      'ssd_contacts',
    );
    assert.deepEqual(
      added,
      all.filter((row) => row['cont_contact_source_code'] === source),
    );
    assert.ok(added.length > 0 && added.length < all.length);
    const replaced = await readObject(
      (await overridden('overrides: {ssd_contacts: {rows: {where: []}}}\n', ['ssd_contacts']))
        .bundle,
      'ssd_contacts',
    );
    assert.ok(replaced.length > all.length, 'contacts before the window');
    const both = `{also_where: {contact.DIM_LOOKUP_CONT_SORC_ID: {is: ${source}}}, where: [{contact.CONTACT_DTTM: {from: $window_start}}]}`;
    assert.deepEqual(
      await readObject(
        (await overridden(`overrides: {ssd_contacts: {rows: ${both}}}\n`, ['ssd_contacts'])).bundle,
        'ssd_contacts',
      ),
      added,
      'in whichever order they are written',
    );
  });

  it('a filter of the cohort holds for every object', async () => {
    const { bundle } = await overridden(
      'overrides: {ssd_person: {rows: {also_where: {p.GENDER_MAIN_CODE: {is: F}}}}}\n',
      ['ssd_person', 'ssd_contacts'],
    );
    const girls = new Set(
      (await readObject(standard.bundle, 'ssd_person'))
        .filter((row) => row['pers_sex'] === 'F')
        .map((row) => row['pers_person_id']),
    );
    assert.deepEqual(
      new Set((await readObject(bundle, 'ssd_person')).map((row) => row['pers_person_id'])),
      girls,
    );
    assert.ok(
      (await readObject(bundle, 'ssd_contacts')).every((row) => girls.has(row['cont_person_id'])),
    );
  });

  it('parameters and the window, which are no overrides', async () => {
    const { bundle, manifest } = await overridden(
      'window_years: 1\nparameters: {cin_visit_note_types: [STAT]}\n',
      ['ssd_contacts', 'ssd_cin_visits'],
    );
    const all = await readObject(standard.bundle, 'ssd_contacts');
    const persons = new Set(
      (await readObject(bundle, 'ssd_contacts')).map((row) => row['cont_person_id']),
    );
    assert.deepEqual(
      await readObject(bundle, 'ssd_contacts'),
      all.filter(
        (row) =>
          (row['cont_contact_date'] ?? '') >= '2025-11-22' && persons.has(row['cont_person_id']),
      ),
    );
    assert.ok(persons.size > 0 && persons.size < all.length);
    assert.deepEqual(
      [manifest.window, manifest.parameters, manifest.overrides],
      [{ years: 1, start: '2025-11-22' }, { cin_visit_note_types: ['STAT'] }, []],
    );
    const visits = async (types: string): Promise<number> =>
      (
        await readObject(
          (await overridden(`parameters: {cin_visit_note_types: ${types}}\n`, ['ssd_cin_visits']))
            .bundle,
          'ssd_cin_visits',
        )
      ).length;
    const [one, other, both] = [
      await visits('[STAT]'),
      await visits('[HVIS, DRCT]'),
      await visits('[DRCT, STAT, HVIS]'),
    ];
    assert.ok(one > 0 && other > 0);
    assert.equal(one + other, both);
  });

  it('are listed by check', async () => {
    const { code, out, err } = await cli([
      'check',
      '--site',
      siteWith({
        database: standard.database,
        more: 'overrides: {ssd_person: {fields: {pers_upn: {sql: {postgres: p.UPN}}}, rows: {also_where: []}}}\n',
      }),
    ]);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /override: ssd_person, fields\.pers_upn as SQL of the site\noverride: ssd_person, rows\.also_where\n/,
    );
  });

  it('joins: one added, one replaced', async () => {
    const more =
      'overrides:\n  ssd_person:\n    rows:\n      joins:\n        f903: {left: FACT_903_DATA, on: {DIM_PERSON_ID: p.DIM_PERSON_ID}, where: [{f903.NO_UPN_CODE: present}], first: [{lowest: f903.NO_UPN_CODE}]}\n' +
      '        own: {left: DIM_PERSON, on: {DIM_PERSON_ID: p.DIM_PERSON_ID}}\n    fields: {pers_upn: {to_text: own.DIM_PERSON_ID}}\n';
    const { bundle, manifest } = await overridden(more, ['ssd_person']);
    assert.deepEqual(
      manifest.overrides.map((item) => item.what),
      ['rows.joins', 'fields.pers_upn'],
    );
    for (const row of await readObject(bundle, 'ssd_person')) {
      assert.equal(row['pers_upn'], row['pers_person_id']);
    }
  });

  it('a field as SQL: columns of the rows and $names in it are bound and quoted', async () => {
    const more =
      'overrides:\n  ssd_person:\n    fields:\n      pers_upn: {sql: {postgres: "lpad(p.DIM_PERSON_ID::text, 12, \'0\')", mssql: "right(concat(\'000000000000\', p.DIM_PERSON_ID), 12)"}}\n      pers_death_date: {sql: {postgres: $window_start}}\n';
    const { bundle, manifest } = await overridden(more, ['ssd_person']);
    for (const row of await readObject(bundle, 'ssd_person')) {
      assert.equal(row['pers_upn'], row['pers_person_id']?.padStart(12, '0'));
      assert.equal(row['pers_death_date'], '2020-11-22T00:00:00');
    }
    assert.deepEqual(
      manifest.overrides.map((item) => [item.what, item.kind]),
      [
        ['fields.pers_upn', 'sql'],
        ['fields.pers_death_date', 'sql'],
      ],
    );
  });

  it('an object as SQL', async () => {
    const sql =
      'select \'T\' || "DIM_DEPARTMENT_ID" as dept_team_id, "NAME" as dept_team_name, null as dept_team_parent_id, \'x;y\' as dept_team_parent_name from "Child_Social"."DIM_DEPARTMENT" where "DIM_DEPARTMENT_ID" <> -1';
    const { bundle, manifest } = await overridden(
      `overrides:\n  ssd_department:\n    sql:\n      postgres: |\n        ${sql}\n`,
      ['ssd_department'],
    );
    const [own, before] = [
      await readObject(bundle, 'ssd_department'),
      await readObject(standard.bundle, 'ssd_department'),
    ];
    assert.deepEqual(
      own.map((row) => row['dept_team_id']).sort(),
      before.map((row) => `T${row['dept_team_id']}`).sort(),
    );
    assert.ok(
      own.every(
        (row) => row['dept_team_parent_name'] === 'x;y' && row['dept_team_parent_id'] === '',
      ),
    );
    assert.equal(manifest.overrides[0]?.kind, 'sql');
    assert.match(manifest.overrides[0]?.text ?? '', /DIM_DEPARTMENT/);
  });

  it('an object as SQL with table expressions, parameters and texts in the quotes of the engine', async () => {
    const sql = `with Teams as (
          select d."DIM_DEPARTMENT_ID" id, d."NAME" as team from "Child_Social"."DIM_DEPARTMENT" d
        ), named as (select t.id, t.team from Teams t where t.team is not null and date '2000-01-01' < $today)
        select 'T' || n.id as dept_team_id, n.team as dept_team_name, null as dept_team_parent_id,
          E'it\\'s \\\\ '||$q$; -- $q$ as dept_team_parent_name
        from named n where n.id <> -1`;
    const { bundle } = await overridden(
      `overrides:\n  ssd_department:\n    sql:\n      postgres: |\n        ${sql}\n`,
      ['ssd_department'],
    );
    const own = await readObject(bundle, 'ssd_department');
    assert.deepEqual(
      own.map((row) => row['dept_team_name']).sort(),
      (await readObject(standard.bundle, 'ssd_department'))
        .map((row) => row['dept_team_name'])
        .sort(),
    );
    assert.ok(own.every((row) => row['dept_team_parent_name'] === "it's \\ ; -- "));
  });
});
