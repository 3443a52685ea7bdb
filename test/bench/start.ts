/**
 * `npm run bench:start [-- --rounds 9] [--dry]`: how long the program, compiled as in the package,
 * takes to say what it can do, and to compile the queries of every object, beside a Node that does
 * nothing. Writes its section of docs/performance.md (not with --dry).
 */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { BIN, compile } from './compiled.ts';
import { median } from './figures.ts';
import { circumstances, table, writeSection } from './page.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '9' },
    dry: { type: 'boolean', default: false },
  },
});

const COMMANDS: readonly (readonly [name: string, args: readonly string[]])[] = [
  ['`node -e 0`', ['-e', '0']],
  ['`ssd-extract --help`', [BIN, '--help']],
  ['`ssd-extract sql --check`: every object of both CMSs', [BIN, 'sql', '--check']],
];

/** Milliseconds that a process takes from its start to its end. */
function time(args: readonly string[]): number {
  const began = performance.now();
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return performance.now() - began;
}

compile();
const times = COMMANDS.map((): number[] => []);
for (let round = 0; round <= Number(values.rounds); round++) {
  for (const [index, [, args]] of COMMANDS.entries()) {
    const taken = time(args);
    if (round > 0) times[index]?.push(taken);
  }
}
const medians = times.map(median);
const text = [
  circumstances('npm run bench:start'),
  `Medians of ${values.rounds} interleaved rounds after one that does not count. \`test/cli/loaded-packages.test.ts\` holds what each command may load.`,
  '',
  table(
    ['process', 'time', 'ratio'],
    COMMANDS.map(([name], index) => {
      const taken = medians[index] ?? Number.NaN;
      return [name, `${taken.toFixed(0)} ms`, `**${(taken / (medians[0] ?? 1)).toFixed(1)}**`];
    }),
  ),
].join('\n');
process.stdout.write(`${text}\n`);
if (!values.dry) writeSection('start', text);
