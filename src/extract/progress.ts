/** What a run tells while it works. No values of the CMS pass here. */
export interface Progress {
  notice(text: string): void;
  /** An object began; `done` of `total` are finished. */
  object(name: string, done: number, total: number): void;
  rows(name: string, rows: number): void;
  /** Its rows are in the file; what is doubtful is not known before the links are checked. */
  finished(name: string, rows: number, milliseconds: number): void;
}

export const SILENT: Progress = {
  notice: () => undefined,
  object: () => undefined,
  rows: () => undefined,
  finished: () => undefined,
};
