import type { Command } from 'commander';
import { suggestCodes } from '../../run/suggest-codes.ts';
import { showPath } from '../../yaml/read.ts';
import { loadSiteAsking } from '../ask-secrets.ts';
import { examples } from '../examples.ts';
import { parseDay, today } from '../options.ts';
import { plural } from '../output.ts';
import { stopSignal } from '../signals.ts';
import { complain, printFile } from '../terminal.ts';
import { writeNew } from '../write-new.ts';

interface SuggestOptions {
  readonly site: string;
  readonly out?: string;
  readonly asOf: string;
}

export function define(codes: Command): void {
  codes.addHelpText('after', examples('codes suggest --site site.yml --out crosswalk.yml'));
  codes
    .command('suggest')
    .description(
      'read what the coded fields hold, and write a crosswalk of it to national codes to fill in',
    )
    .requiredOption('--site <file>', 'site file')
    .option('--out <file>', 'write it here; to standard output without it')
    .option('--as-of <day>', 'the day of the extract', parseDay, today())
    .addHelpText('after', examples('codes suggest --site site.yml --out crosswalk.yml'))
    .action(async ({ site: file, out, asOf }: SuggestOptions) => {
      const site = await loadSiteAsking(file);
      const { text, texts, proposals } = await suggestCodes(site, asOf, stopSignal());
      if (out === undefined) printFile(text);
      else writeNew(out, text, 0o600);
      complain(
        `${plural(texts, 'text')} without a code, ${plural(proposals, 'proposal')}${out === undefined ? '' : ` in ${showPath(out)}`}; docs/codes.md says how to go on`,
      );
    });
}
