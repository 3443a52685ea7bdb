import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { FieldType, Spec } from '../../src/spec/model.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { cliHere } from '../support/cli-here.ts';
import { type CsvRow, type Extracted, extract, readObject } from '../support/extract.ts';
import { tempDir } from '../support/files.ts';
import { inShared } from '../support/shared.ts';
import { siteWith } from '../support/site.ts';

const published = inShared('spec', 'data');
const golden = inShared('golden', 'liquid_logic', 'expected');
const dir = tempDir();

const TYPES: Readonly<Record<FieldType, string>> = {
  string: 'nvarchar(4000)',
  categorical: 'nvarchar(200)',
  list: 'nvarchar(4000)',
  boolean: 'nvarchar(10)',
  int: 'int',
  float: 'float',
  date: 'datetime',
  datetime: 'datetime',
};

/** The rows that the national reference wrote, as the tables in which it left them. */
function referenceDatabase(spec: Spec): string {
  const folder = path.join(dir, 'reference');
  fs.mkdirSync(path.join(folder, 'cms'), { recursive: true });
  const tables: Record<string, Record<string, string>> = {};
  for (const file of fs.readdirSync(golden.dir).filter((name) => name.endsWith('.csv'))) {
    const object = path.basename(file, '.csv');
    fs.copyFileSync(path.join(golden.dir, file), path.join(folder, 'cms', file));
    const [head = ''] = fs.readFileSync(path.join(golden.dir, file), 'utf8').split('\r\n');
    const types = new Map(
      spec.objects
        .find((item) => item.name === object)
        ?.fields.map((field) => [field.name, TYPES[field.type]]),
    );
    tables[object] = Object.fromEntries(
      head.split(',').map((column) => [column, types.get(column) ?? 'nvarchar(4000)']),
    );
  }
  fs.writeFileSync(path.join(folder, 'tables.json'), JSON.stringify({ tables }));
  return folder;
}

const sorted = (rows: readonly CsvRow[], fields: readonly string[]): string[] =>
  rows.map((row) => JSON.stringify(fields.map((field) => row[field] ?? ''))).sort();

describe(
  'a database of ssd_* tables, with the published spec',
  { skip: published.skip || golden.skip },
  () => {
    let spec: Spec;
    let run: Extracted;
    const notices: string[] = [];
    before(async () => {
      spec = loadSpec(published.dir);
      run = await extract({
        asOf: '2026-11-22',
        from: referenceDatabase(spec),
        more: `spec: ${JSON.stringify(published.dir)}\n`,
        notices,
      });
    });

    it('is exported as it is: every field whose published mapping is right comes back unchanged', async () => {
      let compared = 0;
      for (const object of spec.objects.filter((item) => !item.administrative)) {
        const [own, reference] = [
          await readObject(run.bundle, object.name),
          await readObject(golden.dir, object.name),
        ];
        const there = new Set(Object.keys(reference[0] ?? {}));
        const right = object.fields
          .filter(
            (field) =>
              there.has(field.name) && !['pers_forename', 'pers_surname'].includes(field.name),
          )
          .map((field) => field.name);
        assert.equal(own.length, reference.length, object.name);
        assert.deepEqual(sorted(own, right), sorted(reference, right), object.name);
        compared += own.length * right.length;
      }
      assert.ok(compared > 10_000, String(compared));
    });

    it('names the fields that share a column with another, and exports them as the spec says', async () => {
      for (const field of ['pers_forename', 'pers_surname']) {
        assert.ok(
          notices.includes(
            `${field} has the same source as pers_person_id: liquid_logic ssd_person.pers_person_id`,
          ),
          notices.join('\n'),
        );
      }
      for (const row of await readObject(run.bundle, 'ssd_person')) {
        assert.deepEqual(
          [row['pers_forename'], row['pers_surname']],
          [row['pers_person_id'], row['pers_person_id']],
        );
      }
    });

    it('names the fields whose column is not there, or that the spec places nowhere', () => {
      const [elsewhere, unplaced] = [
        / field\(s\) come from the column of their own name, since the one/,
        / field\(s\) come from the column of their own name, since the spec does not say/,
      ].map((pattern) => notices.find((notice) => pattern.test(notice)) ?? '');
      for (const expected of [
        'ssd_address.addr_address_end_date (not address_end)',
        'ssd_cin_episodes.cine_referral_team (not cine_referral_team_name)',
        'ssd_initial_cp_conference.icpc_cp_plan_id (not CPPL_cp_plan_id)',
      ]) {
        assert.ok(elsewhere?.includes(expected), elsewhere);
      }
      for (const expected of ['ssd_department.dept_team_id', 'ssd_professionals.prof_staff_id']) {
        assert.ok(unplaced?.includes(expected), unplaced);
      }
    });

    it('is told by check too, and a field can be overridden', async () => {
      const more = `spec: ${JSON.stringify(published.dir)}\n`;
      const site = siteWith({ dir, database: run.database, more });
      const checked = await cliHere(['check', '--site', site]);
      assert.equal(checked.code, 0, checked.err);
      assert.match(checked.out, /warning: pers_forename has the same source as pers_person_id/);
      assert.match(checked.out, /everything is there: 46 tables/);
      const own = await extract({
        asOf: '2026-11-22',
        database: run.database,
        only: ['ssd_person'],
        more: `${more}overrides: {ssd_person: {fields: {pers_forename: ssd_person.pers_forename}, rows: {also_where: [{ssd_person.pers_sex: {is: F}}]}}}\n`,
      });
      const reference = (await readObject(golden.dir, 'ssd_person')).filter(
        (row) => row['pers_sex'] === 'F',
      );
      assert.ok(reference.length > 0);
      assert.deepEqual(
        sorted(await readObject(own.bundle, 'ssd_person'), [
          'pers_person_id',
          'pers_forename',
          'pers_dob',
        ]),
        sorted(reference, ['pers_person_id', 'pers_forename', 'pers_dob']),
      );
    });

    it('is read whatever the case of its tables', async () => {
      const { db } = await openEmbedded({ path: run.database });
      await db.exec(`do $$ declare it record; begin
        for it in select schemaname s, tablename t from pg_tables where tablename like 'ssd\\_%'
        loop execute format('alter table %I.%I rename to %I', it.s, it.t, upper(it.t)); end loop;
      end $$`);
      await db.close();
      const more = `spec: ${JSON.stringify(published.dir)}\n`;
      const only = ['ssd_person', 'ssd_address'];
      const own = await extract({ asOf: '2026-11-22', database: run.database, only, more });
      for (const object of only) {
        assert.deepEqual(
          await readObject(own.bundle, object),
          await readObject(run.bundle, object),
          object,
        );
      }
    });
  },
);
