import type { Command } from 'commander';
import { ConfigError } from '../../problems/errors.ts';
import { staleOdditiesPage, writeOdditiesPage } from '../../documents/oddities-page.ts';
import { showPath } from '../../yaml/read.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

export function define(command: Command): void {
  command
    .option('--check', 'write nothing; fail when the page is stale')
    .addHelpText('after', examples('oddities --check'))
    .action(async ({ check }: { check?: boolean }) => {
      if (!check) {
        print(`${showPath(await writeOdditiesPage())} written`);
      } else if (await staleOdditiesPage()) {
        throw new ConfigError({
          code: 'stale-oddities',
          message: 'docs/standard-oddities.md would be written otherwise',
          hint: 'run: npm run oddities',
        });
      } else {
        print('docs/standard-oddities.md is up to date');
      }
    });
}
