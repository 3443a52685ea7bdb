import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { type DialectName, everyQuery } from '../support/every-query.ts';
import { tempDir } from '../support/files.ts';
import { ROOT } from '../support/process.ts';

/**
 * Every query that the packaged mappings can give, read by three grammars that are not ours:
 * sqlglot and sqlfluff (PyPI, in a virtual environment) and JSqlParser (Maven). What is fetched is
 * kept in node_modules/.cache.
 */
const CACHE = path.join(ROOT, 'node_modules', '.cache', 'ssd-extract', 'grammars');
const HERE = import.meta.dirname;
// with its parser in Rust: in Python the 652 queries take a quarter of an hour
const PYTHON_PACKAGES = ['sqlglot==30.30.0', 'sqlfluff[rs]==4.5.0'];
const JSQLPARSER = '5.3';

const queries = (['mssql', 'oracle', 'postgres'] as const).flatMap(distinct);

function distinct(dialect: DialectName) {
  const bySql = new Map(everyQuery(dialect).map((query) => [query.sql, { dialect, ...query }]));
  return [...bySql.values()];
}

function run(command: string, args: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  assert.equal(status, 0, `${command} ${args[0] ?? ''}: ${error?.message ?? stderr.slice(-2000)}`);
  return stdout;
}

function lacks(command: string, ...args: string[]): string | false {
  return spawnSync(command, args).status === 0 ? false : `needs ${command} on this machine`;
}

function pythonWithGrammars(): string {
  const venv = path.join(CACHE, 'venv');
  const python = path.join(venv, process.platform === 'win32' ? 'Scripts' : 'bin', 'python');
  if (!fs.existsSync(python)) run('python3', ['-m', 'venv', venv]);
  run(python, ['-m', 'pip', 'install', '--quiet', ...PYTHON_PACKAGES]);
  return python;
}

function jsqlparserJar(): string {
  const jar = path.join(CACHE, `jsqlparser-${JSQLPARSER}.jar`);
  const artifact = `com.github.jsqlparser:jsqlparser:${JSQLPARSER}`;
  const fetch = ['dependency:copy', `-Dartifact=${artifact}`, `-DoutputDirectory=${CACHE}`];
  if (!fs.existsSync(jar)) run('mvn', ['--quiet', '--batch-mode', ...fetch]);
  return jar;
}

interface Refused {
  readonly grammar: string;
  readonly dialect: string;
  readonly name: string;
  readonly complaint: string;
}

function readByPython(python: string, asked: readonly object[]): readonly Refused[] {
  const file = path.join(tempDir(), 'queries.json');
  fs.writeFileSync(file, JSON.stringify(asked));
  return JSON.parse(run(python, [path.join(HERE, 'parse.py'), file])) as Refused[];
}

describe('sqlglot and sqlfluff', { skip: lacks('python3', '-m', 'venv', '--help') }, () => {
  let python = '';
  before(() => {
    python = pythonWithGrammars();
  });

  it('take every query of the three dialects', () => {
    assert.ok(queries.length > 400, `${queries.length} queries`);
    assert.deepEqual(readByPython(python, queries), []);
  });

  it('both refuse what is broken', () => {
    const broken = { dialect: 'mssql', name: 'broken', sql: 'select "a" from where "b" = 1' };
    const grammars = readByPython(python, [broken]).map(({ grammar }) => grammar);
    assert.deepEqual(grammars, ['sqlglot', 'sqlfluff']);
  });
});

// its grammar has no collation behind an expression that is ordered by, which PostgreSQL's needs
const forJava = queries.filter(({ dialect }) => dialect !== 'postgres');

describe('JSqlParser', { skip: lacks('java', '-version') || lacks('mvn', '--version') }, () => {
  let jar = '';
  before(() => {
    jar = jsqlparserJar();
  });

  const readByJava = (asked: readonly { readonly sql: string }[]): string => {
    const dir = tempDir();
    const files = asked.map(({ sql }, index) => {
      const file = path.join(dir, `${index}.sql`);
      fs.writeFileSync(file, sql);
      return file;
    });
    return run('java', ['-cp', jar, path.join(HERE, 'Parse.java'), ...files]);
  };

  it('takes every query of SQL Server and Oracle', () => assert.equal(readByJava(forJava), ''));

  it('refuses what is broken', () =>
    assert.match(readByJava([{ sql: 'select "a" from where "b" = 1' }]), /Encountered/));
});
