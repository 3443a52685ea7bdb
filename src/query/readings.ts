import { type RawBuilder, sql } from 'kysely';
import { columnsNeeded, columnsThatDecide } from '../mapping/columns-read.ts';
import type { Cohort, HeldColumn, Plan } from '../mapping/plan.ts';
import type { Dialect, TablePlace } from './dialect.ts';
import { type Needed, conversionOf, isTextInName } from './held/held.ts';

/** How a table is read that is not as the catalogue says. */
export interface Reading {
  /** Its name, where it is not the usual one. */
  readonly path?: readonly string[] | undefined;
  /** Its columns as the mappings take them; undefined when they are so by themselves. */
  readonly columns?: readonly RawBuilder<unknown>[] | undefined;
}

/** By table. */
export type Readings = ReadonlyMap<string, Reading>;

export interface ReadingOptions {
  readonly dialect: Dialect;
  readonly place: TablePlace;
  readonly cohort?: Cohort | undefined;
}

/** The alias of a table inside the subquery that converts it. */
export const HELD = 'held';

/**
 * How a plan reads tables that are not as the catalogue says: each column that it needs, converted
 * once, at the bottom, so that everything above meets the kinds that the mappings know.
 */
export function readingsOf(plan: Plan, { dialect, place, cohort }: ReadingOptions): Readings {
  const places = new Map(
    [...plan.catalogue.values()].flatMap((table): [string, Reading][] =>
      table.place
        ? [[table.name, { path: dialect.qualify({ ...place, ...table.place }, table.name) }]]
        : [],
    ),
  );
  const needed = columnsNeeded([plan], cohort);
  const deciding = columnsThatDecide(plan, cohort);
  const inNameOnly = [...needed].flatMap(([table, columns]) => {
    const known = plan.catalogue.get(table)?.columns;
    return [...columns].some((name) => isInNameOnly(dialect, known?.get(name))) ? table : [];
  });
  const tables = new Set([...(plan.held?.keys() ?? []), ...inNameOnly]);
  const converted = [...tables].map((table): [string, Reading] => {
    const { path, columns: held } = plan.held?.get(table) ?? { columns: NONE };
    const written = [...(needed.get(table) ?? [])].map((name) => {
      const column = plan.catalogue.get(table)?.columns.get(name);
      const shown = !deciding.get(table)?.has(name);
      return column && readColumn(dialect, { name, needed: column, held: held.get(name), shown });
    });
    const changed = written.some((column) => column?.changed);
    const columns = changed ? written.flatMap((column) => column?.sql ?? []) : undefined;
    return [table, { path: path ?? places.get(table)?.path, columns }];
  });
  return new Map([...places, ...converted]);
}

const NONE: ReadonlyMap<string, HeldColumn> = new Map();

function isInNameOnly({ held }: Dialect, column: Needed | undefined): boolean {
  return column !== undefined && isTextInName(held, column);
}

interface ColumnReading {
  readonly name: string;
  readonly needed: Needed;
  readonly held: HeldColumn | undefined;
  /** Its cells are only written. */
  readonly shown: boolean;
}

function readColumn(
  { held: types }: Dialect,
  { name, needed, held, shown }: ColumnReading,
): { readonly sql: RawBuilder<unknown>; readonly changed: boolean } {
  const bare = sql.id(HELD, held?.name ?? name);
  const type = held?.type ?? (isTextInName(types, needed) ? needed.declared : undefined);
  const conversion = type === undefined ? 'same' : conversionOf(types, type, needed);
  const write =
    conversion === undefined || conversion === 'same'
      ? undefined
      : ((shown ? conversion.writeShown : undefined) ?? conversion.write);
  const named = held?.name !== undefined && held.name !== name;
  return {
    sql: sql`${write?.(bare) ?? bare} ${sql.id(name)}`,
    changed: named || write !== undefined,
  };
}
