import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { loadSite } from '../../src/site/load.ts';
import { cliHere } from '../support/cli-here.ts';
import { placeFilled } from '../support/filled-database.ts';
import { cli } from '../support/process.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const head = 'disa_table_id,disa_person_id,disa_disability_code';

async function runWith(format: object): Promise<{ bundle: string; manifest: Manifest }> {
  const site = siteWith({ dir, name: 'formatted.yml', output: { dir: './bundles', ...format } });
  const ended = await cliHere(['run', '--site', site, '--as-of', '2026-11-22', '--json']);
  const made = (JSON.parse(ended.out) as { bundle: string }).bundle;
  return {
    bundle: made,
    manifest: JSON.parse(fs.readFileSync(path.join(made, 'manifest.json'), 'utf8')) as Manifest,
  };
}

const byPlace = (findings: Manifest['findings']): string[] =>
  findings
    .map((item) => `${item.object} ${item.field} ${item.rule} ${item.severity} ${item.count}`)
    .sort();

before(() =>
  placeFilled(loadSite(siteWith({ dir })), { children: 40, seed: 3, asOf: '2026-11-22' }),
);

describe('ssd-extract validate', () => {
  for (const [name, format] of [
    ['as usual', { bom: false }],
    ['with British dates and a byte order mark', { date_format: 'dd/mm/yyyy', bom: true }],
  ] as const) {
    it(`finds in a bundle ${name} what the run found`, async () => {
      const made = await runWith(format);
      const ended = await cliHere(['validate', made.bundle, '--json']);
      const result = JSON.parse(ended.out) as {
        status: string;
        files: { object: string; rows: number }[];
        findings: Manifest['findings'];
      };
      assert.deepEqual(byPlace(result.findings), byPlace(made.manifest.findings));
      assert.deepEqual(
        result.files,
        made.manifest.files.map(({ object, rows }) => ({ object, rows })),
      );
      assert.equal(ended.code, made.manifest.valid ? 0 : 1);
      assert.equal(result.status, made.manifest.valid ? 'ok' : 'findings');
    });
  }

  it('shows a person the places of what it found, and what it did not read', async () => {
    const folder = writeTree(tempDir(), {
      'notes.csv': 'a\r\n',
      'ssd_disability.csv': `${head}\n1,2,HAND\n2,2,ZEBEDEE\n${'3,2,ZEBEDEE\n'.repeat(8)}`,
    });
    const { out, code } = await cli(['validate', folder]);
    assert.equal(code, 1);
    const lines = out.trimEnd().split('\n');
    assert.equal(
      lines.filter((line) => line.includes('dimension')).length,
      6,
      'five places, and how many more',
    );
    assert.match(out, /^ssd_disability\.csv:3 disa_disability_code error dimension: /m);
    assert.match(out, /^ssd_disability\.csv disa_disability_code error dimension: 4 more$/m);
    assert.match(out, /^ssd_disability\.csv:5 disa_table_id error primary-key: /m);
    assert.match(out, /^no file of: .*ssd_person/m);
    assert.match(out, /"notes\.csv" is no file of the standard and was not read/);
    assert.match(lines.at(-1) ?? '', /^1 file, 10 rows: \d+ errors$/);
    assert.doesNotMatch(out, /ZEBEDEE/);
  });

  it('lists the findings in a file, with the columns of a run', async () => {
    const folder = writeTree(tempDir(), {
      'ssd_disability.csv': `${head}\n1,2,HAND\n2,2,ZEBEDEE\n`,
    });
    const file = path.join(tempDir(), 'listed.csv');
    assert.equal((await cliHere(['validate', folder, '--findings', file])).code, 1);
    const [first, ...rows] = fs.readFileSync(file, 'utf8').trimEnd().split('\r\n');
    assert.equal(
      first,
      'object,row,sheet_row,key,field,rule,severity,message,allowed,meaning,cause,remedy',
    );
    assert.match(
      rows.join('\n'),
      /^ssd_disability,2,3,#\w+,disa_disability_code,dimension,error,/m,
    );
    const again = await cliHere(['validate', folder, '--findings', file]);
    assert.equal(again.code, 2);
    assert.match(again.err, /findings cannot be written to .*listed\.csv/);
  });

  it('goes on after a broken file, and lists all of them', async () => {
    const folder = writeTree(tempDir(), {
      'ssd_disability.csv': `${head}\n1,2,"HAND\n`,
      'ssd_address.csv': '',
      'ssd_linked_identifiers.csv': 'link_table_id;link_person_id\n1;2\n',
      'ssd_department.csv':
        'dept_team_id,dept_team_name,dept_team_parent_id,dept_team_parent_name\n1,A,,\n',
    });
    const shown = await cliHere(['validate', folder]);
    assert.equal(shown.code, 2);
    assert.match(shown.out, /^broken: ssd_address\.csv: the file is empty$/m);
    assert.match(shown.out, /^broken: ssd_disability\.csv, line 2: a quoted cell .* not closed$/m);
    assert.match(shown.out, /^broken: ssd_linked_identifiers\.csv, line 1: .* semicolons/m);
    assert.match(shown.out, /^1 file, 1 row: \d+ errors?; 3 files broken$/m);
    const told = await cliHere(['validate', folder, '--json']);
    assert.equal(told.code, 2);
    const result = JSON.parse(told.out) as { status: string; broken: unknown[] };
    assert.equal(result.status, 'failed');
    assert.equal(result.broken.length, 3);
  });

  it('holds a bundle against its manifest', async () => {
    const made = await runWith({ bom: false });
    const edit = (name: string, change: (text: string) => string): void => {
      const file = path.join(made.bundle, name);
      fs.writeFileSync(file, change(fs.readFileSync(file, 'utf8')));
    };
    assert.equal((await cliHere(['verify', made.bundle])).code, 0);
    assert.doesNotMatch((await cliHere(['validate', made.bundle])).out, /manifest:/);
    edit('ssd_person.csv', (text) => text.replace(/\d{4}-/, '1999-'));
    edit('ssd_address.csv', (text) => text.replace(/\r\n[^\r]*\r\n$/, '\r\n'));
    fs.rmSync(path.join(made.bundle, 'ssd_family.csv'));
    fs.writeFileSync(path.join(made.bundle, 'more.txt'), '');
    const verified = await cli(['verify', made.bundle]);
    assert.equal(verified.code, 1);
    for (const expected of [
      /^"more\.txt" is not in the manifest$/m,
      /^"ssd_family\.csv" is missing$/m,
      /^"ssd_address\.csv" has \d+ bytes, not \d+$/m,
      /^"ssd_person\.csv" is not as it was written$/m,
      /^4 differences: /m,
    ]) {
      assert.match(verified.out, expected);
    }
    const validated = await cliHere(['validate', made.bundle]);
    assert.equal(validated.code, 1);
    assert.match(validated.out, /^manifest: "ssd_person\.csv" is not as it was written$/m);
    fs.rmSync(path.join(made.bundle, 'manifest.json'));
    assert.match(
      (await cliHere(['validate', made.bundle])).out,
      /^manifest: there is no manifest\.json/m,
    );
    const told = await cliHere(['verify', made.bundle, '--json']);
    assert.equal(told.code, 1);
    assert.equal((JSON.parse(told.out) as { status: string }).status, 'differs');
  });

  it('never opens what a manifest names outside its folder', async () => {
    const made = await runWith({ bom: false });
    const file = path.join(made.bundle, 'manifest.json');
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8')) as Manifest;
    const [first, ...others] = manifest.others;
    fs.writeFileSync(
      file,
      JSON.stringify({ ...manifest, others: [{ ...first, file: '../../site.yml' }, ...others] }),
    );
    const { code, out } = await cliHere(['verify', made.bundle]);
    assert.equal(code, 1);
    assert.match(out, /^"\.\.\/\.\.\/site\.yml" is missing$/m);
  });

  const refusals: readonly {
    readonly name: string;
    readonly elsewhere?: string;
    readonly files?: Record<string, string>;
    readonly expected: RegExp;
  }[] = [
    {
      name: 'no folder',
      elsewhere: path.join(dir, 'nowhere'),
      expected: /there is no folder .*nowhere/,
    },
    {
      name: 'a file instead of a folder',
      elsewhere: path.join(dir, 'site.yml'),
      expected: /site\.yml is a file/,
    },
    {
      name: 'the folder of all bundles',
      files: {
        'ssd_trial_1/manifest.json': '{}',
        'ssd_trial_2/manifest.json': '{}',
        'other/x.csv': 'a\n',
      },
      expected: /is a folder of bundles, not a bundle.*\n.*ssd_trial_1, .*ssd_trial_2$/m,
    },
    {
      name: 'no file of the standard',
      files: { 'x.csv': 'a\n' },
      expected: /no file of the standard in .*\n.*ssd_person\.csv/,
    },
  ];
  for (const { name, elsewhere, files = {}, expected } of refusals) {
    it(`refuses ${name}`, async () => {
      const folder = elsewhere ?? writeTree(tempDir(), files);
      const ended = await cliHere(['validate', folder]);
      assert.equal(ended.code, 2);
      assert.match(ended.err, expected);
      const told = await cliHere(['validate', folder, '--json']);
      assert.equal(told.code, 2);
      assert.equal((JSON.parse(told.out) as { status: string }).status, 'failed');
    });
  }

  for (const { name, elsewhere, files = {}, expected } of refusals.slice(0, 3)) {
    it(`verify refuses ${name}: that is no difference`, async () => {
      const folder = elsewhere ?? writeTree(tempDir(), files);
      const { code, out, err } = await cliHere(['verify', folder, '--json']);
      assert.equal(code, 2);
      assert.match(err, expected);
      assert.equal((JSON.parse(out) as { status: string }).status, 'failed');
    });
  }

  it('a command line that is not understood ends with a line of JSON, too', async () => {
    for (const args of [
      ['validate', '--json'],
      ['validate', dir, '--jsn', '--json'],
      ['run', '--json'],
    ]) {
      const { code, out } = await cliHere(args);
      assert.equal(code, 2);
      const told = JSON.parse(out) as { status: string; error: { code: string } };
      assert.deepEqual([told.status, told.error.code], ['failed', 'usage']);
    }
    assert.equal((await cliHere(['validate', '--help', '--json'])).code, 0);
  });

  it('tells what is wrong with a header by the numbers of its columns', async () => {
    const folder = writeTree(tempDir(), {
      'ssd_disability.csv': 'disa_table_id,disa_person,disa_disability_code\n1,2,HAND\n',
    });
    const { code, out } = await cliHere(['validate', folder]);
    assert.equal(code, 1);
    assert.match(
      out,
      /^ssd_disability\.csv:1 disa_person_id error header: the column is missing$/m,
    );
    assert.match(
      out,
      /^ssd_disability\.csv:1 column 2 error header: .*; did you mean disa_person_id\?$/m,
    );
  });

  it('says nothing of a child where there is no header', async () => {
    const folder = writeTree(tempDir(), {
      'ssd_disability.csv': 'Zebedee,2011-02-03,AB1 2CD\n1,2,HAND\n',
    });
    for (const more of [[], ['--json']]) {
      const { code, out, err } = await cliHere(['validate', folder, ...more]);
      assert.equal(code, 1);
      assert.match(out, /the file has no header, or is another object's/);
      assert.doesNotMatch(out + err, /Zebedee|2011|AB1/);
    }
  });
});
