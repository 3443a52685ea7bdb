import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this program. */
export const PROGRAM_DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** The packaged `data/`: our edition of the spec, and the profiles. */
export const DATA_DIR = path.join(PROGRAM_DIR, 'data');

/** Version of this program. */
export function toolVersion(): string {
  const { version } = JSON.parse(
    fs.readFileSync(path.join(PROGRAM_DIR, 'package.json'), 'utf8'),
  ) as {
    version: string;
  };
  return version;
}

/** The packaged `config/`: the demo's site and the examples. */
export const CONFIG_DIR = path.join(PROGRAM_DIR, 'config');

/** What is written for readers. */
export const DOCS_DIR = path.join(PROGRAM_DIR, 'docs');

/** The committed queries. */
export const SQL_DIR = path.join(PROGRAM_DIR, 'sql');
