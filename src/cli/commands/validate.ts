import type { Command } from 'commander';
import { DATA_DIR } from '../../prepare/paths.ts';
import { ExitCode, SsdError } from '../../problems/errors.ts';
import { type FolderResult, validateFolder } from '../../run/validate-folder.ts';
import type { Finding } from '../../validate/finding.ts';
import { plural } from '../output.ts';
import { withStatus } from '../status-line.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

interface ValidateOptions {
  readonly spec?: string;
  readonly findings?: string;
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .argument('<bundle>', "folder with <object>.csv files, ours or anybody's")
    .option('--spec <dir>', 'spec folder; our own edition without it')
    .option('--findings <file>', "list the findings in this CSV file, as a run's findings.csv does")
    .option('--json', 'one line of JSON on standard output')
    .addHelpText('after', examples('validate bundles/current --findings findings.csv'))
    .action(async (dir: string, { spec = DATA_DIR, findings, json }: ValidateOptions) => {
      try {
        const result = await withStatus('looking at the folder', (onStep) =>
          validateFolder({ dir, spec, findingsFile: findings, onStep }),
        );
        print(json ? showJson(result) : showResult(result));
        process.exitCode = exitCode(result);
      } catch (error) {
        if (json && error instanceof SsdError) print(showFailure(error));
        throw error;
      }
    });
}

function errorsOf({ findings }: FolderResult): number {
  return findings
    .filter((item) => item.severity === 'error')
    .reduce((sum, item) => sum + item.count, 0);
}

function exitCode(result: FolderResult): ExitCode {
  if (result.broken.length > 0) return ExitCode.config;
  const differs = (result.differences ?? []).length > 0;
  return differs || errorsOf(result) > 0 ? ExitCode.findings : ExitCode.done;
}

const STATUS: Readonly<Record<number, string>> = { 0: 'ok', 1: 'findings', 2: 'failed' };

function showJson(result: FolderResult): string {
  const { files, findings, examples, broken, missing, ignored, differences } = result;
  return JSON.stringify({
    status: STATUS[exitCode(result)],
    files,
    findings,
    examples,
    broken: broken.map(({ code, message, hint }) => ({ code, message, hint })),
    missing,
    ignored,
    differences: differences ?? null,
  });
}

/** The same line when nothing could be validated. */
function showFailure({ code, exitCode: exit, message }: SsdError): string {
  return JSON.stringify({
    status: 'failed',
    files: [],
    findings: [],
    error: { code, exitCode: exit, message },
  });
}

function showResult(result: FolderResult): string {
  const { files, broken, missing, ignored, differences } = result;
  const rows = files.reduce((sum, file) => sum + file.rows, 0);
  const errors = errorsOf(result);
  return [
    ...(differences ?? []).map((fault) => `manifest: ${fault}`),
    ...broken.flatMap(({ message, hint }) => [`broken: ${message}`, `        ${hint ?? ''}`]),
    ...showFindings(result),
    ...(missing.length > 0 ? [`no file of: ${missing.join(', ')}`] : []),
    ...ignored.map((name) => `${JSON.stringify(name)} is no file of the standard and was not read`),
    `${plural(files.length, 'file')}, ${plural(rows, 'row')}: ${plural(errors, 'error')}` +
      (broken.length > 0 ? `; ${plural(broken.length, 'file')} broken` : ''),
  ].join('\n');
}

/** Each kind of finding with the places of the first few: the line as a spreadsheet counts it. */
function showFindings({ findings, examples }: FolderResult): string[] {
  return findings.flatMap(({ object, field, rule, severity, count }) => {
    const alike = examples.filter(
      (item) => item.object === object && item.field === field && item.rule === rule,
    );
    const more = count - alike.length;
    return [
      ...alike.map((item) => `${placeOf(item)} ${field} ${severity} ${rule}: ${item.message}`),
      ...(more > 0 ? [`${object}.csv ${field} ${severity} ${rule}: ${more} more`] : []),
    ];
  });
}

function placeOf({ object, row }: Finding): string {
  return `${object}.csv:${row + 1}`;
}
