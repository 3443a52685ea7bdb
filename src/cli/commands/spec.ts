import path from 'node:path';
import type { Command } from 'commander';
import { ExitCode } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { loadSpec } from '../../spec/load.ts';
import { plural } from '../output.ts';

export function register(program: Command): void {
  const spec = program.command('spec').description('work with a specification');
  spec
    .command('check')
    .description('load a spec and report every problem in it, with file and line')
    .argument('[dir]', 'spec folder; our own edition without it')
    .action((dir: string | undefined) => {
      const loaded = loadSpec(dir === undefined ? DATA_DIR : path.resolve(dir));
      const { problems } = loaded;
      for (const problem of problems) console.log(showProblem(problem));
      const errors = problems.filter((problem) => problem.severity === 'error').length;
      const fields = loaded.objects.reduce((sum, object) => sum + object.fields.length, 0);
      console.log(
        `${plural(loaded.objects.length, 'object')}, ${plural(fields, 'field')}, ${plural(loaded.categories.size, 'code set')}: ${plural(errors, 'error')}, ${plural(problems.length - errors, 'warning')}`,
      );
      if (errors > 0) process.exitCode = ExitCode.config;
    });
}
