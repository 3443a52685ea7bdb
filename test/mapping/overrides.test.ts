import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import fs from 'node:fs';
import { stringify } from 'yaml';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { profileNames } from '../../src/mapping/profile.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { cliHere } from '../support/cli-here.ts';
import { tempDir } from '../support/files.ts';

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
      'a code whose nought would be lost',
      'parameters:\n  factor_codes: [1A, 01]\n',
      'wrong-type at 5:22',
      /write the code as text: '01'/,
    ],
    [
      'a code that YAML reads as nothing',
      'parameters:\n  factor_codes: [1A, 1e3, null]\n',
      'wrong-type at 5:22',
      /write the code as text: '1e3'/,
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
      const { code, err } = await cliHere([command, '--site', siteFile(`${F}pers_dbo: null\n`)]);
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
      /:7:\d+: error: not one value: it is not one value: , \(line 1, column 2 of the text\)/,
    ],
    [
      'a field has a statement of its own',
      field('{postgres: "null); drop table x; --"}'),
      /it has a semicolon \(line 1, column 6/,
    ],
    ['a field has a comment', field('{postgres: "p.BIRTH_DTTM -- x"}'), /it has a comment/],
    ['a quote is open', field(`{postgres: "'x"}`), /a quote in it is not closed/],
    ['it updates', whole('update x set y = 1'), /not one SELECT: it does not begin with select/],
    [
      'it selects into a table',
      whole(`select ${all} into x from y`),
      /it would write its rows somewhere \(into\)/,
    ],
    [
      'a second statement follows without a semicolon',
      whole(`select ${all} from x delete from y`),
      /delete is not allowed here/,
    ],
    ['a second statement follows', whole(`select ${all} from x; select 1`), /it has a semicolon/],
    [
      'a procedure is hidden in a call',
      whole(`select ${all} from dbo.xp_cmdshell`),
      /it names xp_cmdshell, which does more than hold rows/,
    ],
    [
      'a field is forgotten',
      whole('select dept_team_id, dept_team_name from x'),
      /does not name dept_team_parent_id, dept_team_parent_name/,
    ],
    [
      'a table expression has the name of one of ours',
      whole(`with own_sql as (select 1 as a) select ${all} from x`),
      /a table expression is called own_sql/,
    ],
    [
      'a table has an alias of the mapping',
      field('{postgres: "(select max(p.a) from x p)"}'),
      /the mapping has an alias p already/,
    ],
    [
      'something else is overridden beside it',
      `${whole(`select ${all} from x`)}    fields: {dept_team_id: null}\n`,
      /so nothing else can be overridden in it/,
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

describe('SQL of a site', () => {
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
