import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { importSite } from '../../src/setup/import-site.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { cliHere } from '../support/cli-here.ts';
import type { Ended } from '../support/process.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { inShared } from '../support/shared.ts';

const published = inShared('spec', 'la_config');
const dir = tempDir();

const CONFIG = `901:
  la_code: 901
  la_name: Upper Wick & Holm
  deployment_system: {cms: Liquid Logic, cms_db: SQLServer}
  config_metadata: {last_updated: 2025-01-31}
  settings:
    extract_parameters: {ssd_timeframe_years: 8, ssd_sub1_range_years: 1}
    dbschema: {data_source_schema: HDM_LIVE.Social}
    colour: blue
  named_sql_container_remove: [ssd_sdq_scores]
  named_sql_tag_remove:
    remove_insert_data: [ssd_sen_need, ssd_contacts]
  extract_sql_custom_la:
    customise_db_schema:
    - {ssd_item_ref: PERS004A, ssd_table: ssd_person, ssd_item_field_name: pers_sex, la_field_name: LOCAL_SEX, la_datatype: nchar, la_datatype_size: 3}
    - {ssd_item_ref: LEGA003A, ssd_table: ssd_legal_status, ssd_item_field_name: lega_legal_status, la_field_name: DIM_LOOKUP_LGL_STATUS_CODE, la_table_name: FACT_LEGAL_STATUS}
    - {ssd_item_ref: null, ssd_table: null, ssd_item_field_name: <null>}
    - {ssd_table: ssd_contacts, ssd_item_field_name: cont_contact_date, la_field_name: EXTERNAL_ID}
    - {ssd_table: ssd_contacts, ssd_item_field_name: cont_contact_dat, la_field_name: X}
    - {ssd_table: ssd_contacts, ssd_item_field_name: cont_contact_date, la_table_name: LOCAL_CONTACTS, la_field_name: MADE_ON}
    - {ssd_table: ssd_contacts, ssd_item_field_name: cont_contact_date, la_field_name: "X; drop table Y"}
`;

interface Imported {
  readonly site: string;
  /** What was told, or the problems of a refusal. */
  readonly told: string;
  readonly refused: boolean;
}

/** Imports a text in this process. */
function importText(text: string, name = '901_upper-wick.yml'): Imported {
  const file = path.join(writeTree(fs.mkdtempSync(path.join(dir, 'x')), { [name]: text }), name);
  return importFile(file, path.join(path.dirname(file), 'site.yml'));
}

function importFile(file: string, site: string): Imported {
  try {
    const { text, notes } = importSite(file);
    fs.writeFileSync(site, text);
    return { site, told: notes.map(showProblem).join('\n'), refused: false };
  } catch (error) {
    assert.ok(error instanceof ConfigError, String(error));
    assert.equal(error.exitCode, 2);
    return { site, told: error.problems.map(showProblem).join('\n'), refused: true };
  }
}

describe('ssd-extract site import', () => {
  it('makes a site file that our own loader takes: window, place and custom columns carried over', () => {
    const { site: file } = importText(CONFIG);
    const site = loadSite(file);
    assert.deepEqual(
      [site.site, site.cms, site.connection.engine, site.window_years, site.source],
      ['upper-wick-holm', 'liquid_logic', 'mssql', 8, { database: 'HDM_LIVE', schema: 'Social' }],
    );
    assert.deepEqual(site.overrides, {
      ssd_person: { fields: { pers_sex: { sql: { mssql: 'p.LOCAL_SEX' } } } },
      ssd_legal_status: { fields: { lega_legal_status: 'status.DIM_LOOKUP_LGL_STATUS_CODE' } },
    });
    assert.deepEqual(
      prepareSite(site).overrides.map((item) => [item.what, item.kind]),
      [
        ['fields.pers_sex', 'sql'],
        ['fields.lega_legal_status', 'mapping'],
      ],
    );
  });

  it('knows Mosaic on Oracle, and on SQL Server', () => {
    for (const [db, engine] of [
      ['Oracle 19c', 'oracle'],
      ['SQLServer', 'mssql'],
    ] as const) {
      const { site: file } = importText(
        `902:\n  la_name: Holm\n  deployment_system: {cms: Mosaic, cms_db: ${db}}\n  settings: {dbschema: {data_source_schema: MOSAIC.dbo}}\n`,
      );
      const site = loadSite(file);
      assert.deepEqual(
        [site.cms, site.connection.engine, site.window_years, site.source.schema],
        ['mosaic', engine, 6, 'dbo'],
      );
      assert.ok(prepareSite(site).planSet.plans.length > 40);
    }
  });

  it('tells what could not be carried over, each with its line', () => {
    const { told: err } = importText(CONFIG);
    for (const expected of [
      /:7:50: warning: ssd_sub1_range_years has no meaning here: there is one window/,
      /:9:5: warning: unknown setting "colour"/,
      /:10:32: warning: ssd_sdq_scores is left out there.*\n.*skip: \{ssd_sdq_scores: why\} in the site file/,
      /:12:40: warning: ssd_contacts is left out there/,
      /:15:\d+: warning: la_datatype: types and sizes are those of the standard/,
      /:18:7: warning: cont_contact_date cannot come from FACT_CONTACTS\.EXTERNAL_ID: cont_contact_date is of type datetime, this value is integer/,
      /:19:7: warning: ssd_contacts has no field "cont_contact_dat".*\n.*did you mean "cont_contact_date"\?/,
      /:20:7: warning: cont_contact_date is to come from LOCAL_CONTACTS\.MADE_ON, and LOCAL_CONTACTS is not among the tables of ssd_contacts.*\n.*join it under overrides/,
      /:21:7: warning: the custom column of cont_contact_date does not name a table and a column/,
    ]) {
      assert.match(err, expected);
    }
    assert.doesNotMatch(err, /ssd_sen_need/, 'it has no rows here either');
    assert.doesNotMatch(err, /:17:/, 'an entry that nobody filled in');
  });

  it('leaves the window as it is where the file has none that a site file may have', () => {
    for (const years of ['0', '31', '1.5', 'six']) {
      const text = CONFIG.replace('ssd_timeframe_years: 8', `ssd_timeframe_years: ${years}`);
      const { site, told } = importText(text);
      assert.match(told, /ssd_timeframe_years is not a number of years from 1 to 30/, years);
      assert.equal(loadSite(site).window_years, 6, years);
    }
  });

  it('does not choose between two joins of one table', () => {
    const { site, told } = importText(
      `${CONFIG}    - {ssd_table: ssd_sdq_scores, ssd_item_field_name: csdq_sdq_score, la_table_name: FACT_FORM_ANSWERS, la_field_name: LOCAL_SCORE}\n`,
    );
    assert.match(told, /ssd_sdq_scores reads FACT_FORM_ANSWERS as score, ended/);
    assert.equal(loadSite(site).overrides['ssd_sdq_scores'], undefined);
  });

  const refusals: readonly [string, string, RegExp][] = [
    ['no valid YAML', '901: ~\n  la_code: 901\n', /901_upper-wick\.yml:1:6: error: not valid YAML/],
    ['a site file', 'site: a\ncms: b\n', /1:1: error: this is no configuration of an authority/],
    [
      'the template',
      '<la_id>:\n  la_name: <la_name>\n',
      /1:1: error: this is the template: nobody has filled it in/,
    ],
    [
      'a name that nobody filled in',
      '901:\n  la_name: <la_name>\n',
      /2:3: error: this is the template/,
    ],
    [
      'an unknown system',
      CONFIG.replace('Liquid Logic', 'Eclipse'),
      /4:28: error: there is no profile for the system "Eclipse"/,
    ],
    [
      'no system',
      CONFIG.replace('cms: Liquid Logic, ', ''),
      /it does not say which case management system/,
    ],
  ];
  for (const [name, text, expected] of refusals) {
    it(`refuses ${name}`, () => {
      const { told, refused, site } = importText(text);
      assert.ok(refused);
      assert.match(told, expected);
      assert.equal(fs.existsSync(site), false);
    });
  }

  it('on the command line: writes the file and tells the rest, never over a file that is there, and ends with 2 when it cannot', async () => {
    const folder = writeTree(tempDir(), {
      'good.yml': CONFIG,
      'bad.yml': '901: ~\n  la_code: 901\n',
    });
    const run = (name: string): Promise<Ended> =>
      cliHere(['site', 'import', path.join(folder, name), '--out', path.join(folder, 'site.yml')]);
    const bad = await run('bad.yml');
    assert.equal(bad.code, 2);
    assert.match(bad.err, /bad\.yml:1:6: error: not valid YAML/);
    const good = await run('good.yml');
    assert.equal(good.code, 0, good.err);
    assert.match(
      good.out,
      /site\.yml written: fill in its connection, then ssd-extract check --site/,
    );
    assert.match(good.err, /10 settings not carried over/);
    assert.equal(loadSite(path.join(folder, 'site.yml')).window_years, 8);
    const again = await run('good.yml');
    assert.equal(again.code, 2);
    assert.match(again.err, /site\.yml is there already/);
  });
});

describe('the published configurations', { skip: published.skip }, () => {
  for (const name of published.skip === false ? fs.readdirSync(published.dir).sort() : []) {
    const broken = {
      '000_la_config_template.yml': /1:1: error: this is the template/,
      '332_dudley.yml': /1:6: error: not valid YAML/,
    }[name];
    it(
      broken ? `${name} is refused with file and line` : `${name} becomes a site that loads`,
      () => {
        const {
          told,
          refused,
          site: file,
        } = importFile(path.join(published.dir, name), path.join(dir, name));
        assert.equal(refused, broken !== undefined, told);
        if (broken) {
          assert.match(told, broken);
          return;
        }
        const site = loadSite(file);
        assert.deepEqual(
          [site.cms, site.window_years, site.source, site.overrides],
          ['liquid_logic', 5, { database: 'HDM', schema: 'Child_Social' }, {}],
        );
        assert.equal(prepareSite(site).planSet.plans.length, 46);
        assert.equal(told.split('\n').filter((line) => line.includes('warning')).length, 8, told);
      },
    );
  }
});
