import type { Catalogue } from '../mapping/catalogue.ts';
import type { TableColumns } from '../mapping/columns-read.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { Source } from '../sources/source.ts';
import { tablesAt } from './preflight.ts';

/** A table, and the ids of it that no index begins with. */
export interface MissingIndex {
  readonly table: string;
  readonly columns: readonly string[];
}

/** Views have no indexes, and an engine that cannot say is believed to have them all. */
export async function findMissingIndexes(
  source: Source,
  place: TablePlace,
  joined: TableColumns,
  catalogue: Catalogue,
): Promise<readonly MissingIndex[]> {
  const tables = tablesAt(place, joined, catalogue);
  const begun = new Map<string, Set<string>>();
  for (const { table, column } of (await source.indexes?.(tables)) ?? []) {
    const columns = begun.get(table) ?? new Set();
    begun.set(table, column === null ? columns : columns.add(column));
  }
  return tables.flatMap(({ table, columns: ids = [] }) => {
    const columns = ids.filter((column) => begun.get(table)?.has(column) === false).sort();
    return columns.length === 0 ? [] : [{ table, columns }];
  });
}

export function showMissingIndex({ table, columns }: MissingIndex): string {
  return `no index of ${table} begins with ${columns.join(' or ')}: rows are found by it, and without one the whole table is read`;
}
