import fs from 'node:fs';
import path from 'node:path';
import { loadSite } from '../../src/site/load.ts';
import { writeTree } from './files.ts';
import { placeFilled } from './filled-database.ts';
import { siteWith } from './site.ts';

/** A site below `dir` whose embedded database has every table and no row; gives its file. */
export async function makeEmptySite(dir: string): Promise<string> {
  const site = siteWith({ dir });
  const from = writeTree(path.join(dir, 'from'), { 'tables.json': '{"tables": {}}' });
  fs.mkdirSync(path.join(from, 'cms'));
  await placeFilled(loadSite(site), { from });
  return site;
}
