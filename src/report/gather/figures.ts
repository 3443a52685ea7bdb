/**
 * What a report says of one object's rows. Plain data of bounded size, whatever the number of rows:
 * it may pass between threads or be kept as JSON.
 */
export interface ObjectFigures {
  readonly object: string;
  readonly rows: number;
  readonly columns: readonly string[];
  /** By column, cells that are not empty. */
  readonly filled: readonly number[];
  readonly codes: readonly CodeFigures[];
  readonly series: readonly SeriesFigures[];
}

/** How often each code of a field's set occurs. */
export interface CodeFigures {
  readonly field: string;
  readonly set: string;
  /** In the order of the set. */
  readonly counts: readonly number[];
  /** Cells that hold something else. */
  readonly outside: number;
  /** The first such words, cut short; only where values may be shown. */
  readonly words: readonly string[];
}

/** One of `CHARTED`. */
export interface SeriesFigures {
  readonly title: string;
  /**
   * Ages: from 0 to the last, which is that age or more. Months: oldest first, up to the month of
   * today.
   */
  readonly counts: readonly number[];
  /** Years × 12 + month from 0, of the first count; absent for ages. */
  readonly firstMonth?: number | undefined;
  /** After today: not yet born, or dated in the future. Not in the counts. */
  readonly later: number;
}
