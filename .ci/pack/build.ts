import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { ROOT } from './root.ts';

// Compiles src/ into dist/, for the package: Node strips no types inside of node_modules/.

/** What is compiled; its folders are those of `src/`, so that every path holds in either. */
const DIST = path.join(ROOT, 'dist');

fs.rmSync(DIST, { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(
  process.execPath,
  [compiler, '--project', path.join(import.meta.dirname, 'tsconfig.json')],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
