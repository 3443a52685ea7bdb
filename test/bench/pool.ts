/**
 * `npm run bench:pool [-- --authorities 150] [--children 150] [--from BUNDLE]... [--dry]`: time,
 * size and peak memory of one `pool` process that takes a night of many authorities, and of the
 * same command once more. Bundles are a few of the demo's, or those named with --from, copied with
 * another authority in the manifest. Writes its section of docs/pooling.md (not with --dry).
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readRecord } from '../../src/analyse/pool/record.ts';
import { demoBundles } from '../pool/authorities.ts';
import { deriveBundle } from '../support/derived-bundle.ts';
import { thousands } from './figures.ts';
import { circumstances, table, writeSection } from './page.ts';

const { values } = parseArgs({
  options: {
    authorities: { type: 'string', default: '150' },
    children: { type: 'string', default: '150' },
    from: { type: 'string', multiple: true },
    dry: { type: 'boolean', default: false },
  },
});
const ROOT = path.resolve(import.meta.dirname, '..', '..');
const SEEDS = [1, 2, 3, 4];

interface Peak {
  readonly seconds: number;
  readonly megabytes: number;
}

async function pool(bundles: readonly string[], out: string, peak: string): Promise<Peak> {
  const hook = pathToFileURL(path.join(import.meta.dirname, 'peak-memory.mjs')).href;
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', hook, path.join(ROOT, 'src', 'cli', 'bin.mjs'), 'pool', ...bundles, '--out', out],
    { env: { ...process.env, SSD_BENCH_PEAK: peak }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`the pool ended with ${String(code)}`);
  const seconds = (performance.now() - began) / 1000;
  return { seconds, megabytes: Number(fs.readFileSync(peak, 'utf8')) / 1024 };
}

function bytesIn(dir: string): number {
  return fs
    .readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + fs.statSync(path.join(entry.parentPath, entry.name)).size, 0);
}

async function measure(dir: string): Promise<string> {
  const sources = values.from ?? (await demoBundles(dir, SEEDS, Number(values.children)));
  const bundles: string[] = [];
  const night = { asOf: '2026-04-01', finished: '2026-04-01T06:00:00.000Z' };
  for (let at = 0; at < Number(values.authorities); at++) {
    const site = `authority-${String(at + 1).padStart(3, '0')}`;
    const bundle = path.join(dir, 'bundles', site);
    await deriveBundle(sources[at % sources.length] ?? '', bundle, { site, ...night });
    bundles.push(bundle);
  }
  const out = path.join(dir, 'pool');
  const first = await pool(bundles, out, path.join(dir, 'peak'));
  const again = await pool(bundles, out, path.join(dir, 'peak'));
  const parts = (readRecord(out)?.bundles ?? []).flatMap((entry) => Object.values(entry.parts));
  const rows = parts.reduce((sum, part) => sum + part.rows, 0);
  const csv = bytesIn(path.join(dir, 'bundles')) / 1e6;
  const line = (what: string, { seconds, megabytes }: Peak): string[] => [
    ...[what, `${seconds.toFixed(1)} s`, `${thousands(megabytes)} MB`],
  ];
  return [
    circumstances('npm run bench:pool'),
    `${bundles.length} synthetic authorities, one night each: ${thousands(rows)} rows, ${thousands(csv)} MB of bundles become ${thousands(parts.length)} files of ${thousands(bytesIn(out) / 1e6)} MB. The bundles are copies of ${sources.length} of the demo's, each with an authority of its own in its manifest.`,
    '',
    table(
      ['command', 'time', 'peak memory'],
      [line('all of them', first), line('the same again', again)],
    ),
  ].join('\n');
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
try {
  const text = await measure(dir);
  process.stdout.write(`${text}\n`);
  if (!values.dry) writeSection('pool', text, 'pooling.md');
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
