/**
 * `npm run bench:diff [-- --rows 10000000]`: time and peak memory of `ssd-extract diff` over two
 * bundles of one object of ten columns and so many rows, when one row of a hundred changed, when
 * every row did, and when there is no key. Needs about 400 bytes of disk a row for the bundles and
 * 300 more for what DuckDB lays aside. docs/analysts.md has the figures.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, startEngine } from '../../src/analyse/engine.ts';
import { DATA_PACKAGE } from '../../src/bundle/datapackage.ts';
import { hashFile } from '../../src/bundle/hash-file.ts';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { EMPTY_MANIFEST } from '../support/bundle.ts';
import { BIN } from '../support/process.ts';
import { circumstances, table } from './page.ts';

const { values } = parseArgs({ options: { rows: { type: 'string', default: '10000000' } } });
const ROWS = Number(values.rows);
/** So many rows are in one of the bundles only. */
const MOVED = Math.floor(ROWS / 200);

const CELLS = [
  "printf('%010d', range) || 'x-' || substr(md5(range::VARCHAR), 1, 12) AS a_id",
  "'Name ' || range % 100000 AS a_name",
  "(DATE '2015-01-01' + (range % 4000)::INT)::VARCHAR AS a_day",
  "strftime(TIMESTAMP '2015-01-01' + to_minutes(range % 3000000), '%Y-%m-%dT%H:%M:%S') AS a_moment",
  "CASE WHEN range % 3 = 0 THEN 'R' ELSE 'G|(B)' END AS a_colour",
  `'["x","y"]' AS a_list`,
  "'Y' AS a_flag",
  '(range * 7)::VARCHAR AS a_count',
  "'0.25' AS a_share",
  "CASE WHEN range % 5 > 0 THEN 'parent' || range END AS a_parent",
];

const NAMES = CELLS.map((cell) => cell.slice(cell.lastIndexOf(' ') + 1));

interface Contents {
  readonly first: number;
  /** SQL of the rows of which a cell is another one. */
  readonly changed: string;
  readonly key: boolean;
}

async function makeBundle(
  connection: DuckDBConnection,
  dir: string,
  { first, changed, key }: Contents,
): Promise<string> {
  fs.mkdirSync(dir);
  const cells = CELLS.map((cell) =>
    cell.endsWith('a_name')
      ? `CASE WHEN ${changed} THEN 'Changed' ELSE ${cell.replace(' AS', ' END AS')}`
      : cell,
  );
  const file = path.join(dir, 'ssd_a.csv');
  await connection.run(
    `COPY (SELECT ${cells.join(', ')} FROM range(${first}, ${first + ROWS})) TO ${literal(file)} (FORMAT csv, HEADER)`,
  );
  const fields = NAMES.map((name) => ({ name, type: 'string' }));
  const schema = { fields, primaryKey: key ? NAMES.slice(0, 1) : [] };
  const described = { resources: [{ name: 'ssd_a', schema }] };
  fs.writeFileSync(path.join(dir, DATA_PACKAGE), JSON.stringify(described));
  const listed = {
    ...{ object: 'ssd_a', file: 'ssd_a.csv', status: 'extracted' as const, rows: ROWS },
    ...(await hashFile(file)),
    columns: NAMES,
    ...{ controlCharactersRemoved: 0, query: null, milliseconds: 0, restarts: 0 },
  };
  const other = { file: DATA_PACKAGE, ...(await hashFile(path.join(dir, DATA_PACKAGE))) };
  const manifest: Manifest = { ...EMPTY_MANIFEST, files: [listed], others: [other] };
  fs.writeFileSync(path.join(dir, MANIFEST), JSON.stringify(manifest));
  return dir;
}

interface Measured {
  readonly megabytes: number;
  readonly seconds: number;
  readonly verdict: string;
}

/** Runs the command in a process of its own. */
async function measure(dir: string, a: string, b: string): Promise<Measured> {
  const hook = pathToFileURL(path.join(import.meta.dirname, 'peak-memory.mjs')).href;
  const peak = path.join(dir, 'peak');
  const began = performance.now();
  const child = spawn(process.execPath, ['--import', hook, BIN, 'diff', a, b], {
    env: { ...process.env, SSD_BENCH_PEAK: peak, TMPDIR: dir },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const out = await text(child.stdout);
  const [code] = (await ended) as [number | null];
  if (code !== 0) throw new Error(`diff ended with ${String(code)}`);
  return {
    megabytes: Number(fs.readFileSync(peak, 'utf8')) / 1024,
    seconds: (performance.now() - began) / 1000,
    verdict: out.split('\n')[0] ?? '',
  };
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'bench-diff-'));
try {
  const rows: string[][] = [];
  const engine = await startEngine({ memory: '2GB' });
  const bundle = (name: string, contents: Contents): Promise<string> =>
    makeBundle(engine.connection, path.join(dir, name), contents);
  const cases: [string, string, boolean][] = [
    ['one row in a hundred', 'range % 100 = 0', true],
    ['every row', 'true', true],
    ['one in a hundred, no key', 'range % 100 = 0', false],
  ];
  for (const [name, changed, key] of cases) {
    const a = await bundle('a', { first: 0, changed: 'false', key });
    const b = await bundle('b', { first: MOVED, changed, key });
    const { seconds, megabytes, verdict } = await measure(dir, a, b);
    rows.push([name, `${seconds.toFixed(0)} s`, `${megabytes.toFixed(0)} MB`, verdict]);
    for (const done of [a, b]) fs.rmSync(done, { recursive: true });
  }
  await engine.close();
  console.log(`${circumstances('npm run bench:diff')}\n`);
  console.log(table(['changed', 'time', 'peak memory', 'found'], rows));
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
