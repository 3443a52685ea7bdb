export type ColumnType =
  | 'varchar2'
  | 'nvarchar2'
  | 'char'
  | 'nchar'
  | 'number'
  | 'date'
  | 'timestamp'
  | 'timestamp_tz'
  | 'raw'
  | 'binary_double'
  | 'binary_float'
  | 'clob'
  | 'nclob'
  | 'long';

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/**
 * A value as text: a number in decimal, a moment as `2024-12-10T09:30:00.123456`, RAW in
 * hexadecimal.
 */
export type Cell = string | null;

/** Rows of a query, asked for a page at a time; a page shorter than asked for is the last. */
export interface Rows {
  readonly columns: readonly Column[];
  /** Pages may be shorter than asked for, and only an empty one is the last. */
  readonly short?: boolean;
  fetch(count: number): Promise<readonly (readonly Cell[])[]>;
  /** In place of `fetch`: a page that is encoded beforehand, as `rowsAnswer` writes it. */
  encoded?(count: number): { readonly bytes: Buffer; readonly count: number };
}

/** What the server's statements are answered from. */
export interface Backing {
  /**
   * Rows of a query; undefined for a statement that has none. `numeric` tells which binds are
   * numbers. @throws OracleError
   */
  execute(
    sql: string,
    binds: readonly Cell[],
    numeric: readonly boolean[],
  ): Promise<Rows | undefined>;
}

/** An error that the server reports with its number. */
export class OracleError extends Error {
  readonly number: number;
  /** Where in the statement it is. */
  readonly position: number;

  constructor(number: number, text: string, position = 0) {
    super(`ORA-${String(number).padStart(5, '0')}: ${text}`);
    this.number = number;
    this.position = position;
  }
}

/** Rows known beforehand. `failAfter` rows an error comes instead of the next. */
export function rowsOf(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  fail?: { readonly after: number; readonly error: OracleError },
): Rows {
  let at = 0;
  return {
    columns,
    fetch(count) {
      if (fail && at + count > fail.after) return Promise.reject(fail.error);
      at += count;
      return Promise.resolve(rows.slice(at - count, at));
    },
  };
}

type Answer = Rows | undefined | Promise<Rows | undefined>;

/**
 * Replays answers: the first whose pattern fits the statement. What none fits has no rows; a query
 * none fits is an error.
 */
export function replay(
  answers: readonly (readonly [pattern: RegExp, answer: (binds: readonly Cell[]) => Answer])[],
): Backing {
  return {
    execute: async (sql, binds) => {
      const found = answers.find(([pattern]) => pattern.test(sql));
      if (found) return found[1](binds);
      if (/^\s*(select|with)\b/i.test(sql)) {
        throw new OracleError(942, 'table or view does not exist');
      }
      return undefined;
    },
  };
}
