/** What is known of a step: names, counts, milliseconds. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** What a run tells while it works. No values of the CMS pass here. */
export interface Progress {
  notice(text: string): void;
  /** An object began; `done` of `total` are finished. */
  object(name: string, done: number, total: number): void;
  rows(name: string, rows: number): void;
  /** Its rows are in the file; what is doubtful is not known before the links are checked. */
  finished(name: string, rows: number, milliseconds: number): void;
  /** A step that only a log, or a person who asked for it, wants to know of. */
  detail?(event: string, facts: Facts): void;
  /** The text of queries is wanted among the details; it holds no values. */
  readonly wantsSql?: boolean;
}

export const SILENT: Progress = {
  notice: () => undefined,
  object: () => undefined,
  rows: () => undefined,
  finished: () => undefined,
};

/** Whole milliseconds since a moment of `performance.now()`. */
export function since(began: number): number {
  return Math.round(performance.now() - began);
}
