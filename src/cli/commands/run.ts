import { type Command, Option } from 'commander';
import { PublishingError, SsdError } from '../../problems/errors.ts';
import type { FailOn } from '../../extract/current-run.ts';
import { noticeOfError } from '../../operate/notify/make-notice.ts';
import { tellOthers, watchRun } from '../../operate/notify/watch-run.ts';
import type { RunResult } from '../../run/run-result.ts';
import type { Site } from '../../site/model.ts';
import { present } from '../../yaml/present.ts';
import type { Verify } from '../../bundle/read-back.ts';
import { loadSiteAsking } from '../ask-secrets.ts';
import { onFault } from '../guard.ts';
import { parseCount, parseDay, parseNames, today } from '../options.ts';
import { type ShownProgress, terminalProgress } from '../progress.ts';
import { stopSignal } from '../signals.ts';
import { tell } from '../streams.ts';
import { showRun, summarise } from '../summary.ts';
import { complain, print, screen } from '../terminal.ts';
import { examples } from '../examples.ts';

interface RunOptions {
  readonly site: string;
  readonly out?: string;
  readonly asOf?: string;
  readonly only?: string[];
  readonly skip?: string[];
  readonly limit?: number;
  readonly failOn: FailOn;
  readonly verify: Verify;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

export function define(command: Command): void {
  command
    .requiredOption('--site <file>', 'site file')
    .option('--out <dir>', "output folder, instead of the site's")
    .option('--as-of <day>', 'the day that counts as today, YYYY-MM-DD', parseDay)
    .option('--only <objects>', 'only these objects: a,b', parseNames)
    .option('--skip <objects>', 'all objects but these: a,b', parseNames)
    .option(
      '--limit <n>',
      'only the first n rows of each object; the bundle is marked as partial',
      parseCount,
    )
    .addOption(
      new Option('--fail-on <severity>', 'exit with 1 when there are such findings or warnings')
        .choices(['never', 'error', 'warning'])
        .default('never'),
    )
    .addOption(
      new Option('--verify <how>', 'how files are read back: their bytes, or every row as well')
        .choices(['hash', 'full'])
        .default('hash'),
    )
    .option('--resume', 'go on with a failed run, where the site keeps them and nothing changed')
    .option(
      '--json',
      'one line of JSON on standard output at the end; progress as lines of JSON on standard error',
    )
    .option('--verbose', 'tell every step, with times, and the text of each query')
    .option('--quiet', 'tell warnings and the path of the bundle only, for schedulers')
    .addHelpText(
      'after',
      examples(
        'run --site site.yml',
        'run --site site.yml --only ssd_person,ssd_address --limit 100 --verbose',
      ),
    )
    .action(async (options: RunOptions) => {
      const { json } = options;
      try {
        const result = await extract(options);
        if (json) print(showJson(result));
        else if (options.quiet) tell(result.bundle);
        else tell(...showRun(result, screen()));
        process.exitCode = result.exitCode;
      } catch (error) {
        if (json && error instanceof SsdError) print(showFailure(error));
        throw error;
      }
    });
}

async function extract(options: RunOptions): Promise<RunResult> {
  const { asOf } = options;
  const site = await loadSiteAsking(options.site);
  tellOfFaults(site);
  const progress = terminalProgress(options);
  if (asOf !== undefined && asOf > today()) {
    progress.notice(`note: ${asOf} counts as today, and is still to come`);
  }
  try {
    return await readInto(site, options, progress);
  } finally {
    progress.end();
  }
}

function readInto(site: Site, options: RunOptions, progress: ShownProgress): Promise<RunResult> {
  const { out, asOf, failOn, only, skip, limit, verify, resume } = options;
  return watchRun(
    {
      site,
      outDir: out,
      only,
      skip,
      limit,
      verify,
      resume,
      failOn,
      asOf: asOf ?? today(),
      signal: stopSignal(),
      progress,
    },
    complain,
  );
}

/** A fault that nobody caught ends the process elsewhere; those who are to know are told. */
function tellOfFaults(site: Site): void {
  const { notify } = site;
  if (!notify) return;
  const started = new Date();
  onFault((error) => tellOthers(notify, noticeOfError(site, error, { started }), complain));
}

function showJson(result: RunResult): string {
  return JSON.stringify({
    status: result.manifest.valid ? 'ok' : 'findings',
    bundle: result.bundle,
    objects: summarise(result.manifest),
    warnings: result.warnings,
    resumed: result.manifest.resumed,
    removed: result.removed,
    remarks: result.remarks,
    ...present({ current: result.current }),
  });
}

/** The same line when a run fails, so that a schedule need not read prose. */
function showFailure(error: SsdError): string {
  const { code, exitCode, message } = error;
  return JSON.stringify({
    status: 'failed',
    bundle: (error instanceof PublishingError && error.bundle) || null,
    objects: [],
    warnings: [],
    removed: [],
    remarks: [],
    error: { code, exitCode, message },
  });
}
