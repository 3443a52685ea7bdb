import type { Severity } from '../problems/problem.ts';
import type { Cell } from '../validators/row.ts';
import type { RuleCode } from './rules.ts';

/** One doubtful value. The value itself is only kept when the site asks for it. */
export interface Finding {
  readonly object: string;
  /** Data row in the CSV file, counted from 1; 0 for a finding about the whole file. */
  readonly row: number;
  /**
   * Primary key of the row, masked unless the site asks for values; null when the object has none.
   */
  readonly key: string | null;
  readonly field: string;
  readonly rule: RuleCode;
  readonly severity: Severity;
  readonly message: string;
  /** Absent unless the site asks for values. */
  readonly value?: Cell | undefined;
}

/** Receives the findings that are to be listed; counting is left to the validation. */
export interface FindingSink {
  write(findings: readonly Finding[]): Promise<void>;
}

/** How many findings of one rule a field has, listed or not. */
export interface FindingCount {
  readonly object: string;
  readonly field: string;
  readonly rule: RuleCode;
  readonly severity: Severity;
  readonly count: number;
}
