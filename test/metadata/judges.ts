import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/process.ts';

/** What is fetched from PyPI is kept here. */
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'ssd-extract', 'metadata');
const PACKAGES = ['frictionless==5.21.0', 'csvw==4.1.1'];
/** Holds the published JSON Schema; it is read, not run, so its Python does not matter. */
const SCHEMA_HOLDER = 'check_datapackage-0.37.0-py3-none-any.whl';

export interface Judgement {
  /** By the published JSON Schema of Data Package 2.0. */
  readonly schema: readonly string[];
  readonly dataPackage: { readonly checked: number; readonly faults: readonly Fault[] };
  readonly csvw: {
    readonly rows: Readonly<Record<string, number>>;
    readonly faults: readonly string[];
  };
}

export interface Fault {
  readonly object?: string;
  readonly field?: string | null;
  /** From 1, without the header. */
  readonly row?: number | null;
  readonly type: string;
  readonly note: string;
}

/** Why there are no judges on this machine, or false. */
export const NO_JUDGES =
  spawnSync('python3', ['-m', 'venv', '--help']).status === 0
    ? false
    : 'needs python3 with venv on this machine';

/** Fetches the judges, once. */
export function fetchJudges(): (folder: string) => Judgement {
  const venv = path.join(CACHE, 'venv');
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  if (!fs.existsSync(python)) run('python3', ['-m', 'venv', venv]);
  run(python, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
  const holder = path.join(CACHE, SCHEMA_HOLDER);
  if (!fs.existsSync(holder)) fetchSchema(python);
  const script = path.join(import.meta.dirname, 'validate.py');
  return (folder) => JSON.parse(run(python, [script, folder, holder])) as Judgement;
}

function fetchSchema(python: string): void {
  const [name = '', version = ''] = SCHEMA_HOLDER.split('-');
  const only = ['--no-deps', '--only-binary=:all:', '--python-version', '3.12'];
  run(python, ['-m', 'pip', 'download', '-q', ...only, '-d', CACHE, `${name}==${version}`]);
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, `${command} ${args[0] ?? ''}: ${error?.message ?? stderr.slice(-2000)}`);
  return stdout;
}
