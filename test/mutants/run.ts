// npm run test:mutants [-- --only ROOM] [--from N] [--jobs N]: see README.md beside this.
import { parseArgs } from 'node:util';
import { findFaults } from './find-faults.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './mutant.ts';
import { Workshop } from './workshop.ts';

/** Of a hundred mutants so many have to be noticed. */
const LEAST = 95;
/** A change that makes a test this many times slower has hung it. */
const SLOWER = 5;
const SHORTEST_LIMIT = 30_000;
const CLEAN_LIMIT = 300_000;

type Verdict = 'noticed' | 'survived';

interface Tried {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    file: { type: 'string', default: '' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
  },
});

process.exitCode = await main();

async function main(): Promise<number> {
  const faults = findFaults(Object.values(MUTANTS).flat());
  if (faults.length > 0) {
    console.error(faults.join('\n'));
    return 2;
  }
  const mutants = chosen();
  if (mutants.length === 0) {
    console.error(`nothing is chosen; rooms: ${Object.keys(MUTANTS).join(', ')}`);
    return 2;
  }
  const workshops = Array.from({ length: Number(options.jobs) }, () => new Workshop());
  process.once('exit', () => workshops.forEach((workshop) => workshop.remove()));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => process.exit(130));
  }
  const limits = await cleanRuns(workshops[0] ?? new Workshop(), mutants);
  if (!limits) return 2;

  const tried: Tried[] = [];
  const waiting = mutants.entries();
  await Promise.all(
    workshops.map(async (workshop) => {
      for (const [index, mutant] of waiting) {
        const verdict = await tryOut(workshop, mutant, limits);
        console.log(
          `${index + Number(options.from)} ${verdict.padEnd(8)} ${mutant.file}: ${mutant.why}`,
        );
        tried.push({ mutant, verdict });
      }
    }),
  );
  return summarise(tried);
}

function chosen(): readonly Mutant[] {
  const rooms = Object.entries(MUTANTS).filter(
    ([room]) => options.only === undefined || options.only === room,
  );
  return rooms
    .flatMap(([, list]) => list)
    .filter(({ file }) => file.includes(options.file))
    .slice(Number(options.from) - 1);
}

/**
 * Runs every test file that is needed without any change, and gives the time that each may take
 * with one; undefined when one of them fails as it is.
 */
async function cleanRuns(
  workshop: Workshop,
  mutants: readonly Mutant[],
): Promise<ReadonlyMap<string, number> | undefined> {
  const limits = new Map<string, number>();
  for (const test of new Set(mutants.flatMap(({ tests }) => tests))) {
    const { result, output, milliseconds } = await workshop.run(test, CLEAN_LIMIT);
    if (result !== 'passed') {
      console.error(`${output}\ntest/${test} fails without any change`);
      return undefined;
    }
    limits.set(test, Math.max(SHORTEST_LIMIT, milliseconds * SLOWER));
  }
  return limits;
}

async function tryOut(
  workshop: Workshop,
  mutant: Mutant,
  limits: ReadonlyMap<string, number>,
): Promise<Verdict> {
  return workshop.with(mutant, async () => {
    for (const test of mutant.tests) {
      const { result, output } = await workshop.run(test, limits.get(test) ?? CLEAN_LIMIT);
      if (result === 'passed') continue;
      if (/ReferenceError|does not provide an export/.test(output)) {
        throw new Error(`no mutant: src/${mutant.file} does not run with: ${mutant.replace}`);
      }
      return 'noticed';
    }
    return 'survived';
  });
}

function summarise(tried: readonly Tried[]): number {
  const survivors = tried.filter(({ verdict }) => verdict === 'survived');
  for (const { mutant } of survivors) {
    console.log(`\nsurvived: src/${mutant.file}: ${mutant.why}`);
    console.log(`  - ${mutant.find}\n  + ${mutant.replace}\n  tests: ${mutant.tests.join(', ')}`);
  }
  const noticed = tried.length - survivors.length;
  const share = (noticed / tried.length) * 100;
  console.log(
    `\n${noticed} noticed, ${survivors.length} survived of ${tried.length} (${share.toFixed(1)} %)`,
  );
  return share < LEAST ? 1 : 0;
}
