import type { Command } from 'commander';
import { type HistoryListing, listHistory } from '../../run/history/list-history.ts';
import type { RunRecord } from '../../run/history/record.ts';
import { showBytes } from '../../run/show-bytes.ts';
import { loadSite } from '../../site/load.ts';
import { showPath } from '../../yaml/read.ts';
import { parseCount } from '../options.ts';
import { duration, plural, table } from '../output.ts';
import { print } from '../terminal.ts';
import { examples } from '../examples.ts';

interface HistoryOptions {
  readonly site: string;
  readonly out?: string;
  readonly limit: number;
  readonly json?: boolean;
}

export function define(command: Command): void {
  command
    .requiredOption('--site <file>', 'site file')
    .option('--out <dir>', "the output folder that the runs had, instead of the site's")
    .option('--limit <n>', 'only the newest n', parseCount, 20)
    .option('--json', 'one line of JSON on standard output, with every object and rule')
    .addHelpText('after', examples('history --site site.yml --limit 5'))
    .action(({ site, out, limit, json }: HistoryOptions) => {
      const listing = listHistory(loadSite(site), { outDir: out, limit });
      print(json ? JSON.stringify(listing) : showHistory(listing));
    });
}

function showHistory({ file, runs }: HistoryListing): string {
  if (runs.length === 0) return `no run of this site is recorded in ${showPath(file)} yet`;
  const head = ['started', 'status', 'exit', 'rows', 'errors', 'warnings', 'took', 'size', ''];
  return [
    table(head, runs.map(showRun), [2, 3, 4, 5, 6, 7]),
    '',
    `${plural(runs.length, 'run')}, the newest first; times are UTC. ${showPath(file)}`,
  ].join('\n');
}

function showRun(run: RunRecord): string[] {
  const count = (severity: string): number =>
    run.findings
      .filter((item) => item.severity === severity)
      .reduce((sum, item) => sum + item.count, 0);
  const told = [...new Set(run.warnings.map(({ code }) => code))];
  return [
    run.started.replace('T', ' ').slice(0, 19),
    run.status,
    String(run.exitCode),
    String(run.objects.reduce((sum, { rows }) => sum + rows, 0)),
    String(count('error')),
    String(count('warning')),
    duration(run.milliseconds),
    showBytes(run.bytes),
    [...(run.error === null ? [] : [run.error]), ...told].join(' '),
  ];
}
