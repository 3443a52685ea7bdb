import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The packaged `data/`: our edition of the spec, and the profiles. */
export const DATA_DIR = path.join(root, 'data');

/** Version of this program. */
export function toolVersion(): string {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}

/** The packaged `config/`: the demo's site and the examples. */
export const CONFIG_DIR = path.join(root, 'config');

/** What is written for readers. */
export const DOCS_DIR = path.join(root, 'docs');

/** The committed queries. */
export const SQL_DIR = path.join(root, 'sql');
