import type { Severity } from '../problems/problem.ts';
import type { Spec } from '../spec/model.ts';
import type { Assets } from './assets.ts';
import type { ObjectFigures } from './gather/figures.ts';

/** One object of the bundle. */
export interface ReportedFile {
  readonly object: string;
  /** As in the manifest: `extracted`, `placeholder`, … */
  readonly status: string;
  readonly reason?: string | undefined;
  readonly rows: number;
  /** Rows of the last run like this one; undefined when there was none. */
  readonly before?: number | undefined;
}

export interface ReportedFinding {
  readonly object: string;
  readonly field: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
  /** What holds when the rule is kept. */
  readonly meaning: string;
  readonly examples: readonly ReportedExample[];
}

/** Where one finding is. */
export interface ReportedExample {
  /** Data row, counted from 1; 0 for the whole file. */
  readonly row: number;
  /** Masked unless the site shows values. */
  readonly key: string | null;
  /** Absent unless the site shows values. */
  readonly value?: string | undefined;
}

export interface ReportedWarning {
  readonly code: string;
  readonly object?: string | undefined;
  readonly message: string;
}

/** Everything that a report says. */
export interface ReportInput {
  readonly bundle: string;
  readonly site: string;
  readonly cms: string;
  readonly asOf: string;
  readonly finished: string;
  readonly version: string;
  /** In words, what the bundle does not hold on purpose; undefined for a whole one. */
  readonly partial?: string | undefined;
  readonly pseudonymised: boolean;
  readonly spec: Pick<Spec, 'objects' | 'categories' | 'relationships'>;
  readonly files: readonly ReportedFile[];
  readonly findings: readonly ReportedFinding[];
  readonly warnings: readonly ReportedWarning[];
  readonly figures: ReadonlyMap<string, ObjectFigures>;
  /** Fields whose values leave the bundle changed; their codes are not shown. */
  readonly altered: ReadonlyMap<string, ReadonlySet<string>>;
  readonly suppressBelow: number | false;
  readonly assets: Assets;
}
