import path from 'node:path';
import type { Command } from 'commander';
import { CONFIG_DIR } from '../../prepare/paths.ts';
import { runExtract } from '../../run/run.ts';
import { loadSite } from '../../site/load.ts';
import type { Site } from '../../site/model.ts';
import { buildTestDatabase } from '../../testdb/build.ts';
import { showPath } from '../../yaml/read.ts';
import { ownCommand } from '../own-command.ts';
import { parseCount, parseSeed, today } from '../options.ts';
import { duration, plural } from '../output.ts';
import { terminalProgress } from '../progress.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';
import { tell } from '../streams.ts';
import { showRun } from '../summary.ts';
import { screen } from '../terminal.ts';
import { examples } from '../examples.ts';

/** In the current folder: the program's own may belong to somebody else. */
const DATABASE = path.join('.demo', 'liquid_logic');

export function define(command: Command): void {
  command
    .option('--children <n>', 'number of children', parseCount, 500)
    .option('--seed <n>', 'same seed, same children', parseSeed, 1)
    .option('--out <dir>', 'output folder; bundles in the current folder without it')
    .addHelpText('after', examples('demo --children 50'))
    .action(async ({ children, seed, out }: { children: number; seed: number; out?: string }) => {
      const signal = stopSignal();
      const site = demoSite();
      const asOf = today();
      const began = performance.now();
      tell(`Making ${showChildren(children)} in ${showPath(DATABASE)} …`);
      const built = await withStatus('making the tables', (say) =>
        buildTestDatabase({
          site,
          children,
          seed,
          asOf,
          onRows: (table, rows) => say(`filling ${table}: ${plural(rows, 'row')} so far`),
        }),
      );
      tell(
        `Made a Liquid Logic database with ${showChildren(children)}: ${plural(built.tables, 'table')}, ${plural(built.rows, 'row')}, in ${duration(performance.now() - began)}. No real person is in it.\n`,
      );
      const progress = terminalProgress();
      const result = await runExtract({ site, asOf, signal, progress, outDir: out }).finally(() =>
        progress.end(),
      );
      tell(...showRun(result, screen()));
      tell(`        A site file of your own: ${ownCommand(['init'])}`);
    });
}

function demoSite(): Site {
  const site = loadSite(path.join(CONFIG_DIR, 'demo.yml'));
  return {
    ...site,
    connection: { engine: 'embedded', path: path.resolve(DATABASE) },
    output: { ...site.output, dir: path.resolve('bundles') },
    // made up anew each time: nothing to compare
    history: false,
  };
}

function showChildren(count: number): string {
  return plural(count, 'synthetic child').replace('childs', 'children');
}
