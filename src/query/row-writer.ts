import type { QueryCreator } from 'kysely';
import type { ColumnValue, Rows } from '../mapping/language.ts';
import type { TablePlace } from './dialect.ts';
import type { Writer } from './expression.ts';
import type { Query, Tables } from './tables.ts';

/**
 * Where rows are written to: the writer, a query maker without sets, and what the whole plan reads
 * of an alias.
 */
export interface RowWriter extends Writer {
  readonly db: QueryCreator<Tables>;
  readonly place: TablePlace;
  readonly columnsRead: readonly ColumnValue[];
  /** from, joins and where of rows; nothing is selected yet. A join may hold rows of its own. */
  readonly rows: (rows: Rows) => Query;
}
