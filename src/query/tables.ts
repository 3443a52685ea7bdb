import {
  Kysely,
  type QueryCompiler,
  type SelectQueryBuilder,
  DummyDriver,
  MssqlAdapter,
  MssqlIntrospector,
  sql,
} from 'kysely';
import type { RelationName } from '../mapping/language.ts';
import { NamedParameterCompiler } from './compiler.ts';
import type { Dialect, Fragment, TablePlace } from './dialect.ts';
import { HELD, type Readings } from './readings.ts';

/** Tables and columns are known when a mapping is loaded, not when this is compiled. */
export type Tables = Record<string, Record<string, unknown>>;
export type Query = SelectQueryBuilder<Tables, string, Record<string, unknown>>;

/**
 * A Kysely that compiles for a dialect and is connected to nothing. Adapter and introspector are
 * never asked.
 */
export function compilerFor(dialect: Dialect): Kysely<Tables> {
  const createQueryCompiler = (): QueryCompiler => new NamedParameterCompiler(dialect.placeholder);
  return new Kysely<Tables>({
    dialect: {
      createAdapter: () => new MssqlAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new MssqlIntrospector(db),
      createQueryCompiler,
    },
  });
}

/** What is needed to name a table. */
export interface Placing {
  readonly dialect: Dialect;
  readonly place: TablePlace;
  readonly readings: Readings;
}

/**
 * The one place where a name of the CMS becomes SQL. Kysely's own table references keep two parts
 * of a name and drop the rest in silence; `sql.id` keeps all of them, each quoted. A table whose
 * columns are held otherwise than the mappings take them is a subquery that converts them.
 */
export function relationSql(
  { dialect, place, readings }: Placing,
  relation: RelationName,
): Fragment {
  if (relation.kind === 'set') return sql.id(relation.name);
  const reading = readings.get(relation.name);
  const table = sql.id(...(reading?.path ?? dialect.qualify(place, relation.name)));
  return reading?.columns
    ? sql`(select ${sql.join(reading.columns)} from ${table} ${sql.id(HELD)})`
    : table;
}
