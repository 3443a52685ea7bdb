import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { convertBundle } from '../../src/analyse/convert-bundle.ts';
import { hashFile } from '../../src/bundle/hash-file.ts';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { openProtection } from '../../src/prepare/protection.ts';
import { StoppedError } from '../../src/problems/errors.ts';
import { loadSite } from '../../src/site/load.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { analysedBundle } from '../support/analysed-bundle.ts';
import { cliHere } from '../support/cli-here.ts';
import { convert, placesIn, rowsOf } from '../support/conversions.ts';
import { DESCRIBED_SPEC } from '../support/described-bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { editionWith } from '../support/pools.ts';
import type { Ended } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const DIR = tempDir();
const newPlace = placesIn(DIR);

const STARTED = '2026-01-01T05:00:00.000Z';
const RUN = { site: 'leeds', started: STARTED, finished: '2026-01-01T06:00:00.000Z' };

describe('ssd-extract convert --pseudonymise', () => {
  let site: string;
  before(() => {
    const spec = writeTree(path.join(DIR, 'spec'), {
      ...DESCRIBED_SPEC,
      'pseudonyms.yml': `kinds: {a: 26}
objects:
  ssd_a:
    a_id: {id: a}
    a_name: drop
    a_day: month
    a_moment: month
    a_colour: drop
    a_list: codes
    a_flag: keep
    a_count: keep
    a_share: whole
    a_parent: {id: a}
  ssd_b: {b_a_id: {id: a}, b_name: drop}
`,
    });
    fs.writeFileSync(path.join(DIR, 'key.txt'), `${'0123456789abcdef'.repeat(4)}\n`, {
      mode: 0o600,
    });
    const more = 'pseudonymise: {key: {file: ./key.txt}}\n';
    site = siteWith({ dir: DIR, name: 'pseudo.yml', spec, more });
  });

  it('lets leave what a run would: ids that still join, no name, months', async () => {
    const bundle = await analysedBundle(DIR);
    const out = newPlace('ssd.duckdb');
    const made = await convert(bundle, 'duckdb', out, '--pseudonymise', '--site', site);
    assert.equal(made.code, 0, made.err);
    const rows = await rowsOf(
      'select a_name, a_day, a_moment, a_count from ssd_a join ssd_b on b_a_id = a_id',
      out,
    );
    assert.deepEqual(rows, [[null, '2024-12-01', '2024-12-01 00:00:00', '9007199254740993']]);
    const ids = await rowsOf('select a_id, a_parent from ssd_a order by a_parent nulls first', out);
    assert.match(String(ids[0]?.[0]), /^p[a-z0-9]{25}$/);
    assert.equal(ids[1]?.[1], ids[0]?.[0], 'a reference finds its row');
    assert.deepEqual(
      await rowsOf("select table_name from duckdb_tables() where table_name like 'code_%'", out),
      [],
      'of a field that is emptied',
    );
    const file = fs.readFileSync(out, 'latin1');
    assert.doesNotMatch(file, /Neill/);
    assert.match(fs.readFileSync(path.join(bundle, 'ssd_a.csv'), 'utf8'), /Neill/, 'what stays');
  });

  it('needs a site that says how, and a bundle that is not pseudonymised', async () => {
    const bundle = await analysedBundle(DIR);
    const none = await convert(bundle, 'xlsx', newPlace('a.xlsx'), '--pseudonymise');
    assert.match(none.err, /\[no-pseudonymise\]/);
    const already = await analysedBundle(DIR, {
      manifest: { pseudonymised: { key_id: 'k', table: 't', fields: {} } },
    });
    const options = ['--pseudonymise', '--site', site];
    const twice = await convert(already, 'xlsx', newPlace('a.xlsx'), ...options);
    assert.match(twice.err, /\[pseudonymised-already\]/);
  });

  const asBundle = async (bundle: string): Promise<Ended & { readonly made: string }> => {
    const made = newPlace('to-share');
    return {
      ...(await convert(bundle, 'bundle', made, '--pseudonymise', '--site', site)),
      made,
    };
  };
  /** A plain bundle whose `others` are as a run that shows values leaves them. */
  const withOthers = async (others: Readonly<Record<string, string>>): Promise<string> => {
    const bundle = await analysedBundle(DIR, { manifest: RUN });
    writeTree(bundle, others);
    const file = path.join(bundle, MANIFEST);
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    for (const name of Object.keys(others)) {
      manifest.others.push({ file: name, ...(await hashFile(path.join(bundle, name))) });
    }
    fs.writeFileSync(file, JSON.stringify(manifest));
    return bundle;
  };

  it('makes a whole bundle that pool takes, the same one each time', async () => {
    const bundle = await withOthers({});
    const { code, out, err, made } = await asBundle(bundle);
    assert.equal(code, 0, err);
    assert.match(out, /2 objects, 3 rows/);
    assert.equal((await cliHere(['verify', made])).code, 0);
    assert.equal(fs.statSync(made).mode & 0o777, 0o700);
    const pool = newPlace('pool');
    const pooled = await cliHere(['pool', made, '--out', pool]);
    assert.equal(pooled.code, 0, pooled.err);
    const again = await asBundle(bundle);
    assert.match((await cliHere(['pool', again.made, '--out', pool])).out, /already/);
    const mixed = await cliHere(['pool', bundle, '--out', pool]);
    assert.match(mixed.err, /\[pool-mixed\][^]*convert --to bundle --pseudonymise/);
  });

  it('leaves values behind that stand beside the objects', async () => {
    const { err, made } = await asBundle(
      await withOthers({
        'findings.csv':
          'object,row,key,field,rule,value\r\nssd_a,1,Neill,a_colour,dimension,Neill\r\n',
        'codes_unmapped.csv':
          'object,field,code_set,edition,text,cells\r\nssd_a,a_name,s,1,Neill,1\r\nssd_a,a_flag,s,1,blue,1\r\n',
        'report.html': 'Neill',
        'notes.txt': 'Neill',
      }),
    );
    assert.equal(err, '');
    const read = (name: string): string => fs.readFileSync(path.join(made, name), 'utf8');
    assert.deepEqual(fs.readdirSync(made).sort(), [
      ...['codes_unmapped.csv', 'datapackage.json', 'findings.csv', 'manifest.json'],
      ...['ssd_a.csv', 'ssd_b.csv'],
    ]);
    assert.equal(
      read('findings.csv'),
      'object,row,key,field,rule\r\nssd_a,1,,a_colour,dimension\r\n',
    );
    assert.match(read('codes_unmapped.csv'), /cells\r\nssd_a,a_flag,s,1,blue,1\r\n$/);
    for (const name of fs.readdirSync(made)) assert.doesNotMatch(read(name), /Neill/, name);
  });

  it('makes no bundle without pseudonyms, of another spec, or after a signal', async () => {
    const bundle = await analysedBundle(DIR, { manifest: RUN });
    const plain = await convert(bundle, 'bundle', newPlace('b'));
    assert.equal(plain.code, 2);
    assert.match(plain.err, /\[plain-copy\]/);
    const edition = editionWith((text) => text.replace('name: a_flag', 'name: a_sign'));
    const other = await asBundle(
      await analysedBundle(DIR, { described: { spec: edition }, manifest: RUN }),
    );
    assert.equal(other.code, 2);
    assert.match(other.err, /ssd_a has other columns[^]*\[other-spec\]/);
    assert.deepEqual(fs.readdirSync(path.dirname(other.made)), []);
    const undated = await asBundle(await analysedBundle(DIR));
    assert.match(undated.err, /does not say when the run started[^]*\[not-whole\]/);
    const spec = loadSpec(path.join(DIR, 'spec'));
    const protection = openProtection(loadSite(site), spec);
    assert.ok(protection);
    const out = newPlace('b');
    const pseudonymise = { protection, spec };
    await assert.rejects(
      convertBundle({ bundle, to: 'bundle', out, pseudonymise, signal: AbortSignal.abort() }),
      (error) => error instanceof StoppedError,
    );
    assert.deepEqual(fs.readdirSync(path.dirname(out)), []);
  });
});
