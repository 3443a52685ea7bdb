import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
const DIST = path.join(ROOT, 'dist');

/** The command line as compiled for the package. */
export const BIN = path.join(DIST, 'cli', 'bin.mjs');

/** Compiles the program as for the package: what is installed is what is measured. */
export function compile(): void {
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(ROOT, '.ci', 'pack', 'build.ts')],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(stderr);
}

/** What a compiled module exports. @param file below `src/`, without its extension */
export function importCompiled(file: string): Promise<unknown> {
  return import(pathToFileURL(path.join(DIST, `${file}.js`)).href);
}
