import type { Cell, Row } from './row.ts';

export type Severity = 'error' | 'warning';

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
  /** Stable rule code: `required`, `type`, `size`, `primary-key`, `foreign-key`, … */
  readonly rule: string;
  readonly severity: Severity;
  readonly message: string;
  readonly value?: Cell;
}

/** Receives every finding as it is made; counting is the validation's business. */
export interface FindingSink {
  write(findings: readonly Finding[]): Promise<void>;
}

export interface FindingCount {
  readonly object: string;
  readonly field: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** Checks the rows of one object, in order. */
export interface ObjectValidation {
  rows(batch: readonly Row[]): void;
  /** Compares keys, and hands the object's findings to the sink. */
  end(): Promise<void>;
}

/**
 * Checks a whole dataset: objects one after another or at the same time, then what spans objects.
 */
export interface Validation {
  /**
   * Begins an object, or begins it anew: what was found in an attempt that did not come to its
   * `end` is forgotten.
   */
  object(name: string, columns: readonly string[]): ObjectValidation;
  /** Rules across objects; call once, after every object's `end`. */
  finish(): Promise<void>;
  /** Exact counts. */
  counts(): readonly FindingCount[];
  /** Frees temporary files; safe to call twice. */
  close(): Promise<void>;
}
