/**
 * `npm run bench:profile [-- --rows 200000] [--object ssd_contacts] [--dry]`: where the processor
 * time of the full path goes, over the replayed SQL Server: functions by their own time, after a
 * run that warms up. Writes its section of docs/performance.md (not with --dry).
 */
import fs from 'node:fs';
import { Session } from 'node:inspector/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ours } from './contestants/ours.ts';
import { sizesFor } from './dataset.ts';
import { thousands } from './figures.ts';
import { circumstances, table, writeSection } from './page.ts';
import { replayPlace } from './places.ts';
import { type OwnTime, ownTimes } from './own-times.ts';
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
/** Waiting, and the profiler itself. */
const NOT_OURS = /^\(idle\)$|node:inspector/;

/** Each thread would have a profile of its own. */
function inOneThread(connection: Connection): Connection {
  return 'threads' in connection ? { ...connection, threads: 1 } : connection;
}

async function profile(dir: string): Promise<{ rows: number; times: readonly OwnTime[] }> {
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
    return { rows, times: ownTimes(taken) };
  } finally {
    session.disconnect();
    await place.close();
  }
}

const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
try {
  const { rows, times } = await profile(dir);
  const busy = times.filter(({ name }) => !NOT_OURS.test(name));
  const total = busy.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const text = [
    circumstances(`npm run bench:profile -- --object ${values.object}`),
    `All in one thread (\`threads: 1\`): ${thousands(rows)} rows of \`${values.object}\` from the replayed SQL Server, ${(total / 1000).toFixed(2)} s without idling: the ${TOP} functions with most time of their own.`,
    '',
    table(
      ['function', 'share', 'µs a row'],
      busy
        .slice(0, TOP)
        .map(({ name, milliseconds }) => [
          name,
          `${((100 * milliseconds) / total).toFixed(1)} %`,
          ((milliseconds * 1000) / rows).toFixed(2),
        ]),
    ),
  ].join('\n');
  process.stdout.write(`${text}\n`);
  if (!values.dry) writeSection('profile', text);
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
