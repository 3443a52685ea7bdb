import os from 'node:os';
import type { Manifest } from '../../bundle/manifest.ts';
import { toolVersion } from '../../prepare/paths.ts';
import { ExitCode, PublishingError, SsdError } from '../../problems/errors.ts';
import { showProblem } from '../../problems/problem.ts';
import { redact } from '../../problems/redact.ts';
import type { RunResult } from '../../run/run-result.ts';
import type { Site } from '../../site/model.ts';
import type { Cause, Counts, Notice } from './notice.ts';

/** A notice is read on a telephone: of many warnings or problems the first. */
const MOST_LINES = 10;

/** The notice of a run that has published a bundle. */
export function noticeOfResult({ site }: Site, { bundle, manifest, ...ended }: RunResult): Notice {
  const warnings = ended.warnings.map(({ message }) => message);
  const doubtful = warnings.length > 0 || !manifest.valid;
  return {
    ...frame(site, new Date(manifest.started)),
    event: doubtful ? 'warning' : 'success',
    status: doubtful ? 'findings' : 'ok',
    object: null,
    cause: null,
    warnings: shorten(warnings),
    next: doubtful
      ? 'findings.csv lists every doubtful value, manifest.json the warnings'
      : 'nothing: the bundle is ready',
    bundle,
    counts: countsOf(manifest),
  };
}

interface Failed {
  readonly started: Date;
  /** Objects that were being read when the run failed. */
  readonly atWork?: readonly string[];
}

/** The notice of a run that has ended in an error; of a fault of ours only its kind is told. */
export function noticeOfError(
  site: Site,
  error: unknown,
  { started, atWork = [] }: Failed,
): Notice {
  const cause = causeOf(error);
  return {
    ...frame(site.site, started),
    event: 'failure',
    status: cause.exitCode === ExitCode.stopped ? 'stopped' : 'failed',
    object: objectOf(cause, atWork),
    cause,
    warnings: [],
    next: redact(nextStep(error, cause)),
    bundle: (error instanceof PublishingError && error.bundle) || null,
    counts: null,
  };
}

/** The object that the message names, else the only one that was being read. */
function objectOf({ message, exitCode }: Cause, atWork: readonly string[]): string | null {
  if (exitCode === ExitCode.stopped) return null;
  const named = atWork.find((name) => message.split(/[^\w]+/).includes(name));
  return named ?? (atWork.length === 1 ? (atWork[0] ?? null) : null);
}

function causeOf(error: unknown): Cause {
  if (!(error instanceof SsdError)) {
    const name = error instanceof Error ? error.name : typeof error;
    return {
      code: 'fault',
      exitCode: ExitCode.extraction,
      message: `a fault of ssd-extract itself (${name})`,
      problems: [],
    };
  }
  const { code, exitCode, message, problems } = error;
  const shown = problems.map((problem) => redact(showProblem({ ...problem, hint: undefined })));
  return { code, exitCode, message: redact(message), problems: shorten(shown) };
}

function nextStep(error: unknown, { exitCode }: Cause): string {
  if (error instanceof SsdError && error.hint !== undefined) return error.hint;
  if (exitCode === ExitCode.stopped) {
    return 'nothing was published, and the last good bundle stands; look who or what stopped it, then run it again';
  }
  return error instanceof SsdError
    ? 'the log of the run says more; ssd-extract check --site FILE tries the connection'
    : 'report it (README, "When something goes wrong"); the last good bundle stands';
}

function countsOf({ files, findings }: Manifest): Counts {
  const count = (severity: string): number =>
    findings
      .filter((finding) => finding.severity === severity)
      .reduce((sum, finding) => sum + finding.count, 0);
  return {
    objects: files.length,
    rows: files.reduce((sum, { rows }) => sum + rows, 0),
    errors: count('error'),
    warnings: count('warning'),
  };
}

function frame(
  site: string,
  started: Date,
): Pick<Notice, 'site' | 'host' | 'started' | 'ended' | 'version'> {
  return {
    site,
    host: os.hostname(),
    started: started.toISOString(),
    ended: new Date().toISOString(),
    version: toolVersion(),
  };
}

function shorten(lines: readonly string[]): readonly string[] {
  if (lines.length <= MOST_LINES) return lines;
  return [...lines.slice(0, MOST_LINES), `and ${lines.length - MOST_LINES} more`];
}
