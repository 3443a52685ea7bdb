import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { startEngine } from '../../src/analyse/engine.ts';
import type { PoolRecord } from '../../src/analyse/pool/record.ts';
import { CACHE, NO_PYTHON, fetchPython, run } from '../analyse/judges.ts';
import { tempDir } from '../support/files.ts';
import { pool } from '../support/pools.ts';
import { demoBundles, synthesiseAuthorities } from './authorities.ts';
import { questionsOfPage } from './questions.ts';

const DIR = tempDir();
const PACKAGES = ['pyspark==4.1.1', 'sqlglot==30.30.0'];
/** Two workers of one core, each a process of its own: rows and files travel as on a cluster. */
const MASTER = 'local-cluster[2,1,1024]';

const { stderr: javaSays } = spawnSync('java', ['-version'], { encoding: 'utf8' });
const java = Number(/version "(\d+)/.exec(javaSays ?? '')?.[1] ?? 0);
const NO_SPARK = NO_PYTHON || (java < 17 && 'needs Java 17 or later on this machine');

const NO_TRINO =
  spawnSync('mvn', ['--version']).status !== 0 && 'needs Maven (mvn) on this machine';

/** Trino's parser; Maven fetches what is not there yet. */
function trinoJars(): string {
  const jars = path.join(CACHE, 'pool', 'trino');
  const pom = path.join(import.meta.dirname, 'trino.xml');
  const fetch = ['dependency:copy-dependencies', `-DoutputDirectory=${jars}`];
  run('mvn', ['--quiet', '--batch-mode', '-f', pom, ...fetch]);
  return path.join(jars, '*');
}

type Answer = readonly (readonly unknown[])[];

/** Rows in an order that is no engine's own, numbers as far as both agree on them. */
function comparable(rows: Answer): string[] {
  const cell = (value: unknown): unknown => {
    const number = typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value);
    return number || typeof value === 'number' ? Number(value).toFixed(6) : value;
  };
  return rows.map((row) => JSON.stringify(row.map(cell))).sort();
}

describe('a pool of 20 synthetic authorities', { skip: NO_SPARK }, () => {
  const out = path.join(DIR, 'pool');
  const { latest, questions } = questionsOfPage();
  let record: PoolRecord;
  const byDuckDb: Answer[] = [];
  let bySpark: readonly Answer[] = [];
  let python: string;

  before(async () => {
    python = fetchPython('pool', PACKAGES);
    const sources = await demoBundles(DIR, [1, 2], 120);
    const bundles = await synthesiseAuthorities(DIR, sources, 20);
    const pooled = await pool(out, ...bundles);
    ({ record } = pooled);
    assert.deepEqual([pooled.refused, record.bundles.length], [[], 30]);
    await askDuckDb();
    askSpark();
  });

  async function askDuckDb(): Promise<void> {
    const { connection, close } = await startEngine();
    await connection.run(`SET file_search_path = '${out}'`);
    await connection.run(fs.readFileSync(path.join(out, 'catalogue.duckdb.sql'), 'utf8'));
    await connection.run(latest);
    for (const { duckdb } of questions) {
      byDuckDb.push((await connection.runAndReadAll(duckdb)).getRowsJson());
    }
    await close();
  }

  function askSpark(): void {
    const input = { statements: [latest], questions: questions.map(({ spark }) => spark) };
    const script = path.join(import.meta.dirname, 'spark.py');
    const { status, stdout, stderr } = spawnSync(python, [script, MASTER, out], {
      ...{ cwd: DIR, input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 28 },
    });
    assert.equal(status, 0, stderr.slice(-3000));
    bySpark = (JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { answers: Answer[] }).answers;
  }

  it('is asked ten questions', () => assert.equal(questions.length, 10));

  for (const [at, { title }] of questions.entries()) {
    it(`gives the same answer in DuckDB and in Spark: ${title}`, () => {
      const answer = byDuckDb[at] ?? [];
      assert.ok(answer.length > 3, `${answer.length} rows say too little`);
      assert.deepEqual(comparable(bySpark[at] ?? []), comparable(answer));
    });
  }

  for (const dialect of ['duckdb', 'spark', 'trino']) {
    it(`has a catalogue that sqlglot reads as ${dialect}`, () => {
      const program =
        'import sys, sqlglot; print(sum(s is not None for s in sqlglot.parse(open(sys.argv[1], encoding="utf-8").read(), read=sys.argv[2])))';
      const file = path.join(out, `catalogue.${dialect}.sql`);
      assert.ok(Number(run(python, ['-c', program, file, dialect])) >= 46);
    });
  }

  it("has a catalogue that Trino's own parser reads", { skip: NO_TRINO }, () => {
    const file = path.join(out, 'catalogue.trino.sql');
    const program = path.join(import.meta.dirname, 'Trino.java');
    const read = run('java', ['-cp', trinoJars(), program, file]).trim().split('\n');
    const made = Object.entries(record.objects).flatMap(([object, { length }]) => [
      // its folders are two columns more
      ...['DropTable', `CreateTable hive.ssd.${object} ${length + 2}`, 'Call'],
    ]);
    assert.deepEqual(read, made);
  });
});
