import type { Command } from 'commander';
import { ExitCode } from '../../problems/errors.ts';
import { DATA_DIR } from '../../prepare/paths.ts';
import { type FolderResult, validateFolder } from '../../run/validate-folder.ts';
import type { FindingCount } from '../../validate/finding.ts';
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
      console.log(options.json ? showJson(result, errors) : showResult(result, errors));
      if (errors > 0) process.exitCode = ExitCode.findings;
    });
}

function showJson({ files, findings }: FolderResult, errors: number): string {
  return JSON.stringify({ status: errors > 0 ? 'findings' : 'ok', files, findings });
}

function showResult({ files, findings, ignored }: FolderResult, errors: number): string {
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  return [
    ...(findings.length > 0 ? [showFindings(findings), ''] : []),
    ...ignored.map((name) => `${name} is no file of the standard and was not read`),
    `${plural(files.length, 'file')}, ${plural(rows, 'row')}: ${plural(errors, 'error')}`,
  ].join('\n');
}

function showFindings(findings: readonly FindingCount[]): string {
  const rows = findings.map(({ object, field, rule, severity, count }) => [
    object,
    field,
    rule,
    severity,
    String(count),
  ]);
  return table(['object', 'field', 'rule', 'severity', 'count'], rows, [4]);
}
