import type { Manifest } from '../bundle/manifest.ts';
import type { FailOn } from '../extract/current-run.ts';
import { ExitCode } from '../problems/errors.ts';
import type { RunWarning } from './find-gaps.ts';

/** A warning that came after the bundle had its name, and so is not in its manifest. */
export interface LateWarning {
  readonly code: 'bundle-not-removed';
  readonly object?: undefined;
  readonly parameters?: undefined;
  readonly message: string;
}

export interface RunResult {
  /** Path of the bundle. */
  readonly bundle: string;
  readonly manifest: Manifest;
  /** What became of `current`, where the site asks for it and the bundle is whole. */
  readonly current?: 'refreshed' | 'held open' | undefined;
  /** Those of the manifest, and what came after it. */
  readonly warnings: readonly (RunWarning | LateWarning)[];
  /** Names of older bundles that were removed, as `keep` of the site says. */
  readonly removed: readonly string[];
  /** What changes nothing of the run: why the history could not be written. */
  readonly remarks: readonly string[];
  readonly exitCode: ExitCode;
  readonly milliseconds: number;
}

/** How a run ends whose bundle is published: findings and warnings count as far as was asked. */
export function exitCodeOf(
  { manifest, warnings }: Pick<RunResult, 'manifest' | 'warnings'>,
  failOn: FailOn,
): ExitCode {
  const errors = manifest.findings.some((item) => item.severity === 'error');
  const any = manifest.findings.length > 0 || warnings.length > 0;
  return (failOn === 'error' && errors) || (failOn === 'warning' && any)
    ? ExitCode.findings
    : ExitCode.done;
}
