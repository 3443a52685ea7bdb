import { ExitCode, SsdError } from '../problems/errors.ts';
import type { RunResult } from './run-result.ts';

/** One thing that somebody should know of a run; no value of the CMS is in it. */
export interface Trouble {
  /** An error: there is no bundle, or not for good, or it has findings that are errors. */
  readonly severity: 'error' | 'warning';
  /** Stable, kebab-case: `publish-enospc`, `rows-gone`. */
  readonly code: string;
  /** Absent where it is of the whole run. */
  readonly object?: string | undefined;
  readonly message: string;
  /** What to do next. */
  readonly hint?: string | undefined;
}

/** A run that published, or the error that ended it. */
export type RunEnd = { readonly result: RunResult } | { readonly error: unknown };

/**
 * What went wrong in a run, for whoever is to be told: errors first, then warnings in the order of
 * the run. Empty when there is nothing to tell. A stop by a signal is an error with its own code.
 */
export function whatWentWrong(end: RunEnd): readonly Trouble[] {
  return 'error' in end ? [errorOf(end.error)] : troublesOf(end.result);
}

function errorOf(error: unknown): Trouble {
  if (error instanceof SsdError) {
    const { code, message, hint } = error;
    return { severity: 'error', code, message, hint };
  }
  // what it says may hold anything
  const name = error instanceof Error ? error.name : typeof error;
  return {
    severity: 'error',
    code: 'fault',
    message: `a fault of ssd-extract itself (${name}), exit code ${ExitCode.extraction}`,
    hint: 'the log of the run says more',
  };
}

function troublesOf({ manifest, warnings }: RunResult): readonly Trouble[] {
  const found = manifest.findings
    .filter(({ severity }) => severity === 'error')
    .reduce((sum, { count }) => sum + count, 0);
  const findings: Trouble = {
    severity: 'error',
    code: 'findings',
    message: `${found.toLocaleString('en-GB')} findings of the bundle are errors`,
    hint: 'findings.csv of the bundle lists them',
  };
  return [
    ...(found > 0 ? [findings] : []),
    ...warnings.map(({ code, object, message }): Trouble => {
      return { severity: 'warning', code, object, message };
    }),
  ];
}
