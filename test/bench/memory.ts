/**
 * `npm run bench:memory [-- --rows 1000000] [--dry]`: the peak memory of a whole `run` process,
 * compiled as in the package, at a number of rows of an object with a unique key and a foreign key,
 * and at ten times as many. There is a person to every ten rows. Writes its section of
 * docs/performance.md (not with --dry).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { BIN, compile } from './compiled.ts';
import { BLOCK } from './dataset.ts';
import { thousands } from './figures.ts';
import { circumstances, table, writeSection } from './page.ts';
import { replayPlace } from './places.ts';
import { AS_OF, makeSpec } from './queries.ts';
import { writeSite } from './site.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '1000000' },
    dry: { type: 'boolean', default: false },
  },
});

interface Peak {
  readonly rows: number;
  readonly megabytes: number;
  readonly seconds: number;
}

async function measure(rows: number, dir: string): Promise<Peak> {
  const spec = makeSpec(dir);
  const sizes = { wide: BLOCK, narrow: rows, person: Math.ceil(rows / 10 / BLOCK) * BLOCK };
  const place = await replayPlace('mssql', { spec, sizes, dir });
  try {
    const site = writeSite(dir, spec, place.connection(dir));
    const began = performance.now();
    const megabytes = await runApart(site, path.join(dir, 'peak'));
    return { rows, megabytes, seconds: (performance.now() - began) / 1000 };
  } finally {
    await place.close();
  }
}

/** Runs the command line in a process of its own; gives the peak in megabytes. */
async function runApart(site: string, peak: string): Promise<number> {
  const hook = pathToFileURL(path.join(import.meta.dirname, 'peak-memory.mjs')).href;
  const child = spawn(
    process.execPath,
    [
      ...['--import', hook, BIN, 'run', '--site', site],
      ...['--as-of', AS_OF, '--only', 'ssd_person,ssd_visits'],
    ],
    { env: { ...process.env, SSD_BENCH_PEAK: peak }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the run ended with ${String(code)}`);
  return Number(fs.readFileSync(peak, 'utf8')) / 1024;
}

function section(peaks: readonly Peak[]): string {
  const [small, large] = peaks;
  const growth = (large?.megabytes ?? 0) / (small?.megabytes ?? 1);
  const rows = peaks.map(({ rows: count, megabytes, seconds }) => [
    thousands(count),
    `${thousands(megabytes)} MB`,
    `${seconds.toFixed(1)} s`,
  ]);
  return [
    circumstances('npm run bench:memory'),
    'Peak memory of a whole `run` process over an object of 7 columns with a unique key and a foreign key, with a person to every ten rows, from the replayed SQL Server.',
    '',
    table(['rows', 'peak memory', 'time'], rows),
    '',
    `Ten times the rows take **${growth.toFixed(2)}** times the memory.`,
  ].join('\n');
}

compile();
const peaks: Peak[] = [];
for (const rows of [Number(values.rows), 10 * Number(values.rows)]) {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
  try {
    peaks.push(await measure(Math.ceil(rows / BLOCK) * BLOCK, dir));
  } finally {
    fs.rmSync(dir, { recursive: true, force: true });
  }
}
const text = section(peaks);
process.stdout.write(`${text}\n`);
if (!values.dry) writeSection('memory', text);
