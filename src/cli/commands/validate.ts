import type { Command } from 'commander';
import { ExitCode } from '../../problems/errors.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { validateFolder } from '../../run/validate-folder.ts';
import { plural, table } from '../output.ts';

export function register(program: Command): void {
  program
    .command('validate')
    .description('validate the CSV files of a folder with the rules of a run')
    .argument('<bundle>', "folder with <object>.csv files, ours or anybody's")
    .option('--spec <dir>', 'spec folder; our own edition without it')
    .option('--json', 'one line of JSON on standard output')
    .action(async (bundle: string, options: { spec?: string; json?: boolean }) => {
      const result = await validateFolder(bundle, options.spec ?? DATA_DIR);
      const errors = result.findings
        .filter((item) => item.severity === 'error')
        .reduce((sum, item) => sum + item.count, 0);
      if (options.json) {
        console.log(
          JSON.stringify({
            status: errors > 0 ? 'findings' : 'ok',
            files: result.files,
            findings: result.findings,
          }),
        );
      } else {
        if (result.findings.length > 0) {
          console.log(
            `${table(
              ['object', 'field', 'rule', 'severity', 'count'],
              result.findings.map((item) => [
                item.object,
                item.field,
                item.rule,
                item.severity,
                String(item.count),
              ]),
              [4],
            )}\n`,
          );
        }
        for (const name of result.ignored) {
          console.log(`${name} is no file of the standard and was not read`);
        }
        console.log(
          `${plural(result.files.length, 'file')}, ${plural(
            result.files.reduce((sum, file) => sum + file.rows, 0),
            'row',
          )}: ${plural(errors, 'error')}`,
        );
      }
      process.exit(errors > 0 ? ExitCode.findings : ExitCode.done);
    });
}
