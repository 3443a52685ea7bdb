import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { cli } from '../support/process.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
let bundle = '';

async function runWith(format: object): Promise<{ bundle: string; manifest: Manifest }> {
  const site = siteWith({ dir, name: 'formatted.yml', output: { dir: './bundles', ...format } });
  const ended = await cli(['run', '--site', site, '--as-of', '2026-11-22', '--json']);
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

before(async () => {
  const made = await cli([
    'testdb',
    '--site',
    siteWith({ dir }),
    '--children',
    '30',
    '--seed',
    '4',
    '--as-of',
    '2026-11-22',
  ]);
  assert.equal(made.code, 0, made.err);
});

describe('ssd-extract validate', () => {
  for (const [name, format] of [
    ['as usual', { bom: false }],
    ['with British dates and a byte order mark', { date_format: 'dd/mm/yyyy', bom: true }],
  ] as const) {
    it(`finds in a bundle ${name} what the run found`, async () => {
      const made = await runWith(format);
      bundle = made.bundle;
      const ended = await cli(['validate', bundle, '--json']);
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

  it('shows a table to a person, and what it did not read', async () => {
    fs.writeFileSync(path.join(bundle, 'notes.csv'), 'a\r\n');
    const ended = await cli(['validate', bundle]);
    assert.match(ended.out, /^object +field +rule +severity +count\n/);
    assert.match(
      ended.out,
      /notes\.csv is no file of the standard and was not read\n46 files, [\d,]+ rows: [\d,]+ errors?\n$/,
    );
  });

  const head = 'disa_table_id,disa_person_id,disa_disability_code';
  const refusals: readonly [string, Record<string, string | Buffer>, RegExp][] = [
    ['no folder', {}, /there is no folder .*nowhere/],
    [
      'no file of the standard',
      { 'x.csv': 'a\n' },
      /no file of the standard in .*\n.*ssd_person\.csv/,
    ],
    ['an empty file', { 'ssd_disability.csv': '' }, /ssd_disability\.csv: the file is empty/],
    [
      'a ragged row',
      { 'ssd_disability.csv': `${head}\n1,2,3\n1,2\n` },
      /ssd_disability\.csv, line 3: the row has more or fewer cells than the header/,
    ],
    ['an open quote', { 'ssd_disability.csv': `${head}\n1,2,"3\n` }, /a quoted cell is not closed/],
    [
      'a column twice',
      { 'ssd_disability.csv': 'disa_table_id,disa_table_id\n' },
      /the column "disa_table_id" stands twice/,
    ],
    [
      'text that is not UTF-8',
      { 'ssd_disability.csv': Buffer.from(`${head}\n1,2,caf\xe9\n`, 'latin1') },
      /ssd_disability\.csv: the file is not UTF-8/,
    ],
  ];
  for (const [name, files, expected] of refusals) {
    it(`refuses ${name}`, async () => {
      const folder = name === 'no folder' ? path.join(dir, 'nowhere') : tempDir();
      for (const [file, content] of Object.entries(files)) {
        fs.writeFileSync(path.join(folder, file), content);
      }
      const ended = await cli(['validate', folder]);
      assert.equal(ended.code, 2);
      assert.match(ended.err, expected);
      assert.doesNotMatch(ended.err, /caf/);
    });
  }

  it('names the columns of a wrong header', async () => {
    const folder = writeTree(tempDir(), {
      'ssd_disability.csv': 'disa_table_id,disa_person,disa_disability_code\n1,2,HAND\n',
    });
    const ended = await cli(['validate', folder, '--json']);
    assert.equal(ended.code, 1);
    const { findings } = JSON.parse(ended.out) as { findings: Manifest['findings'] };
    assert.deepEqual(
      findings
        .filter((item) => item.rule === 'header')
        .map((item) => item.field)
        .sort(),
      ['disa_person', 'disa_person_id'],
    );
  });
});
