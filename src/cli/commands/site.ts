import fs from 'node:fs';
import type { Command } from 'commander';
import { ConfigError } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { importSite } from '../../setup/import-site.ts';
import { showPath } from '../../yaml/read.ts';
import { plural } from '../output.ts';
import { complain, print, printFile } from '../terminal.ts';
import { examples } from '../examples.ts';

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
      if (out === undefined) printFile(text);
      else writeNew(out, text);
    });
}

/** Never over a file that is there: somebody may have filled it in. */
function writeNew(file: string, text: string): void {
  try {
    fs.writeFileSync(file, text, { flag: 'wx' });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigError({
      code: 'cannot-write',
      message:
        code === 'EEXIST'
          ? `${showPath(file)} is there already`
          : `${showPath(file)} cannot be written (${code ?? 'unknown'})`,
      hint: 'choose another name for --out',
      cause: error,
    });
  }
  print(
    `${showPath(file)} written: fill in its connection, then ssd-extract check --site ${showPath(file)}`,
  );
}
