import fs from 'node:fs/promises';
import type { Command } from 'commander';
import type { BundleDiff } from '../../analyse/diff/bundle-diff.ts';
import {
  type Comparison,
  DIFF_MEMORY,
  compareBundles,
} from '../../analyse/diff/compare-bundles.ts';
import { renderDiff } from '../../analyse/diff/render-diff.ts';
import { makeNew } from '../../analyse/new-file.ts';
import { refuseInside } from '../../analyse/refuse-inside.ts';
import { cannot } from '../../bundle/publishing-errors.ts';
import { SsdError } from '../../problems/errors.ts';
import { examples } from '../examples.ts';
import { parseMemory, parseNames } from '../options.ts';
import { showDiff } from '../show-diff.ts';
import { stopSignal } from '../signals.ts';
import { withStatus } from '../status-line.ts';
import { print, printLines, screen } from '../terminal.ts';

interface DiffOptions {
  readonly only?: string[];
  readonly json?: boolean;
  readonly html?: string;
  readonly force?: boolean;
  readonly memory: string;
}

export function define(command: Command): void {
  command
    .argument('<a>', 'folder of one bundle, usually the older one')
    .argument('<b>', 'folder of the other one')
    .option('--only <objects>', 'only these objects: a,b', parseNames)
    .option('--json', 'one line of JSON on standard output')
    .option('--html <file>', 'write a page to this file as well')
    .option('--force', 'replace that file')
    .option('--memory <size>', 'memory that DuckDB may take', parseMemory, DIFF_MEMORY)
    .addHelpText('after', examples('diff bundles/ssd_trial_1 bundles/ssd_trial_2 --html diff.html'))
    .action(async (a: string, b: string, options: DiffOptions) => {
      try {
        const { only, memory } = options;
        const signal = stopSignal();
        const diff = await withStatus('looking at the folders', (onStep) =>
          compared({ a, b, only, memory, signal, onStep }, options),
        );
        if (options.json) print(JSON.stringify(diff));
        else showResult(diff, options.html);
      } catch (error) {
        if (options.json && error instanceof SsdError) print(showFailure(error));
        throw error;
      }
    });
}

/** The comparison, with its page where one is wanted: whether it may be made is known first. */
async function compared(comparison: Comparison, { html, force }: DiffOptions): Promise<BundleDiff> {
  if (html === undefined) return compareBundles(comparison);
  for (const bundle of [comparison.a, comparison.b]) refuseInside(bundle, html, '--html');
  return makeNew({ target: html, force, option: '--html' }, async (staged) => {
    const diff = await compareBundles(comparison);
    await fs
      .writeFile(staged, await renderDiff(diff), { mode: 0o600 })
      .catch(cannot('write', html));
    return diff;
  });
}

function showResult(diff: BundleDiff, html: string | undefined): void {
  printLines(showDiff(diff, screen()?.columns ?? Infinity));
  if (html !== undefined) print(`\nPage: ${html}`);
}

/** The same line when nothing could be compared. */
function showFailure({ code, exitCode, message }: SsdError): string {
  return JSON.stringify({ format: 1, status: 'failed', error: { code, exitCode, message } });
}
