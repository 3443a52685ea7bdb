/**
 * `npm run bench [-- --rows 200000] [--rounds 5] [--only mssql,oracle,postgres,embedded] [--dry]`:
 * the product beside the driver alone and what one would write by hand, and the table of
 * docs/performance.md (not with --dry).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compiled.ts';
import { type Sizes, sizesFor } from './dataset.ts';
import { circumstances, writeSection } from './page.ts';
import {
  type Place,
  type PlaceOptions,
  embeddedPlace,
  postgresPlace,
  replayPlace,
} from './places.ts';
import { makeSpec } from './queries.ts';
import { type Race, racesFor } from './races.ts';
import { race } from './rounds.ts';
import { showRace } from './show.ts';

const ENGINES = ['mssql', 'oracle', 'postgres', 'embedded'] as const;
type Engine = (typeof ENGINES)[number];

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: ENGINES.join(',') },
    dry: { type: 'boolean', default: false },
  },
});
const [sizes, rounds] = [sizesFor(Number(values.rows)), Number(values.rounds)];
const chosen = ENGINES.filter((engine) => values.only.split(',').includes(engine));

async function openPlace(engine: Engine, options: PlaceOptions): Promise<Place | undefined> {
  switch (engine) {
    case 'mssql':
    case 'oracle':
      return replayPlace(engine, options);
    case 'postgres':
      return postgresPlace(options);
    case 'embedded':
      return embeddedPlace(options);
  }
}

async function raceOn(engine: Engine, options: PlaceOptions): Promise<string> {
  const place = await openPlace(engine, options);
  if (!place) return `${engine}: skipped, there is no server here.`;
  const spoilt = await openPlace(engine, { ...options, spoilt: true });
  const parts = [`### ${place.title}`];
  try {
    for (const [number, made] of racesFor(engine, place, spoilt, options).entries()) {
      parts.push(await run(made, number));
    }
  } finally {
    await Promise.all([place.close(), spoilt?.close()]);
  }
  return parts.join('\n\n');
}

async function run({ title, entries, against }: Race, number: number): Promise<string> {
  process.stderr.write(`${title} (${number + 1})\n`);
  const text = showRace(title, against, await race(entries, rounds));
  process.stdout.write(`${text}\n\n`);
  return text;
}

function intro({ wide, narrow }: Sizes): string {
  const count = (rows: number): string => rows.toLocaleString('en-GB');
  return [
    circumstances('npm run bench'),
    `Medians of ${rounds} rounds, interleaved after a warm-up round; every contestant in a process of its own. Wide tables have ${count(wide)} rows, narrow ones ${count(narrow)}.`,
  ].join('\n');
}

compile();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
try {
  const options = { dir, spec: makeSpec(dir), sizes };
  const parts = [intro(sizes)];
  for (const engine of chosen) parts.push(await raceOn(engine, options));
  if (!values.dry) writeSection('bench', parts.join('\n\n'));
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
