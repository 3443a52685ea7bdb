import type { Command } from 'commander';
import { loadDictionary } from '../../documents/dictionary.ts';
import { explain, explanationLines } from '../../documents/explain.ts';
import { loadSite } from '../../site/load.ts';
import { refuseBoth } from '../refuse-both.ts';
import { print } from '../terminal.ts';

interface Options {
  readonly site?: string;
  readonly cms?: string;
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  ssd-extract explain ssd_person.pers_dob
  ssd-extract explain ssd_person --cms mosaic
  ssd-extract explain ssd_person.pers_dob --site config/site.yml`;

export function define(command: Command): void {
  command
    .argument('<name>', 'an object, or a field with its object: ssd_person.pers_dob')
    .option('--site <file>', 'as this authority has it: its parameters and overrides')
    .option('--cms <name>', 'one CMS; all without it')
    .option('--json', 'for machines')
    .addHelpText('after', EXAMPLES)
    .action((name: string, { site: file, cms, json }: Options) => {
      refuseBoth(file, cms, 'explain NAME --site FILE');
      const site = file === undefined ? undefined : loadSite(file);
      const explanation = explain(loadDictionary({ site, cms }), name);
      if (json) print(JSON.stringify(explanation, null, 2));
      else for (const line of explanationLines(explanation)) print(line);
    });
}
