import type { BoundParameter } from '../query/parameter.ts';

/** A value as a driver hands it over, already text wherever text is the only lossless form. */
export type SourceRow = readonly (string | null)[];

/**
 * A compiled query: text in the engine's own dialect, and its parameters in the order the driver
 * wants them.
 */
export interface SourceQuery {
  /** Object name, for messages. */
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly BoundParameter[];
  /**
   * Names of the result's columns, in order; an answer with others is refused. Unchecked when
   * absent, as in questions about the catalogue.
   */
  readonly columns?: readonly string[] | undefined;
}

/** A column that a database really has. */
export interface DatabaseColumn {
  readonly table: string;
  readonly column: string;
  /**
   * As the database declares it, with its length: `nvarchar(48)`, `NUMBER(9)`; empty where it will
   * not say, behind a link to another server.
   */
  readonly type: string;
  /** Its own spelling, where the database tells case apart and queries must use it. */
  readonly name?: string | undefined;
  /** The name to query its table by, outermost part first, where that is not the one asked for. */
  readonly path?: readonly string[] | undefined;
}

/** A table (no view) and the first column of one of its indexes; null where it has none. */
export interface IndexedColumn {
  readonly table: string;
  readonly column: string | null;
}

export interface ServerDescription {
  readonly engine: string;
  readonly version: string;
  /** How the connection is protected, for a person to read; absent inside one process. */
  readonly encryption?: string;
  /** Which state of the database the rows of one run show, for a person to read. */
  readonly consistency: string;
  /** What the authority should know: a login that can write, a certificate that nobody checked. */
  readonly warnings: readonly string[];
  /** Ways in which the login could write, for a person to read; none for one that only reads. */
  readonly writeRights: readonly string[] | 'unknown';
}

/** A moment of a database that other connections can show as well, as plain data. */
export type SharedMoment = { readonly scn: string } | { readonly snapshot: string };

/** How a source is opened, where it is not as its site says. */
export interface Opening {
  /** Connections, and so queries at a time; as many as the site says when absent. */
  readonly connections?: number;
  /** What its rows are to show; the present when absent. */
  readonly moment?: SharedMoment | undefined;
}

/**
 * An open, read-only door to a database: one connection, or a few of them, that stream batches of
 * rows.
 */
export interface Source {
  /** How many queries it can stream at the same time. */
  readonly parallel: number;
  /** The moment that its rows show, where others can show it too. */
  readonly moment?: SharedMoment | undefined;
  describe(): Promise<ServerDescription>;
  /**
   * Streams the rows of a query in batches; memory is bounded by a batch or two.
   * @throws ExtractionError when the query fails or its rows cannot be read to the end, `passing`
   * when another try from the start may succeed (the source connects anew by itself); StoppedError
   * when aborted.
   */
  stream(
    query: SourceQuery,
    options: { signal: AbortSignal; batchSize?: number },
  ): AsyncIterable<readonly SourceRow[]>;
  /**
   * Has the server parse and bind a query without running it.
   * @throws ExtractionError when it refuses; `passing` when another try may not.
   */
  prepare(query: SourceQuery): Promise<void>;
  /** Columns of the named tables, views and synonyms that exist and may be read. */
  columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]>;
  /** What the indexes of the named tables begin with, for an engine that can say. */
  indexes?(tables: readonly TableName[]): Promise<readonly IndexedColumn[]>;
  close(): Promise<void>;
}

/** Where a table is; engines without the upper levels ignore them. */
export interface TableName {
  readonly database?: string;
  readonly schema?: string;
  readonly table: string;
  /**
   * The columns that are asked for: a database that does not tell case apart gives them back spelt
   * so.
   */
  readonly columns?: readonly string[];
}
