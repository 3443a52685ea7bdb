import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/process.ts';

/** What is fetched from PyPI is kept here. */
export const CACHE = path.join(ROOT, 'node_modules', '.cache', 'ssd-extract');
const PACKAGES = ['pandas==3.1.1', 'pyarrow==26.0.1', 'openpyxl==3.1.5', 'duckdb==1.5.6'];

const there = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args).status === 0;

/** Why Python cannot judge on this machine, or false. */
export const NO_PYTHON: string | false = there('python3', '-c', 'import venv, ensurepip')
  ? false
  : 'needs python3 with venv on this machine';

/** Why LibreOffice cannot judge on this machine, or false. */
export const NO_LIBREOFFICE: string | false = there('soffice', '--version')
  ? false
  : 'needs LibreOffice (soffice) on this machine';

/**
 * Fetches packages of PyPI, once: pandas and its friends if none are named. Gives the path of a
 * Python that has them.
 */
export function fetchPython(name = 'analyse', packages: readonly string[] = PACKAGES): string {
  const venv = path.join(CACHE, name, 'venv');
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  if (!fs.existsSync(python)) run('python3', ['-m', 'venv', venv]);
  run(python, ['-m', 'pip', 'install', '--quiet', ...packages]);
  return python;
}

/** Runs a program to its end and gives what it printed. */
export function run(command: string, args: readonly string[], cwd?: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, `${command} ${args[0] ?? ''}: ${error?.message ?? stderr.slice(-2000)}`);
  return stdout;
}
