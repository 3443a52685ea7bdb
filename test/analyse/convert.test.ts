import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { buffer } from 'node:stream/consumers';
import yauzl from 'yauzl';
import { convertBundle } from '../../src/analyse/convert-bundle.ts';
import { engineFault } from '../../src/analyse/engine-fault.ts';
import { readBundle } from '../../src/analyse/open-bundle.ts';
import { writeXlsx } from '../../src/analyse/write-xlsx.ts';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { PublishingError, StoppedError } from '../../src/problems/errors.ts';
import type { Row } from '../../src/validators/row.ts';
import { A_ROW, DIRTY_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { cliHere } from '../support/cli-here.ts';
import { convert, placesIn, rowsOf } from '../support/conversions.ts';
import { tempDir } from '../support/files.ts';

const DIR = tempDir();
const newPlace = placesIn(DIR);

/** The files of a workbook, by name. */
async function unzipped(file: string): Promise<Map<string, string>> {
  const zip = await yauzl.openPromise(file);
  const files = new Map<string, string>();
  for await (const entry of zip.eachEntry()) {
    const text = (await buffer(await zip.openReadStreamPromise(entry))).toString();
    files.set(entry.fileName, text);
  }
  return files;
}

const TYPES = [
  ...['VARCHAR', 'VARCHAR', 'DATE', 'TIMESTAMP', 'VARCHAR', 'VARCHAR[]'],
  ...['BOOLEAN', 'BIGINT', 'DOUBLE', 'VARCHAR'],
];
const TYPED = [
  ...['007', 'Zoë "O\'Neill", Leeds', '2024-12-10', '2024-12-10 09:30:00.5', 'R', ['x', 'y']],
  ...[true, '9007199254740993', 0.25, null],
];
const DIRTY = ['=1+1', '00123', null, null, 'purple', null, null, null, null, '007'];

describe('ssd-extract open', () => {
  it('makes a database of typed tables that say what they mean, dirty keys and all', async () => {
    const bundle = await analysedBundle(DIR, { rows: [A_ROW, DIRTY_ROW, A_ROW] });
    const out = newPlace('ssd.duckdb');
    const made = await cliHere(['open', bundle, '--out', out]);
    assert.equal(made.code, 0, made.err);
    assert.match(made.out, /2 objects, 4 rows/);
    assert.match(made.out, /ssd_a\.a_count: 1 cell not of its type/);
    assert.deepEqual(fs.readdirSync(path.dirname(out)), ['ssd.duckdb'], 'nothing beside it');
    assert.deepEqual(await rowsOf('from ssd_a order by a_id', out), [TYPED, TYPED, DIRTY]);
    assert.deepEqual(
      await rowsOf("select data_type from duckdb_columns() where table_name = 'ssd_a'", out),
      TYPES.map((type) => [type]),
    );
    assert.deepEqual(
      await rowsOf(
        "select comment from duckdb_columns() where table_name = 'ssd_b' and column_name = 'b_a_id'",
        out,
      ),
      [['part of the key; refers to ssd_a.a_id']],
    );
    assert.deepEqual(
      await rowsOf('select distinct schema_name from duckdb_tables() order by 1', out),
      [['main']],
    );
    assert.deepEqual(
      await rowsOf('select view_name from duckdb_views() where not internal', out),
      [],
      'a view would read files of the bundle',
    );
  });

  it('replaces a file with --force only', async () => {
    const bundle = await analysedBundle(DIR);
    const out = newPlace('ssd.duckdb');
    fs.writeFileSync(out, 'mine');
    const refused = await cliHere(['open', bundle, '--out', out]);
    assert.equal(refused.code, 2);
    assert.match(refused.err, /is there already \[out-exists\]/);
    assert.equal(fs.readFileSync(out, 'utf8'), 'mine');
    assert.equal((await cliHere(['open', bundle, '--out', out, '--force'])).code, 0);
    assert.deepEqual(await rowsOf('select count(*) from ssd_a', out), [['2']]);
  });
});

describe('ssd-extract convert --to parquet', () => {
  it('writes types, keys and meanings', async () => {
    const out = newPlace('parquet');
    const made = await convert(await analysedBundle(DIR), 'parquet', out);
    assert.equal(made.code, 0, made.err);
    assert.deepEqual(fs.readdirSync(out).sort(), ['ssd_a.parquet', 'ssd_b.parquet']);
    const file = path.join(out, 'ssd_a.parquet');
    assert.deepEqual(await rowsOf(`from '${file}' order by a_id`), [TYPED, DIRTY]);
    assert.deepEqual(
      (await rowsOf(`describe from '${file}'`)).map(([, type]) => type),
      TYPES,
    );
    const metadata = new Map(
      (await rowsOf(`select decode(key), decode(value) from parquet_kv_metadata('${file}')`)).map(
        ([key, value]) => [String(key), String(value)],
      ),
    );
    assert.equal(metadata.get('ssd:object'), 'ssd_a');
    const schema = JSON.parse(metadata.get('ssd:schema') ?? '') as {
      primaryKey: string[];
      fields: { name: string; description: string; codes?: object[] }[];
    };
    assert.deepEqual(schema.primaryKey, ['a_id']);
    assert.equal(schema.fields[0]?.description, 'Id.');
    assert.deepEqual(schema.fields.find(({ name }) => name === 'a_colour')?.codes?.[0], {
      value: 'R',
      description: 'Red',
    });
  });

  it('never replaces a folder, and does not write into the bundle', async () => {
    const bundle = await analysedBundle(DIR);
    const out = newPlace('parquet');
    fs.mkdirSync(out);
    assert.match((await convert(bundle, 'parquet', out, '--force')).err, /\[out-exists\]/);
    const inside = await convert(bundle, 'parquet', path.join(bundle, 'parquet'));
    assert.match(inside.err, /\[out-inside\]/);
    assert.equal((await cliHere(['verify', bundle])).code, 0);
  });
});

describe('ssd-extract convert --to xlsx', () => {
  it('keeps text as text, makes dates and exact numbers what they are, and has no formula', async () => {
    const out = newPlace('ssd.xlsx');
    const made = await convert(await analysedBundle(DIR), 'xlsx', out);
    assert.equal(made.code, 0, made.err);
    const files = await unzipped(out);
    assert.match(files.get('xl/workbook.xml') ?? '', /"fields".*"ssd_a".*"ssd_b"/);
    const sheet = files.get('xl/worksheets/sheet2.xml') ?? '';
    const cells = [...sheet.matchAll(/<c(?:\/>|[^>]*>(.*?)<\/c>)/gs)].map(([all]) => all);
    const text = (value: string): RegExp =>
      new RegExp(`^<c s="1" t="inlineStr"><is><t xml:space="preserve">${value}</t></is></c>$`, 's');
    const first = cells.slice(10, 20);
    assert.match(first[0] ?? '', text('007'));
    assert.match(first[1] ?? '', text('Zoë "O\'Neill", Leeds'));
    assert.equal(first[2], '<c s="2"><v>45636</v></c>', '10 December 2024');
    assert.match(first[3] ?? '', text('2024-12-10T09:30:00.5'));
    assert.match(first[7] ?? '', text('9007199254740993'), 'Excel would round it');
    assert.equal(first[8], '<c><v>0.25</v></c>');
    assert.equal(first[9], '<c/>');
    assert.match(cells[20] ?? '', text('=1\\+1'));
    assert.match(cells[22] ?? '', text('31/12/2024'));
    assert.doesNotMatch(sheet, /<f[ >]/);
  });

  it('refuses an object with more rows than a sheet holds, by name', async () => {
    const bundle = await analysedBundle(DIR);
    const file = path.join(bundle, MANIFEST);
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    for (const listed of manifest.files) listed.rows = listed.object === 'ssd_b' ? 1_048_576 : 1;
    fs.writeFileSync(file, JSON.stringify(manifest));
    const { code, err } = await convert(bundle, 'xlsx', newPlace('ssd.xlsx'));
    assert.equal(code, 2);
    assert.match(err, /ssd_b has 1,048,576 rows[^]*\[xlsx-limit\]/);
  });

  it('refuses a cell longer than Excel takes, and leaves nothing', async () => {
    const long = A_ROW.map((cell, column) => (column === 1 ? 'x'.repeat(32_768) : cell));
    const out = newPlace('ssd.xlsx');
    const { code, err } = await convert(await analysedBundle(DIR, { rows: [long] }), 'xlsx', out);
    assert.equal(code, 2);
    assert.match(err, /ssd_a\.a_name[^]*\[xlsx-limit\]/);
    assert.doesNotMatch(err, /xxx/);
    assert.deepEqual(fs.readdirSync(path.dirname(out)), []);
  });

  it('stops at a signal in the middle of a sheet, and leaves nothing', async () => {
    const bundle = await analysedBundle(DIR, { rows: Array<Row>(20_000).fill(A_ROW) });
    const [out, stop] = [newPlace('ssd.xlsx'), new AbortController()];
    const onStep = (what: string): void => {
      if (what === 'writing ssd_a') setImmediate(() => stop.abort());
    };
    await assert.rejects(
      convertBundle({ bundle, to: 'xlsx', out, signal: stop.signal, onStep }),
      (error) => error instanceof StoppedError,
    );
    assert.deepEqual(fs.readdirSync(path.dirname(out)), []);
  });

  it('meets a full disk', { skip: !fs.existsSync('/dev/full') && 'no /dev/full' }, async () => {
    const bundle = await readBundle(await analysedBundle(DIR));
    const [signal, onStep] = [new AbortController().signal, (): void => undefined];
    await assert.rejects(
      writeXlsx({ bundle, file: '/dev/full', memory: undefined, signal, onStep }),
      { code: 'publish-enospc' },
    );
  });
});

describe('a conversion that cannot be', () => {
  it('has an unknown format, or no bundle', async () => {
    const bundle = await analysedBundle(DIR);
    const unknown = await convert(bundle, 'ods', newPlace('a.ods'));
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /Allowed choices are parquet, xlsx, duckdb, bundle/);
    assert.match((await convert(DIR, 'xlsx', newPlace('a.xlsx'))).err, /no manifest\.json/);
    const nowhere = path.join(DIR, 'no', 'such', 'a.xlsx');
    assert.match((await convert(bundle, 'xlsx', nowhere)).err, /\[publish-enoent\]/);
  });

  for (const words of [
    'IO Error: Could not write all bytes to file "a": No space left on device',
    'IO Error: There is not enough space on the disk.',
  ]) {
    it(`meets a full disk: ${words}`, () => {
      const fault = engineFault(new Error(words), { writing: 'a.duckdb' });
      assert.ok(fault instanceof PublishingError);
      assert.equal(fault.code, 'publish-enospc');
    });
  }
});
