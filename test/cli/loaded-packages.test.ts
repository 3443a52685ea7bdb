import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { analysedBundle } from '../support/analysed-bundle.ts';
import { tempDir } from '../support/files.ts';
import { BIN, ROOT, start } from '../support/process.ts';

const HOOK = pathToFileURL(path.join(ROOT, 'test', 'support', 'loaded-packages.mjs')).href;
const DRIVERS = [
  ...['mssql', 'tedious', 'oracledb', 'pg', 'pg-cursor', '@electric-sql/pglite'],
  '@duckdb/node-api',
];

/** The packages that a process has loaded at its end. */
async function loadedBy(...args: string[]): Promise<readonly string[]> {
  const file = path.join(tempDir(), 'packages.json');
  const { ended } = start(['--import', HOOK, ...args], { env: { SSD_TEST_LOADED: file } });
  const { code, err } = await ended;
  assert.equal(code, 0, err);
  return JSON.parse(fs.readFileSync(file, 'utf8')) as string[];
}

describe('packages that a command loads', () => {
  it('--help and --version load what reads the command line, and nothing else', async () => {
    assert.deepEqual(await loadedBy(BIN, '--help'), ['commander']);
    assert.deepEqual(await loadedBy(BIN, '--version'), ['commander']);
  });

  it('the help of a command loads no driver and no engine', async () => {
    const loaded = await loadedBy(BIN, 'run', '--help');
    assert.deepEqual(
      loaded.filter((name) => DRIVERS.includes(name)),
      [],
    );
  });

  it('a bundle is asked with DuckDB, which its help does not load', async () => {
    const help = await loadedBy(BIN, 'query', '--help');
    assert.ok(!help.includes('@duckdb/node-api'), help.join(', '));
    const bundle = await analysedBundle(tempDir());
    const asked = await loadedBy(BIN, 'query', bundle, 'select 1');
    assert.ok(asked.includes('@duckdb/node-api'), asked.join(', '));
    assert.deepEqual(
      asked.filter((name) => DRIVERS.includes(name)),
      ['@duckdb/node-api'],
    );
  });

  it('sql loads what compiles queries, and no driver, no engine and nothing that writes CSV', async () => {
    const loaded = await loadedBy(BIN, 'sql', '--check', '--only', 'ssd_person');
    assert.ok(loaded.includes('kysely'), loaded.join(', '));
    const unneeded = [...DRIVERS, 'csv-parse', 'csv-stringify', 'pino', 'nodemailer'];
    assert.deepEqual(
      loaded.filter((name) => unneeded.includes(name)),
      [],
    );
  });

  it('are all seen, however they are loaded', async () => {
    const code = `await import('pg-cursor'); process.getBuiltinModule('module').createRequire(process.cwd() + '/x.js')('tedious')`;
    const loaded = await loadedBy('--input-type=module', '-e', code);
    assert.ok(loaded.includes('pg-cursor') && loaded.includes('tedious'), loaded.join(', '));
  });
});
