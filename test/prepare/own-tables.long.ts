import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { tempDir } from '../support/files.ts';
import { placeNew } from '../support/new-database.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const AS_OF = '2026-11-22';
let count = 0;

/** A site of its own for the one database. */
const site = (more: string, spec?: string): string =>
  siteWith({ dir, name: `site-${++count}.yml`, more, ...(spec === undefined ? {} : { spec }) });

const check = (more: string) => cli(['check', '--site', site(more)]);

/** The first column of an object, as a run with this site gives it. */
async function columnOf(more: string, object: string, field: string): Promise<string[]> {
  const out = path.join(dir, `out-${++count}`);
  const ran = await cli([
    'run',
    '--site',
    site(more),
    '--as-of',
    AS_OF,
    '--only',
    object,
    '--out',
    out,
  ]);
  assert.equal(ran.code, 0, ran.err);
  const [name = ''] = fs.readdirSync(out).filter((entry) => entry.startsWith('ssd_'));
  const bundle = path.join(out, name);
  const [header = '', ...rows] = fs
    .readFileSync(path.join(bundle, `${object}.csv`), 'utf8')
    .trim()
    .split('\r\n');
  const at = header.split(',').indexOf(field);
  return rows.map((row) => row.split(',')[at] ?? '');
}

before(async () => {
  await placeNew(path.join(dir, 'db'));
  const made = await cli(['testdb', '--site', site(''), '--children', '10', '--seed', '3']);
  assert.equal(made.code, 0, made.err);
  const { db } = await openEmbedded({ path: path.join(dir, 'db') });
  await db.exec(`
    create schema local;
    create table local."TEAM_NAMES" ("DEPT" int, "NAME" text, "OPENED" timestamp);
    insert into local."TEAM_NAMES" select "DIM_DEPARTMENT_ID", 'Team ' || "DIM_DEPARTMENT_ID" from "Child_Social"."DIM_DEPARTMENT";
    create schema indexed;
    create table indexed."TEAM_NAMES" ("DEPT" int primary key, "NAME" text);
    alter table "Child_Social"."DIM_DEPARTMENT" add column "LOCAL_NAME" text, add column "is_open" boolean, add column "SINCE" interval;
    update "Child_Social"."DIM_DEPARTMENT" set "LOCAL_NAME" = 'Ours', "is_open" = true, "SINCE" = '2 days';`);
  await db.close();
});

const TEAMS = `
tables:
  TEAM_NAMES:
    schema: local
    key: [DEPT]
    columns: {DEPT: int, NAME: nvarchar(50)}
`;
const override = (value: string, joins = ''): string => `
overrides:
  ssd_department:
    ${joins}
    fields: {dept_team_name: ${value}}
`;
const JOIN = 'rows: {joins: {team: {left: TEAM_NAMES, on: {DEPT: department.DIM_DEPARTMENT_ID}}}}';

describe('tables of a site', () => {
  it('are joined by its overrides, wherever they are, and compared by check', async () => {
    const names = await columnOf(
      TEAMS + override('team.NAME', JOIN),
      'ssd_department',
      'dept_team_name',
    );
    assert.ok(names.length > 0 && names.every((name) => /^Team -?\d+$/.test(name)), names.join());
    const lacking = await check(
      TEAMS.replace('NAME: nvarchar(50)', 'NAME: nvarchar(50), GONE: int') +
        override('{to_text: team.GONE}', JOIN),
    );
    assert.equal(lacking.code, 2);
    assert.match(lacking.out, /missing: column TEAM_NAMES\.GONE/);
    const other = await check(
      TEAMS.replace('NAME: nvarchar(50)', 'NAME: int') + override('{to_text: team.NAME}', JOIN),
    );
    assert.match(other.out, /wrong type: TEAM_NAMES\.NAME is text, and the mappings need int/);
  });

  it('that lack an index are warned of, and looked for in their own schema', async () => {
    const warned = await check(TEAMS + override('team.NAME', JOIN));
    assert.equal(warned.code, 0, warned.err);
    assert.match(warned.out, /^warning: no index of TEAM_NAMES begins with DEPT: /m);
    const indexed = TEAMS.replace('schema: local', 'schema: indexed');
    const quiet = await check(indexed + override('team.NAME', JOIN));
    assert.equal(quiet.code, 0, quiet.err);
    assert.doesNotMatch(quiet.out, /no index of/);
  });

  it('may be further columns of a table of the CMS, found whatever their case', async () => {
    const more = 'tables: {DIM_DEPARTMENT: {LOCAL_NAME: nvarchar(50), IS_OPEN: nchar(1)}}\n';
    assert.deepEqual(
      [
        ...new Set(
          await columnOf(
            more + override('department.LOCAL_NAME'),
            'ssd_department',
            'dept_team_name',
          ),
        ),
      ],
      ['Ours'],
    );
    const flag = `catalogue: {DIM_DEPARTMENT: {IS_OPEN: boolean}}\n${more}${override('department.IS_OPEN')}`;
    assert.deepEqual([...new Set(await columnOf(flag, 'ssd_department', 'dept_team_name'))], ['Y']);
  });

  it('give what a type that nobody foresaw shows, with a finding', async () => {
    const more = `tables: {DIM_DEPARTMENT: {SINCE: nvarchar(50)}}\n${override('department.SINCE')}`;
    assert.deepEqual(
      [...new Set(await columnOf(more, 'ssd_department', 'dept_team_name'))],
      ['2 days'],
    );
    const checked = await check(more);
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /DIM_DEPARTMENT\.SINCE is interval, .*: nobody foresaw that type/);
    const findings = fs
      .globSync(path.join(dir, 'out-*', '*', 'findings.csv'))
      .map((file) => fs.readFileSync(file, 'utf8'));
    assert.ok(
      findings.some((text) =>
        /ssd_department,0,.*dept_team_name,unforeseen-type,warning/.test(text),
      ),
    );
  });

  const wrong: readonly (readonly [string, RegExp])[] = [
    [TEAMS + override('team.NAM', JOIN), /site-\d+\.yml:\d+:\d+: error: .*NAM[^]*NAME/],
    [
      'tables: {T: {A: nvarchr(3)}}\n',
      /site-\d+\.yml:\d+:\d+: error: column T\.A has the unknown type "nvarchr\(3\)"/,
    ],
    [
      'tables: {DIM_PERSON: {UPN: int}}\n',
      /site-\d+\.yml:\d+:\d+: error: the column DIM_PERSON\.UPN is in the profile already[^]*catalogue: \{DIM_PERSON: \{UPN: int\}\}/,
    ],
    ['tables: {T: {key: [B], columns: {A: int}}}\n', /the key B of T is not one of its columns/],
    [
      'tables: {T: {columns: {A: int}, references: {A: DIM_PERSON.X}}}\n',
      /names a column that does not exist/,
    ],
    ['tables: {T: {colums: {A: int}}}\n', /site-\d+\.yml:\d+:\d+: error: .*a type, such as/],
    [
      'catalogue: {DIM_PERSN: {UPN: int}}\n',
      /site-\d+\.yml:\d+:\d+: error: the catalogue has no table DIM_PERSN[^]*did you mean "DIM_PERSON"/,
    ],
    [
      'catalogue: {DIM_PERSON: {UPNN: int}}\n',
      /has no column UPNN in the catalogue[^]*did you mean "UPN"/,
    ],
    ['catalogue: {DIM_PERSON: {UPN: intger}}\n', /has no type "intger"[^]*did you mean "integer"/],
    [
      'catalogue: {DIM_PERSON: {BIRTH_DTTM: uuid}}\n',
      /DIM_PERSON\.BIRTH_DTTM cannot be read from uuid: the mappings need datetime/,
    ],
  ];
  for (const [more, says] of wrong) {
    it(`are refused with file and line: ${more.trim().replaceAll('\n', ' ').slice(0, 70)}`, async () => {
      const { code, err } = await check(more);
      assert.equal(code, 2);
      assert.match(err, says);
    });
  }
});

describe('SQL of a site', () => {
  it('is prepared by check: what the server refuses is told with its place', async () => {
    const given = (column: string): string => `
overrides:
  ssd_department:
    fields:
      dept_team_name: {sql: {postgres: "upper(department.${column})"}}
`;
    const refused = await check(given('NOT_THERE'));
    assert.equal(refused.code, 2, refused.out);
    assert.match(
      refused.err,
      /site-\d+\.yml:\d+:\d+: error: ssd_department, fields\.dept_team_name: .*NOT_THERE/,
    );
    const fine = await check(given('NAME'));
    assert.equal(fine.code, 0, fine.err);
  });
});

describe('a profile beside the spec of a site', () => {
  it('is looked for before the packaged ones', async () => {
    const home = path.join(dir, 'ours');
    fs.cpSync(path.join(DATA_DIR, 'objects'), path.join(home, 'objects'), { recursive: true });
    for (const name of ['categories', 'validators.yml']) {
      fs.cpSync(path.join(DATA_DIR, name), path.join(home, name), { recursive: true });
    }
    fs.cpSync(path.join(DATA_DIR, 'cms', 'liquid_logic'), path.join(home, 'cms', 'liquid_logic'), {
      recursive: true,
    });
    const file = path.join(home, 'cms', 'liquid_logic', 'tables.yml');
    fs.writeFileSync(
      file,
      fs.readFileSync(file, 'utf8').replace('UPN: nvarchar(20)', 'UPN: nvarchr(20)'),
    );
    const { code, err } = await cli(['check', '--site', site('', './ours')]);
    assert.equal(code, 2);
    assert.match(err, /ours\/cms\/liquid_logic\/tables\.yml:\d+:\d+: error: .*"nvarchr\(20\)"/);
  });
});
