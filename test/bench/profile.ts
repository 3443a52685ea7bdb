/**
 * `npm run bench:profile [-- --rows 200000] [--object ssd_contacts] [--dry]`: where the processor
 * time of the full path goes, over the replayed SQL Server: packages and rooms, then functions by
 * their own time, after a run that warms up. Writes its section of docs/performance.md (not with
 * --dry).
 */
import fs from 'node:fs';
import type { Profiler } from 'node:inspector';
import { Session } from 'node:inspector/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compiled.ts';
import { ours } from './contestants/ours.ts';
import { sizesFor } from './dataset.ts';
import { thousands } from './figures.ts';
import { circumstances, table, writeSection } from './page.ts';
import { replayPlace } from './places.ts';
import { type OwnTime, PROFILER, ownTimes, timesByPlace } from './own-times.ts';
import type { Connection } from '../../src/site/model.ts';
import { makeSpec } from './queries.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    object: { type: 'string', default: 'ssd_contacts' },
    dry: { type: 'boolean', default: false },
  },
});
const TOP = 25;
const IDLE = '(idle)';
/** A place that takes less is one of the others, in µs a row. */
const LEAST = 0.1;

/** Each thread would have a profile of its own. */
function inOneThread(connection: Connection): Connection {
  return 'threads' in connection ? { ...connection, threads: 1 } : connection;
}

async function profile(dir: string): Promise<{ rows: number; taken: Profiler.Profile }> {
  const spec = makeSpec(dir);
  const place = await replayPlace('mssql', { spec, dir, sizes: sizesFor(Number(values.rows)) });
  const session = new Session();
  try {
    const task = { objects: [values.object], spec, dir, spoilt: false };
    const contestant = await ours({ ...task, connection: inOneThread(place.connection(dir)) });
    await contestant.round();
    await contestant.tidy?.();
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: 500 });
    await session.post('Profiler.start');
    const rows = await contestant.round();
    const { profile: taken } = await session.post('Profiler.stop');
    return { rows, taken };
  } finally {
    session.disconnect();
    await place.close();
  }
}

/** A table of what takes the time of some rows; `total` in milliseconds. */
function timesTable(
  heading: string,
  times: readonly OwnTime[],
  { rows, total }: { readonly rows: number; readonly total: number },
): string {
  return table(
    [heading, 'share', 'µs a row'],
    times.map(({ name, milliseconds }) => [
      name,
      `${((100 * milliseconds) / total).toFixed(1)} %`,
      ((milliseconds * 1000) / rows).toFixed(2),
    ]),
  );
}

/** Those below `least` milliseconds become one. */
function gatherSmall(times: readonly OwnTime[], least: number): OwnTime[] {
  const small = times.filter(({ milliseconds }) => milliseconds < least);
  const rest = small.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  return [
    ...times.filter(({ milliseconds }) => milliseconds >= least),
    { name: `${small.length} others`, milliseconds: rest },
  ];
}

compile();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
try {
  const { rows, taken } = await profile(dir);
  const places = timesByPlace(taken).filter(({ name }) => name !== IDLE && name !== PROFILER);
  const functions = ownTimes(taken).filter(({ name }) => name !== IDLE && !name.includes(PROFILER));
  const total = places.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const whole = { rows, total };
  const text = [
    circumstances(`npm run bench:profile -- --object ${values.object}`),
    `All in one thread (\`threads: 1\`): ${thousands(rows)} rows of \`${values.object}\` from the replayed SQL Server, ${(total / 1000).toFixed(2)} s without idling. What Node does for a package or a room counts as theirs:`,
    '',
    timesTable('package or room', gatherSmall(places, (LEAST * rows) / 1000), whole),
    '',
    `The ${TOP} functions with most time of their own:`,
    '',
    timesTable('function', functions.slice(0, TOP), whole),
  ].join('\n');
  process.stdout.write(`${text}\n`);
  if (!values.dry) writeSection('profile', text);
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
