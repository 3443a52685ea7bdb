import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { writeTree } from './files.ts';
import { placeNew } from './new-database.ts';
import { cliHere } from './cli-here.ts';
import { siteWith } from './site.ts';

/** A site below `dir` whose embedded database has every table and no row; gives its file. */
export async function makeEmptySite(dir: string): Promise<string> {
  const site = siteWith({ dir });
  const from = writeTree(path.join(dir, 'from'), { 'tables.json': '{"tables": {}}' });
  fs.mkdirSync(path.join(from, 'cms'));
  await placeNew(path.join(dir, 'db'));
  const made = await cliHere(['testdb', '--site', site, '--from', from]);
  assert.equal(made.code, 0, made.err);
  return site;
}
