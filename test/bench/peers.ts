/**
 * `npm run bench:peers [-- --rows 200000] [--rounds 5] [--dry]`: the product beside tools of PyPI
 * that read the same tables of a real PostgreSQL into CSV files. What is not to be had here is
 * skipped with a line. Writes its section of docs/performance.md (not with --dry).
 */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './compiled.ts';
import { PEERS, type Peer, installPeer, versionOf } from './contestants/peers.ts';
import { sizesFor } from './dataset.ts';
import { circumstances, writeSection } from './page.ts';
import { type Place, folderIn, postgresPlace } from './places.ts';
import { makeSpec } from './queries.ts';
import { type Entry, race } from './rounds.ts';
import { showRace } from './show.ts';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '200000' },
    rounds: { type: 'string', default: '5' },
    dry: { type: 'boolean', default: false },
  },
});
const DOES: Readonly<Record<Peer, string>> = {
  sling: 'copies',
  dlt: 'copies, by Arrow',
  connectorx: 'copies, by a pandas data frame of the whole',
  sql2csv: 'copies',
};
const OURS = 'ssd-extract, the full path, 2 threads';
const RACES = [
  ['ssd_contacts', 'One object of 16 columns, with JSON and long texts'],
  ['ssd_visits', 'One object of 7 columns'],
] as const;

interface Installed {
  readonly peers: readonly Peer[];
  readonly skipped: readonly string[];
}

function install(): Installed {
  const names = Object.keys(PEERS) as Peer[];
  const faults = names.map((name) => [name, installPeer(name)] as const);
  return {
    peers: faults.flatMap(([name, fault]) => (fault === undefined ? [name] : [])),
    skipped: faults.flatMap(([name, fault]) =>
      fault === undefined ? [] : [`${name}: skipped, ${fault}`],
    ),
  };
}

function entriesFor(object: string, peers: readonly Peer[], place: Place, spec: string): Entry[] {
  const task = (name: string): Omit<Entry['settings'], 'kind'> => {
    const own = folderIn(dir, `${object} ${name}`);
    return { objects: [object], spec, spoilt: false, dir: own, connection: place.connection(own) };
  };
  return [
    { name: OURS, settings: { kind: 'ours', ...task('ours') } },
    { name: 'by hand: pg, csv-stringify', settings: { kind: 'byHand', ...task('by hand') } },
    ...peers.map((tool) => ({
      name: `${tool} ${versionOf(tool)}: ${DOES[tool]}`,
      settings: { kind: 'peer' as const, tool, ...task(tool) },
    })),
  ];
}

async function raceAll({ peers, skipped }: Installed, place: Place, spec: string): Promise<string> {
  const parts = [
    [
      circumstances('npm run bench:peers'),
      `Medians of ${values.rounds} interleaved rounds after one that does not count, from ${place.title}; processes are started and their packages loaded before it. None of the others validates, hashes, syncs or reads back.`,
      ...skipped,
    ].join('\n'),
  ];
  for (const [object, title] of RACES) {
    const outcomes = await race(entriesFor(object, peers, place, spec), Number(values.rounds));
    parts.push(showRace(title, OURS, outcomes));
  }
  return parts.join('\n\n');
}

compile();
const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'ssd-bench-'));
try {
  const spec = makeSpec(dir);
  const place = await postgresPlace({ dir, spec, sizes: sizesFor(Number(values.rows)) });
  if (place) {
    const text = await raceAll(install(), place, spec).finally(() => place.close());
    process.stdout.write(`${text}\n`);
    if (!values.dry) writeSection('peers', text);
  } else {
    process.stdout.write('skipped: there is no PostgreSQL here\n');
  }
} finally {
  fs.rmSync(dir, { recursive: true, force: true });
}
