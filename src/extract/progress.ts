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
  /** What is under way that is about no one object and may take a while, in words. */
  step?(what: string): void;
  /** Rows of the last run like this one, by object; told before the first object. */
  expected?(rows: ReadonlyMap<string, number>): void;
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

/** The same progress, of which `also` hears first whatever it listens to. */
export function alsoTelling(
  progress: Progress,
  also: Partial<Omit<Progress, 'wantsSql'>>,
): Progress {
  return {
    notice: (text) => {
      also.notice?.(text);
      progress.notice(text);
    },
    object: (name, done, total) => {
      also.object?.(name, done, total);
      progress.object(name, done, total);
    },
    rows: (name, rows) => {
      also.rows?.(name, rows);
      progress.rows(name, rows);
    },
    finished: (name, rows, milliseconds) => {
      also.finished?.(name, rows, milliseconds);
      progress.finished(name, rows, milliseconds);
    },
    step: (what) => {
      also.step?.(what);
      progress.step?.(what);
    },
    expected: (rows) => {
      also.expected?.(rows);
      progress.expected?.(rows);
    },
    detail: (event, facts) => {
      also.detail?.(event, facts);
      progress.detail?.(event, facts);
    },
    wantsSql: progress.wantsSql === true,
  };
}

/** Whole milliseconds since a moment of `performance.now()`. */
export function since(began: number): number {
  return Math.round(performance.now() - began);
}
