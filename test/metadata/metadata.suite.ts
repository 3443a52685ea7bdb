import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import { SILENT } from '../../src/extract/progress.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { runExtract } from '../../src/run/run.ts';
import { validateFolder } from '../../src/run/validate-folder.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';
import { type Fault, type Judgement, NO_JUDGES, fetchJudges } from './judges.ts';

/** What a schema cannot say; docs/metadata.md lists it for users. */
const BEYOND_A_SCHEMA = ['date_after', 'conditional', 'json', 'sentinel-date', 'unforeseen-type'];

const dir = tempDir();

interface Place {
  readonly object: string;
  readonly row: number;
  readonly field: string;
}

async function extract(name: string, output: object, more = ''): Promise<string> {
  const site = loadSite(siteWith({ dir, name, more, output: { dir: './bundles', ...output } }));
  const { signal } = new AbortController();
  const { bundle } = await runExtract({ site, asOf: '2026-11-22', signal, progress: SILENT });
  return bundle;
}

/** Files and descriptions without what makes them a bundle, so that they can be edited. */
function copyOf(bundle: string): string {
  const copy = fs.mkdtempSync(path.join(dir, 'copy-'));
  for (const name of fs.readdirSync(bundle)) {
    if (name !== 'manifest.json' && name !== 'findings.csv') {
      fs.copyFileSync(path.join(bundle, name), path.join(copy, name));
    }
  }
  return copy;
}

type Rows = Record<string, string>[];

function edit(folder: string, object: string, change: (rows: Rows) => Rows): void {
  const file = path.join(folder, `${object}.csv`);
  const text = fs.readFileSync(file, 'utf8');
  const options = { bom: true, columns: false, record_delimiter: '\r\n' } as const;
  const [header = []]: string[][] = parse(text, options);
  const rows = change(parse<Rows[number]>(text, { ...options, columns: true }));
  const bom = text.startsWith('\uFEFF');
  const settings = { header: true, columns: header, record_delimiter: '\r\n' } as const;
  fs.writeFileSync(file, stringify(rows, { ...settings, bom }));
}

/** What our own rules find, of what a schema can say. */
async function findingsIn(folder: string): Promise<Place[]> {
  const findingsFile = path.join(fs.mkdtempSync(path.join(dir, 'findings-')), 'findings.csv');
  await validateFolder({ dir: folder, spec: DATA_DIR, findingsFile });
  const found = parse<Rows[number]>(fs.readFileSync(findingsFile), { columns: true });
  return found
    .filter(({ rule = '' }) => !BEYOND_A_SCHEMA.includes(rule))
    .map(({ object = '', row, field = '' }) => ({ object, row: Number(row), field }));
}

/** Takes rows with findings away until there are none. */
async function clean(folder: string): Promise<void> {
  for (;;) {
    const found = await findingsIn(folder);
    if (found.length === 0) return;
    for (const object of new Set(found.map((place) => place.object))) {
      const bad = new Set(found.filter((it) => it.object === object).map(({ row }) => row));
      edit(folder, object, (rows) => rows.filter((_, index) => !bad.has(index + 1)));
    }
  }
}

/** One fault of each kind that a schema can say. */
function spoil(folder: string): void {
  edit(folder, 'ssd_person', (rows) => {
    Object.assign(rows[0] ?? {}, { pers_dob: '31/02/2020' });
    Object.assign(rows[1] ?? {}, { pers_upn: 'A1234567890123' });
    Object.assign(rows[2] ?? {}, { pers_sex: 'X' });
    return rows;
  });
  edit(folder, 'ssd_contacts', (rows) => {
    Object.assign(rows[1] ?? {}, { cont_contact_id: rows[0]?.['cont_contact_id'] });
    Object.assign(rows[2] ?? {}, { cont_person_id: '' });
    Object.assign(rows[3] ?? {}, { cont_person_id: '-7' });
    Object.assign(rows[4] ?? {}, { cont_contact_id: '' });
    return rows;
  });
  edit(folder, 'ssd_cin_visits', (rows) => {
    Object.assign(rows[0] ?? {}, { cinv_person_id: 'x'.repeat(49), cinv_cin_visit_id: '  ' });
    return rows;
  });
}

/** `object row` of each once; a fault of a whole file or package has no row. */
const rowsOf = (places: readonly (Place | Fault)[]): string[] =>
  [...new Set(places.map(({ object, row }) => `${object ?? 'package'} ${row ?? 'whole'}`))].sort();

describe('descriptions of a bundle', { skip: NO_JUDGES }, () => {
  let judge: (folder: string) => Judgement;
  before(async () => {
    judge = fetchJudges();
    const site = loadSite(siteWith({ dir }));
    await buildTestDatabase({ site, asOf: '2026-11-22', children: 40, seed: 3 });
  });

  for (const output of [{}, { date_format: 'dd/mm/yyyy', bom: true }]) {
    describe(JSON.stringify(output), () => {
      let bundle = '';
      before(async () => {
        bundle = await extract(`${Object.keys(output).length}.yml`, output);
      });

      it('clean data is valid for all three', async () => {
        const folder = copyOf(bundle);
        await clean(folder);
        const { schema, dataPackage, csvw } = judge(folder);
        assert.deepEqual(schema, []);
        assert.deepEqual(dataPackage.faults, []);
        assert.equal(dataPackage.checked, 46);
        assert.deepEqual(csvw.faults, []);
        const read = Object.values(csvw.rows).reduce((sum, rows) => sum + rows, 0);
        assert.ok(read > 100, `${read} rows`);
      });

      it('as extracted, frictionless names the rows of our findings and no others', async () => {
        const folder = copyOf(bundle);
        const { faults } = judge(folder).dataPackage;
        assert.ok(faults.length > 0, 'the test data has its oddities');
        assert.deepEqual(rowsOf(faults), rowsOf(await findingsIn(folder)));
      });

      it('so it does with a fault of every kind', async () => {
        const folder = copyOf(bundle);
        await clean(folder);
        spoil(folder);
        const { dataPackage, csvw } = judge(folder);
        const found = await findingsIn(folder);
        assert.deepEqual(rowsOf(dataPackage.faults), rowsOf(found));
        assert.deepEqual([...new Set(dataPackage.faults.map(({ type }) => type))].sort(), [
          'constraint-error',
          'foreign-key',
          'primary-key',
          'type-error',
        ]);
        const cells = new Set(found.map(({ object, row, field }) => `${object} ${row} ${field}`));
        for (const { object = '', row, field } of dataPackage.faults) {
          const cell = `${object} ${row ?? ''} ${field ?? ''}`;
          assert.ok(typeof field !== 'string' || cells.has(cell), cell);
        }
        for (const cell of ['pers_dob', 'pers_upn', 'pers_sex', 'cont_person_id']) {
          assert.ok(csvw.faults.join('\n').includes(cell), cell);
        }
      });
    });
  }

  it('of a pseudonymised one say what its files still show', async () => {
    fs.writeFileSync(path.join(dir, 'key.txt'), `${'0a1b2c3d'.repeat(8)}\n`, { mode: 0o600 });
    const more = 'pseudonymise: {key: {file: ./key.txt}}\n';
    const bundle = await extract('pseudonymised.yml', {}, more);
    const { schema, dataPackage } = judge(bundle);
    assert.deepEqual(schema, []);
    assert.deepEqual(rowsOf(dataPackage.faults), rowsOf(await findingsIn(bundle)));
  });
});
