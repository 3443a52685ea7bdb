import type { Catalogue } from '../mapping/catalogue.ts';
import type { TableColumns } from '../mapping/columns-read.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { DatabaseColumn, Source, TableName } from '../sources/source.ts';

/** What the mappings need and the database lacks, or the login may not read. */
export interface Missing {
  readonly table: string;
  /** Undefined when the whole table is missing. */
  readonly column?: string;
}

/** Asks the database for the columns that are needed, each table where it is. */
export function readColumns(
  source: Source,
  place: TablePlace,
  needed: TableColumns,
  catalogue: Catalogue,
): Promise<readonly DatabaseColumn[]> {
  return source.columns(tablesAt(place, needed, catalogue));
}

/** The tables in order of their names, each in its own place where the catalogue has one. */
export function tablesAt(
  place: TablePlace,
  needed: TableColumns,
  catalogue: Catalogue,
): TableName[] {
  const tables = [...needed].sort(([a], [b]) => (a < b ? -1 : 1));
  return tables.map(([table, columns]) => ({
    ...place,
    ...catalogue.get(table)?.place,
    table,
    columns: [...columns],
  }));
}

/**
 * What is needed and was not found: everything at once, tables and columns in order.
 */
export function findMissing(
  needed: TableColumns,
  found: readonly DatabaseColumn[],
): readonly Missing[] {
  const has = new Map<string, Set<string>>();
  for (const { table, column } of found) has.set(table, (has.get(table) ?? new Set()).add(column));
  return [...needed.keys()].sort().flatMap((table): Missing[] => {
    const columns = has.get(table);
    if (!columns) return [{ table }];
    return [...(needed.get(table) ?? [])]
      .sort()
      .filter((column) => !columns.has(column))
      .map((column) => ({ table, column }));
  });
}

/**
 * Names everything missing at once, before any row is read.
 * @throws ExtractionError
 */
export function refuseMissing(missing: readonly Missing[]): void {
  if (missing.length === 0) return;
  throw new ExtractionError({
    code: 'missing-tables',
    message: `the database lacks ${missing.length} table(s) or column(s) that the mappings need, or the login may not read them`,
    problems: missing.slice(0, LISTED).map((item) => ({
      severity: 'error',
      code: 'missing',
      message: showMissing(item),
    })),
    hint: 'ssd-extract check lists all of them',
  });
}

const LISTED = 20;

/** `table X`, or `column X.Y`. */
export function showMissing({ table, column }: Missing): string {
  return column === undefined ? `table ${table}` : `column ${table}.${column}`;
}
