import os from 'node:os';
import { plural } from '../../src/cli/output.ts';

const MODES = ['indexed', 'indexed, no nested loops', 'no index', 'no index, no nested loops'];

export interface Measured {
  readonly object: string;
  readonly rows: number;
  /** Milliseconds of the server's processor, one for each of MODES. */
  readonly times: readonly number[];
}

interface Measurements {
  /** As `postgres --version` prints it. */
  readonly version: string;
  /** A day, `2026-11-22`. */
  readonly asOf: string;
  /** Children, the smaller number first. */
  readonly sizes: readonly [number, number];
  readonly systems: readonly {
    readonly cms: string;
    /** The objects at each of the sizes, in the same order. */
    readonly bySize: readonly (readonly Measured[])[];
  }[];
}

const count = (number: number): string => number.toLocaleString('en-GB');
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
const timeIn = ({ times }: Measured, mode: number): number => times[mode] ?? 0;
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Found with EXPLAIN (ANALYZE) on 25 November 2026. */
const CHOICES = `## What the planner chooses

The persons recently active on Liquid Logic are a union, of which PostgreSQL has no statistics: it takes them for 200. In a small database it reads DIM_PERSON once and hashes
it; where the table is large (40,000 children, not 10,000) and its ids are indexed it looks each person up in the index instead. That is one look-up for each person recently
active (26,877 at 40,000 children), 10 to 30 ms an object, so it is bounded by n log n and steps up once. At 10,000 and 40,000 children, seed 1, version 15.18, all objects took 1.0 and
4.9 s with ids indexed, 0.9 and 4.4 s without nested loops: 5.0 and 4.8 times, n log n being 4.6. A union of different persons was tried: it is expected whole, and then worked out
anew for each row of ssd_cla_visits.

What was no bounded choice is gone: at 40,000 children, though neither at 20,000 nor at 100,000, ssd_cla_visits took 17.8 s instead of 0.1 s. Its case note was joined by its id and by the child,
of which the planner expected one row, and so worked the cohort out row by row. A column beside the whole key of a table is now a check of the row that is found
(\`src/query/join-keys.ts\`, \`test/query/planner-at-size.long.ts\`).
`;

/** The text of docs/scale-postgres.md. */
export function page({ version, asOf, sizes, systems }: Measurements): string {
  const [first, second] = sizes;
  const bound = (second * Math.log(second)) / (first * Math.log(first));
  const sections = systems.map(({ cms, bySize: [small = [], large = []] }) =>
    [
      `## ${cms}\n`,
      totals(sizes, small, large),
      aboveBound(bound, small, large),
      objects(sizes, small, large),
    ]
      .filter((part) => part !== '')
      .join('\n'),
  );
  return `# Scale on a server that guesses

Every query on ${version.replace(/^.*\) /, 'PostgreSQL ')} with its default settings, with synthetic children (seed 1, as of ${asOf}). Made by \`npm run scale:postgres -- ${first} ${second}\`
on ${os.platform()}, ${plural(os.cpus().length, 'core')}. Times are processor times of the server's process, in steps of 10 ms; workers beside it are not counted.
Statistics are those of the columns, so what a test of folded text keeps is the planner's guess.
Growth as n log n would be ${bound.toFixed(1)} times.

${CHOICES}
${sections.join('\n')}`;
}

type Sizes = Measurements['sizes'];
type Objects = readonly Measured[];

function totals(sizes: Sizes, small: Objects, large: Objects): string {
  const total = (list: Objects, mode: number): number => sum(list.map((one) => timeIn(one, mode)));
  const lines = MODES.map((mode, at) => {
    const [before, after] = [total(small, at), total(large, at)];
    return `| ${mode} | ${seconds(before)} s | ${seconds(after)} s | ${(after / before).toFixed(1)} |`;
  });
  return `| all objects | ${sizes.map((size) => `${count(size)} children`).join(' | ')} | times |
|---|---:|---:|---:|
${lines.join('\n')}
`;
}

/** Which objects are to blame where the whole grows faster than it may. */
function aboveBound(bound: number, small: Objects, large: Objects): string {
  const lines = MODES.flatMap((mode, at) => {
    const excess = large.map((one, index) => {
      const before = small[index];
      return {
        object: one.object,
        ms: timeIn(one, at) - bound * (before ? timeIn(before, at) : 0),
      };
    });
    const all = sum(excess.map(({ ms }) => ms));
    if (all <= 0) return [];
    const most = excess.toSorted((a, b) => b.ms - a.ms).slice(0, 3);
    const named = most.map(({ object, ms }) => `${object} by ${seconds(ms)} s`).join(', ');
    const over = excess.filter(({ ms }) => ms > 0).length;
    return [
      `- ${mode}: ${seconds(all)} s above n log n; ${over} of ${excess.length} objects are above it, most of all ${named}.`,
    ];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function objects(sizes: Sizes, small: Objects, large: Objects): string {
  const lines = large.map(({ object, rows, times }, at) => {
    const before = small[at]?.times ?? [];
    return `| ${object} | ${count(rows)} | ${[...before, ...times].map(count).join(' | ')} |`;
  });
  return `Milliseconds at ${sizes.map(count).join(', then at ')} children: ids indexed, and without nested loops; no index, and without nested loops.

| object | rows | ids | ids, off | none | none, off | ids | ids, off | none | none, off |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
${lines.join('\n')}
`;
}
