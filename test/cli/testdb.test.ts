import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import path from 'node:path';
import { placeNew } from '../support/new-database.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { type Ended, cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

describe('ssd-extract testdb', () => {
  it('refuses a site that does not say testdb: true', async () => {
    const ended = await cli(['testdb', '--site', siteWith({ testdb: undefined })]);
    assert.equal(ended.code, 2);
    assert.match(ended.err, /does not say testdb: true, so nothing is written/);
  });
  it('says what is wrong with a folder to load from, with file and line', async () => {
    const tables = JSON.stringify({ tables: { T: { ID: 'int', NAME: 'nvarchar(10)' } } });
    const dir = tempDir();
    const site = siteWith({ dir });
    await placeNew(path.join(dir, 'db'));
    const load = (files: Record<string, string>): Promise<Ended> =>
      cliHere(['testdb', '--site', site, '--from', writeTree(tempDir(), files)]);
    for (const [files, expected] of [
      [{}, /tables\.json: the file does not exist/],
      [{ 'tables.json': '{' }, /is not a list of tables/],
      [
        { 'tables.json': tables, 'cms/T.csv': 'ID,NAME\n1\n' },
        /T\.csv, line 2: the row has 1 cell and the header 2/,
      ],
      [
        { 'tables.json': tables, 'cms/T.csv': 'ID,NAMED\n1,x\n' },
        /does not have the column\(s\) NAMED/,
      ],
      [
        { 'tables.json': tables, 'cms/T.csv': 'ID,NAME\nx7,x\n' },
        /T\.csv, row 1: a value does not fit the type of its column \(SQLSTATE 22P02\)/,
      ],
    ] as const) {
      const ended = await load(files);
      assert.equal(ended.code, 2);
      assert.match(ended.err, expected);
      assert.doesNotMatch(ended.err, /x7/);
    }
  });
});
