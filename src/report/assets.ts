import fs from 'node:fs/promises';
import path from 'node:path';

/** What makes a page look and work as ours do. */
export interface Assets {
  readonly css: string;
  readonly script: string;
}

/** @param dataDir the packaged `data/` */
export async function readAssets(dataDir: string): Promise<Assets> {
  const read = (name: string): Promise<string> =>
    fs.readFile(path.join(dataDir, 'report', name), 'utf8');
  return { css: await read('page.css'), script: await read('page.js') };
}
