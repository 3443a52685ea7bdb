import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import fs from 'node:fs';
import { stringify } from 'yaml';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { profileNames } from '../../src/mapping/profile.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { ROOT, cli } from '../support/process.ts';
import { type Extracted, extract, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { writeSite } from '../support/site.ts';

const asOf = '2026-11-22';
const dir = tempDir();
let count = 0;

function siteFile(more: string, connection = '{engine: embedded, path: ./db}'): string {
  const file = path.join(dir, `site${++count}.yml`);
  fs.writeFileSync(file, `site: trial\ncms: liquid_logic\nconnection: ${connection}\n${more}`);
  return file;
}

/** Problems of a site file, `code at line:column`; the text begins at its line 4. */
function refused(more: string): { places: string; text: string } {
  try {
    prepareSite(loadSite(siteFile(more)));
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.exitCode, 2);
    return {
      places: error.problems
        .map(
          (problem) =>
            `${problem.code} at ${path.basename(problem.at?.file ?? 'nowhere')}:${problem.at?.line}:${problem.at?.column}`,
        )
        .join('; '),
      text: error.problems.map(showProblem).join('\n'),
    };
  }
  return assert.fail('the site file was accepted');
}

describe('what a site overrides is refused, with its place in the site file, when', () => {
  const F = 'overrides:\n  ssd_person:\n    fields:\n      ';
  const R = 'overrides:\n  ssd_person:\n    rows:\n      ';
  const cases: readonly [string, string, string, RegExp][] = [
    [
      'the object is unknown',
      'overrides:\n  ssd_persons: {fields: {pers_dob: null}}\n',
      'unknown-object at 5:3',
      /did you mean "ssd_person"\?/,
    ],
    [
      'the field is unknown',
      `${F}pers_dbo: p.BIRTH_DTTM\n`,
      'unknown-key at 7:17',
      /did you mean "pers_dob"\?/,
    ],
    [
      'the alias is unknown',
      `${F}pers_dob: q.BIRTH_DTTM\n`,
      'unknown-alias at 7:17',
      /did you mean "p"\?/,
    ],
    [
      'the column is unknown',
      `${F}pers_dob: p.BIRTH_DTM\n`,
      'unknown-column at 7:17',
      /did you mean "BIRTH_DTTM"\?/,
    ],
    [
      'the table of a join is unknown',
      `${R}joins: {w: {left: DIM_WORKERS, on: {DIM_WORKER_ID: p.DIM_PERSON_ID}}}\n`,
      'unknown-table at 7:25',
      /did you mean "DIM_WORKER"\?/,
    ],
    [
      'a join compares two kinds',
      `${R}joins: {w: {left: DIM_WORKER, on: {STAFF_ID: p.DIM_PERSON_ID}}}\n`,
      'wrong-type at 7:52',
      /text is joined to integer/,
    ],
    [
      'a filter compares two kinds',
      `${R}where: [{p.DIM_PERSON_ID: {is_not: '-1'}}]\n`,
      'wrong-type at 7:42',
      /integer is compared with text/,
    ],
    [
      'an added filter is misspelt',
      `${R}also_where: [{p.IS_CLIENT: {is: Y}}, {p.IS_CLIENT: {iss: Y}}]\n`,
      'unknown-test at 7:64',
      /did you mean "is"\?/,
    ],
    [
      'a key of the rows is unknown',
      `${R}wher: []\n`,
      'unknown-key at 7:13',
      /did you mean "where"\?/,
    ],
    [
      'filters stand beside rows',
      'overrides:\n  ssd_person:\n    where: []\n',
      'unknown-key at 6:5',
      /rows: \{also_where: \[…\]\} adds to them/,
    ],
    [
      'the value is not of the kind of the field',
      `${F}pers_dob: p.UPN\n`,
      'wrong-type at 7:17',
      /pers_dob is of type datetime, this value is text/,
    ],
    [
      'a text field gets a date',
      `${F}pers_upn: p.BIRTH_DTTM\n`,
      'wrong-type at 7:17',
      /pers_upn is of type string, this value is datetime/,
    ],
    [
      'the override is empty',
      'overrides:\n  ssd_person:\n',
      'bad-override at 5:3',
      /with one or more of fields, rows, sets, sql/,
    ],
    [
      'fields are a list',
      'overrides:\n  ssd_person: {fields: [pers_dob]}\n',
      'bad-override at 5:16',
      /of field to value/,
    ],
    [
      'a join that is taken away is not there',
      `${R}joins: {f904: null}\n`,
      'unknown-key at 7:15',
      /no "f904" in its rows: joins to take away[^]*did you mean "f903"\?/,
    ],
    [
      'a join that fields need is taken away',
      `${R}joins: {f903: null}\n`,
      'no-alias',
      /pers_upn_unknown: its table FACT_903_DATA is not among the rows[^]*it follows from the override at .*site\d+\.yml:5:3/,
    ],
    [
      'a $name is unknown',
      `${R}also_where: [{p.DIM_PERSON_ID: {in: $childs}}]\n`,
      'unknown-parameter at 7:43',
      /nothing is named \$childs/,
    ],
    [
      'the object has no rows',
      'overrides:\n  ssd_sen_need: {fields: {senn_table_id: null}}\n',
      'bad-override at 5:17',
      /give its rows as well/,
    ],
    [
      'a parameter is unknown',
      'parameters:\n  iro_note_type: [IRO]\n',
      'unknown-parameter at 5:3',
      /did you mean "iro_note_types"\?/,
    ],
    [
      'a parameter is no list',
      'parameters:\n  iro_note_types: IRO\n',
      'wrong-type at 5:19',
      /takes a list of texts[^]*write it as a list/,
    ],
    [
      'an item of a list is no text',
      'parameters:\n  factor_codes: [1A, 20]\n',
      'wrong-type at 5:22',
      /write the code as text: '20'/,
    ],
    [
      'an item of a list is no number',
      'parameters:\n  cla_review_excluded_forms:\n  - 12\n  - x\n',
      'wrong-type at 7:5',
      /a list of whole numbers/,
    ],
  ];
  for (const [name, more, place, hint] of cases) {
    it(name, () => {
      const { places, text } = refused(more);
      const [code, at] = place.split(' at ');
      if (at !== undefined) {
        assert.match(places, new RegExp(`${code} at site\\d+\\.yml:${at}(;|$)`));
      }
      assert.match(text, hint);
    });
  }

  it('and the command line says so with exit code 2', async () => {
    for (const command of ['run', 'check']) {
      const { code, err } = await cli([command, '--site', siteFile(`${F}pers_dbo: null\n`)]);
      assert.equal(code, 2);
      assert.match(
        err,
        /site\d+\.yml:7:\d+: error: unknown key "pers_dbo" \[unknown-key\]\n\s+did you mean "pers_dob"\?/,
      );
    }
  });
});

describe('SQL of a site is refused when', () => {
  const field = (sql: string): string =>
    `overrides:\n  ssd_person:\n    fields:\n      pers_dob: {sql: ${sql}}\n`;
  const whole = (sql: string): string =>
    `overrides:\n  ssd_department:\n    sql: {postgres: ${JSON.stringify(sql)}}\n`;
  const all = 'dept_team_id, dept_team_name, dept_team_parent_id, dept_team_parent_name';
  const cases: readonly [string, string, RegExp][] = [
    [
      'it is for another engine',
      field('{mssql: p.BIRTH_DTTM}'),
      /no SQL for the engine postgres, which this site has/,
    ],
    ['the engine is unknown', field('{mysql: p.BIRTH_DTTM}'), /there is no engine "mysql"/],
    [
      'the text for another engine is no value',
      field("{postgres: p.BIRTH_DTTM, mssql: 'a, b'}"),
      /:7:\d+: error: not one value: it is not one value: ,/,
    ],
    [
      'a field has a statement of its own',
      field('{postgres: "null); drop table x; --"}'),
      /a bracket is closed that was not opened/,
    ],
    ['a field has a comment', field('{postgres: "p.BIRTH_DTTM -- x"}'), /it has a comment/],
    ['a quote is open', field(`{postgres: "'x"}`), /a quote in it is not closed/],
    ['it updates', whole('update x set y = 1'), /not one SELECT: it does not begin with select/],
    ['it selects into a table', whole(`select ${all} into x from y`), /it has the word into/],
    [
      'a second statement follows without a semicolon',
      whole(`select ${all} from x delete from y`),
      /it has the word delete/,
    ],
    ['a second statement follows', whole(`select ${all} from x; select 1`), /it has a semicolon/],
    [
      'a procedure is hidden in a call',
      whole(`select ${all} from dbo.xp_cmdshell`),
      /it has the word xp_cmdshell/,
    ],
    [
      'a field is forgotten',
      whole('select dept_team_id, dept_team_name from x'),
      /does not name dept_team_parent_id, dept_team_parent_name/,
    ],
    [
      'something else is overridden beside it',
      `${whole(`select ${all} from x`)}    fields: {dept_team_id: null}\n`,
      /so nothing else can be overridden in it/,
    ],
    [
      'the object is the cohort of the others',
      'overrides:\n  ssd_person:\n    sql: {postgres: select 1}\n',
      /decides which persons the other objects keep/,
    ],
  ];
  for (const [name, more, expected] of cases) {
    it(name, () => assert.match(refused(more).text, expected));
  }
  it('words inside texts and names are no words', () => {
    prepareSite(
      loadSite(
        siteFile(
          field(`{postgres: "case when p.\\"update\\" = 'drop; delete (' then p.BIRTH_DTTM end"}`),
        ),
      ),
    );
  });
});

describe('every object of every CMS', () => {
  for (const cms of profileNames(DATA_DIR)) {
    it(`can be overridden in part: ${cms}`, () => {
      const objects = prepare({ cms }).planSet.plans.filter((plan) => plan.status === 'extracted');
      const overrides = Object.fromEntries(
        objects.map(({ object, fields }) => [
          object,
          { fields: { [fields.at(-1)?.name ?? '']: null }, rows: { also_where: [] } },
        ]),
      );
      const file = siteFile(stringify({ overrides }));
      fs.writeFileSync(
        file,
        fs.readFileSync(file, 'utf8').replace('cms: liquid_logic', `cms: ${cms}`),
      );
      const { planSet, overrides: listed } = prepareSite(loadSite(file));
      assert.equal(listed.length, objects.length * 2);
      for (const { object } of objects) {
        assert.deepEqual(
          planSet.plans.find((plan) => plan.object === object)?.fields.at(-1)?.output,
          { kind: 'value', value: { kind: 'null' } },
          object,
        );
      }
    });
  }
});

describe('docs/overrides.md', () => {
  it('has examples that load, on an embedded engine and on SQL Server', () => {
    const examples = [
      ...fs
        .readFileSync(path.join(ROOT, 'docs', 'overrides.md'), 'utf8')
        .matchAll(/```yaml\r?\n([^]*?)```/g),
    ].map(([, text]) => text ?? '');
    assert.equal(examples.length, 2);
    for (const example of examples) {
      for (const connection of ['{engine: embedded}', '{engine: mssql, server: s, database: d}']) {
        assert.ok(prepareSite(loadSite(siteFile(example, connection))).overrides.length > 1);
      }
    }
  });
});

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
      writeSite(
        fs.mkdtempSync(path.join(dir, 'x')),
        'overrides: {ssd_person: {fields: {pers_upn: {sql: {postgres: p.UPN}}}, rows: {also_where: []}}}\n',
        'liquid_logic',
        standard.database,
      ),
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

  it('is compiled for each engine in its own spelling', () => {
    const site = loadSite(
      siteFile(
        'overrides:\n  ssd_person:\n    fields:\n      pers_upn: {sql: {mssql: "left(p.UPN + p.LOCAL, 13)"}}\n',
        '{engine: mssql, server: s, database: d}',
      ),
    );
    const prepared = prepareSite(site);
    const plan = prepared.planSet.plans.find((item) => item.object === 'ssd_person');
    assert.ok(plan);
    const query = compileFor(prepared, plan, {
      dialect: DIALECTS.mssql,
      place: {},
      asOf,
      windowYears: 6,
    });
    assert.match(
      query?.sql.replace(/\s+/g, ' ') ?? '',
      /left\( ?"p"\."UPN" \+ "p"\."LOCAL", 13 ?\) ?\) "pers_upn"/,
    );
  });
});
