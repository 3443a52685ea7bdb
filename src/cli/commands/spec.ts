import path from 'node:path';
import type { Command } from 'commander';
import { loadDictionary } from '../../documents/dictionary.ts';
import { writeDictionary } from '../../documents/write-dictionary.ts';
import { ExitCode } from '../../problems/errors.ts';
import { type Problem, showProblem } from '../../problems/problem.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { loadSpec } from '../../spec/load.ts';
import { loadSite } from '../../site/load.ts';
import { showPath } from '../../yaml/read.ts';
import { plural } from '../output.ts';
import { refuseBoth } from '../refuse-both.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

export function define(spec: Command): void {
  spec.addHelpText('after', examples('spec check --all'));
  spec
    .command('check')
    .description('load a spec and report every problem in it, with file and line')
    .argument('[dir]', 'spec folder; our own edition without it')
    .option('--all', 'list every warning of our own edition, too')
    .addHelpText('after', examples('spec check my-spec'))
    .action((dir: string | undefined, { all }: { all?: boolean }) => {
      const loaded = loadSpec(dir === undefined ? DATA_DIR : path.resolve(dir));
      const { problems } = loaded;
      const quiet = dir === undefined && !all;
      for (const problem of quiet ? problems.filter(isError) : problems) {
        print(showProblem(problem));
      }
      if (quiet) print(countWarnings(problems));
      const errors = problems.filter(isError).length;
      const fields = loaded.objects.reduce((sum, object) => sum + object.fields.length, 0);
      print(
        `${plural(loaded.objects.length, 'object')}, ${plural(fields, 'field')}, ${plural(loaded.categories.size, 'code set')}: ${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`,
      );
      if (errors > 0) process.exitCode = ExitCode.config;
    });
  defineDocs(spec);
}

const EXAMPLES = `
Examples:
  ssd-extract spec docs --out dictionary
  ssd-extract spec docs --out dictionary --cms mosaic
  ssd-extract spec docs --out dictionary --site config/site.yml`;

interface DocsOptions {
  readonly out: string;
  readonly site?: string;
  readonly cms?: string;
}

function defineDocs(spec: Command): void {
  spec
    .command('docs')
    .description('write the data dictionary: what each field is, and where each CMS has it')
    .requiredOption(
      '--out <dir>',
      'folder of the pages; pages of an earlier dictionary are replaced',
    )
    .option('--site <file>', 'as this authority has it: its parameters and overrides')
    .option('--cms <name>', 'one CMS; all without it')
    .addHelpText('after', EXAMPLES)
    .action(async ({ out, site: file, cms }: DocsOptions) => {
      refuseBoth(file, cms, 'spec docs --out DIR --site FILE');
      const site = file === undefined ? undefined : loadSite(file);
      const dir = path.resolve(out);
      const pages = await writeDictionary(loadDictionary({ site, cms }), dir);
      print(`${plural(pages, 'page')} written; open ${showPath(path.join(dir, 'index.html'))}`);
    });
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}

/** What is known of our edition and needs no reading twice: `known: 34 no-mapping, …`. */
function countWarnings(problems: readonly Problem[]): string {
  const warnings = problems.filter((problem) => !isError(problem));
  const codes = [...Map.groupBy(warnings, ({ code }) => code)];
  const counts = codes.map(([code, items]) => `${items.length} ${code}`).join(', ');
  return counts === '' ? 'no warnings' : `warnings: ${counts}; --all lists them`;
}
