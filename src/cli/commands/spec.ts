import path from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../../problems/errors.ts';
import { type Problem, showProblem } from '../../problems/problem.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { loadSpec } from '../../spec/load.ts';
import { plural } from '../output.ts';
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
