import type { Command } from 'commander';
import { staleErrorsPage, writeErrorsPage } from '../../documents/errors-page.ts';
import {
  type Explanation,
  explains,
  loadExplanations,
  showExits,
} from '../../documents/explanations.ts';
import { ConfigError } from '../../problems/errors.ts';
import { suggest } from '../../problems/suggest.ts';
import { showPath } from '../../yaml/read.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

interface Options {
  readonly write?: boolean;
  readonly check?: boolean;
}

export function define(command: Command): void {
  command
    .argument('[code]', 'code of a message, or rule of a finding; without one, all are listed')
    .option('--write', 'write docs/errors.md')
    .option('--check', 'write nothing; fail when docs/errors.md is stale')
    .addHelpText('after', examples('errors missing-tables'))
    .action(async (code: string | undefined, options: Options) => {
      refuseMixture(code, options);
      if (options.write) print(`${showPath(await writeErrorsPage())} written`);
      else if (options.check) await refuseStale();
      else if (code === undefined) list();
      else explain(code);
    });
}

function refuseMixture(code: string | undefined, { write, check }: Options): void {
  if ([code !== undefined, write, check].filter(Boolean).length < 2) return;
  throw new ConfigError({
    code: 'usage',
    message: 'a code, --write and --check go one at a time',
    hint: 'ssd-extract errors CODE',
  });
}

async function refuseStale(): Promise<void> {
  if (await staleErrorsPage()) {
    throw new ConfigError({
      code: 'stale-errors',
      message: 'docs/errors.md would be written otherwise',
      hint: 'run: npm run errors',
    });
  }
  print('docs/errors.md is up to date');
}

function list(): void {
  const { groups, findings } = loadExplanations();
  for (const { title, entries } of groups) {
    print(`${title}: ${entries.map((entry) => entry.code).join(', ')}\n`);
  }
  print(`Findings: ${findings.map(({ rule }) => rule).join(', ')}`);
}

function explain(written: string): void {
  const code = written.replaceAll(/[[\]]/g, '');
  const { groups, findings } = loadExplanations();
  const entries = groups.flatMap((group) => group.entries);
  const entry = entries.find((item) => explains(item, code));
  const rule = findings.find((item) => item.rule === code);
  if (entry) show(code, entry, showExits(entry.exits));
  if (rule) show(code, rule, 'A finding, which lets the bundle be published.');
  if (entry || rule) return;
  const known = [...entries.map((item) => item.code), ...findings.map((item) => item.rule)];
  const near = suggest(code, known);
  throw new ConfigError({
    code: 'unknown-code',
    message: `there is no error and no rule named "${code}"`,
    hint: near ? `did you mean "${near}"?` : 'ssd-extract errors lists all of them',
  });
}

function show(code: string, { what, why, do: next }: Explanation, end: string): void {
  print(`${code}: ${what.trim()} ${end}`);
  print(`  Usual causes: ${why.trim()}`);
  print(`  What to do: ${next.trim()}`);
}
