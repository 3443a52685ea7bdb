import path from 'node:path';
import type { Command } from 'commander';
import { CONFIG_DIR } from '../../prepare/paths.ts';
import { runExtract } from '../../run/run.ts';
import { loadSite } from '../../site/load.ts';
import { buildTestDatabase } from '../../testdb/build.ts';
import { parseCount, parseSeed, today } from '../options.ts';
import { duration, plural } from '../output.ts';
import { terminalProgress } from '../progress.ts';
import { stopSignal } from '../signals.ts';
import { tell } from '../streams.ts';
import { showRun } from '../summary.ts';

export function register(program: Command): void {
  program
    .command('demo')
    .description('make a database of synthetic children, extract it, and show the bundle')
    .option('--children <n>', 'number of children', parseCount, 500)
    .option('--seed <n>', 'same seed, same children', parseSeed, 1)
    .option('--out <dir>', "output folder, instead of the demo's")
    .action(async ({ children, seed, out }: { children: number; seed: number; out?: string }) => {
      const signal = stopSignal();
      const site = loadSite(path.join(CONFIG_DIR, 'demo.yml'));
      const asOf = today();
      const began = performance.now();
      const built = await buildTestDatabase({ site, children, seed, asOf });
      tell(
        `Made a Liquid Logic database with ${plural(children, 'synthetic child').replace('childs', 'children')}: ${plural(built.tables, 'table')}, ${plural(built.rows, 'row')}, in ${duration(performance.now() - began)}. No real person is in it.\n`,
      );
      const result = await runExtract({
        site,
        asOf,
        signal,
        progress: terminalProgress(),
        outDir: out,
      });
      tell(showRun(result));
      tell(
        '        Your own authority: copy an example from config/, then ssd-extract check --site FILE and ssd-extract run --site FILE.',
      );
    });
}
