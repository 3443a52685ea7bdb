import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SILENT } from '../../src/extract/progress.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import type { TdsServer } from '../servers/tds/server.ts';
import { withSystem } from '../servers/tds/system.ts';
import { type CsvRow, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { golden, noGolden } from '../support/golden.ts';
import { columnsOf, listen, writeMssqlSite } from './mssql-support.ts';

const SCHEMA = 'Child_Social';
const dir = tempDir();

describe("a site's overrides on SQL Server, over the wire", { skip: noGolden }, () => {
  const data = golden('liquid_logic');
  let engine: Engine;
  let server: TdsServer;
  before(async () => {
    engine = await Engine.load({ ...data, keptIn: dir, schema: SCHEMA });
    server = await listen({
      backing: withSystem(
        { database: 'HDM', snapshot: true, columns: await columnsOf(engine, SCHEMA) },
        await EngineBacking.on(engine, 'HDM'),
      ),
    });
  });
  after(() => engine.close());

  async function extracted(
    object: string,
    overrides: string,
  ): Promise<{ rows: CsvRow[]; kinds: string[] }> {
    const site = loadSite(
      writeMssqlSite(server, {}, { source: { database: 'HDM', schema: SCHEMA }, more: overrides }),
    );
    const { bundle, manifest } = await runExtract({
      site,
      asOf: data.asOf,
      only: [object],
      signal: new AbortController().signal,
      progress: SILENT,
    });
    return {
      rows: await readObject(bundle, object),
      kinds: manifest.overrides.map((item) => item.kind),
    };
  }

  it('a field in the language, a field as SQL with a bound moment, and a filter more', async () => {
    const { rows: standard } = await extracted('ssd_person', '');
    const { rows, kinds } = await extracted(
      'ssd_person',
      `overrides:
  ssd_person:
    fields:
      pers_upn: {concat: [{const: U}, {to_text: p.DIM_PERSON_ID}]}
      pers_forename: {sql: {mssql: "upper(p.FORENAME)"}}
      pers_death_date: {sql: {mssql: "case when p.DEATH_DTTM >= $window_start then p.DEATH_DTTM end"}}
    rows: {also_where: [{p.GENDER_MAIN_CODE: {is: F}}]}
`,
    );
    assert.deepEqual(kinds, ['mapping', 'sql', 'sql', 'mapping']);
    const girls = standard.filter((row) => row['pers_sex']?.trim() === 'F');
    assert.ok(girls.length > 0 && girls.length < standard.length);
    assert.deepEqual(
      rows.map((row) => [row['pers_upn'], row['pers_forename'], row['pers_surname']]),
      girls.map((row) => [
        `U${row['pers_person_id']}`,
        row['pers_forename']?.toUpperCase(),
        row['pers_surname'],
      ]),
    );
  });

  // names in quotes: what stands behind the wire tells case, as SQL Server does not
  it('an object as one SELECT', async () => {
    const { rows: standard } = await extracted('ssd_department', '');
    const { rows, kinds } = await extracted(
      'ssd_department',
      `overrides:
  ssd_department:
    sql:
      mssql: |
        select cast(d."DIM_DEPARTMENT_ID" as varchar(20)) as "dept_team_id", concat('Team ', d."NAME") as "dept_team_name", null as "dept_team_parent_id", 'a;b' as "dept_team_parent_name"
        from "HDM"."Child_Social"."DIM_DEPARTMENT" d where d."DIM_DEPARTMENT_ID" <> -1
`,
    );
    assert.deepEqual(kinds, ['sql']);
    assert.deepEqual(
      rows
        .map((row) => [row['dept_team_id'], row['dept_team_name'], row['dept_team_parent_name']])
        .sort(),
      standard.map((row) => [row['dept_team_id'], `Team ${row['dept_team_name']}`, 'a;b']).sort(),
    );
  });
});
