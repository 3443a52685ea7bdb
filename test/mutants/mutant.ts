/** One change of the source that a user would care about, and that a test has to notice. */
export interface Mutant {
  /** Below `src/`. */
  readonly file: string;
  /** Occurs once in the file. */
  readonly find: string;
  readonly replace: string;
  /** What a user would see of it. */
  readonly why: string;
  /** The nearest test files, below `test/`: one, or two. */
  readonly tests: readonly string[];
}

export type Change = readonly [find: string, replace: string, why: string];

/** Changes of one file that the same tests have to notice. */
export function changes(
  file: string,
  tests: readonly string[],
  list: readonly Change[],
): readonly Mutant[] {
  return list.map(([find, replace, why]) => ({ file, find, replace, why, tests }));
}
