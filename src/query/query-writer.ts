import type { QueryCreator } from 'kysely';
import type { Catalogue } from '../mapping/catalogue.ts';
import type { ColumnValue, Rows } from '../mapping/language.ts';
import type { TablePlace } from './dialect.ts';
import type { ExpressionWriter } from './expression.ts';
import type { NeverNull } from './never-null.ts';
import type { Readings } from './readings.ts';
import type { Query, Tables } from './tables.ts';

/**
 * What the pieces of one query need to be written as SQL: expressions, and rows as selects. `db`
 * makes queries without sets; `columnsRead` is what the whole plan reads of each alias.
 */
export interface QueryWriter extends ExpressionWriter {
  readonly db: QueryCreator<Tables>;
  readonly place: TablePlace;
  /** Tables that are not as the catalogue says. */
  readonly readings: Readings;
  readonly catalogue: Catalogue;
  readonly columnsRead: readonly ColumnValue[];
  readonly neverNull: NeverNull;
  /** from, joins and where of rows; nothing is selected yet. A join may itself hold rows. */
  readonly rows: (rows: Rows) => Query;
}
