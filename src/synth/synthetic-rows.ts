export type SyntheticValue = string | number | null;

/** Some rows of one table; a table may come in several pieces. */
export interface SyntheticRows {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SyntheticValue[])[];
}

export interface SynthesisOptions {
  readonly children: number;
  /** Same seed, same children. */
  readonly seed: number;
  /** The day that lives are told up to, `YYYY-MM-DD`. */
  readonly asOf: string;
}
