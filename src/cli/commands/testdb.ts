import type { Command } from 'commander';
import { buildTestDatabase } from '../../testdb/build.ts';
import { loadSiteAsking } from '../ask-secrets.ts';
import { parseCount, parseDay, parseSeed, today } from '../options.ts';
import { plural } from '../output.ts';
import { withStatus } from '../status-line.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

interface TestdbOptions {
  readonly site: string;
  readonly children: number;
  readonly seed: number;
  readonly from?: string;
  readonly asOf?: string;
}

export function define(command: Command): void {
  command
    .requiredOption('--site <file>', 'site file')
    .option('--children <n>', 'number of synthetic children', parseCount, 500)
    .option('--seed <n>', 'same seed, same children', parseSeed, 1)
    .option('--from <dir>', 'fill from DIR/cms/<TABLE>.csv and DIR/tables.json instead')
    .option(
      '--as-of <day>',
      'the day around which the synthetic children live, YYYY-MM-DD; today without it',
      parseDay,
    )
    .addHelpText('after', examples('testdb --site trial.yml --children 200'))
    .action(async ({ site, children, seed, from, asOf = today() }: TestdbOptions) => {
      const loaded = await loadSiteAsking(site);
      const built = await withStatus('making the tables', (say) =>
        buildTestDatabase({
          site: loaded,
          asOf,
          onRows: (table, rows) => say(`filling ${table}: ${plural(rows, 'row')} so far`),
          ...(from === undefined ? { children, seed } : { from }),
        }),
      );
      print(`${plural(built.tables, 'table')} and ${plural(built.rows, 'row')} in ${built.place}`);
    });
}
