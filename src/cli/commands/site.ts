import type { Command } from 'commander';
import { showProblem } from '../../problems/problem.ts';
import { importSite } from '../../setup/import-site.ts';
import { showPath } from '../../yaml/read.ts';
import { plural } from '../output.ts';
import { examples } from '../examples.ts';
import { complain, print, printFile } from '../terminal.ts';
import { writeNew } from '../write-new.ts';

export function define(site: Command): void {
  site.addHelpText('after', examples('site import 101_example.yml --out site.yml'));
  site
    .command('import')
    .description(
      'turn a published configuration of an authority into a site file, and tell what could not be carried over',
    )
    .argument('<file>', 'the published configuration, <number>_<name>.yml')
    .option('--out <file>', 'write it here; to standard output without it')
    .addHelpText('after', examples('site import 101_example.yml --out site.yml'))
    .action((file: string, { out }: { out?: string }) => {
      const { text, notes } = importSite(file);
      for (const note of notes) complain(showProblem(note));
      if (notes.length > 0) complain(`${plural(notes.length, 'setting')} not carried over`);
      if (out === undefined) {
        printFile(text);
      } else {
        writeNew(out, text);
        print(
          `${showPath(out)} written: fill in its connection, then ssd-extract check --site ${showPath(out)}`,
        );
      }
    });
}
