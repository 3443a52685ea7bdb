import fs from 'node:fs';
import path from 'node:path';
import { tempDir } from './files.ts';

export interface SiteFile {
  /** Where the file is written; a folder of its own when left out. */
  readonly dir?: string;
  readonly name?: string;
  readonly cms?: string;
  readonly connection?: object;
  /** The folder of an embedded database, instead of a connection. */
  readonly database?: string;
  readonly source?: object;
  readonly output?: object | undefined;
  readonly spec?: string;
  /** False, or left out of the file when undefined. */
  readonly testdb?: false | undefined;
  /** Further YAML, as an analyst would write it. */
  readonly more?: string;
}

/** Writes a site file and gives its path: Liquid Logic in an embedded test database unless said. */
export function siteWith({
  dir = tempDir(),
  name = 'site.yml',
  database = './db',
  more = '',
  ...settings
}: SiteFile = {}): string {
  const file = path.join(dir, name);
  const lines = Object.entries({
    site: 'trial',
    cms: 'liquid_logic',
    connection: { engine: 'embedded', path: database },
    testdb: true,
    output: { dir: './bundles' },
    ...settings,
  })
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`);
  fs.writeFileSync(file, lines.join('') + more);
  return file;
}
