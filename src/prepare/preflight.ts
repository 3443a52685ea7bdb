import type { TableColumns } from '../mapping/columns-read.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { Source } from '../sources/source.ts';

/** What the mappings need and the database lacks, or the login may not read. */
export interface Missing {
  readonly table: string;
  /** Undefined when the whole table is missing. */
  readonly column?: string;
}

/**
 * Compares what the plans need with what the database has: everything missing at once, tables and
 * columns in order.
 */
export async function findMissing(
  source: Source,
  place: TablePlace,
  needed: TableColumns,
): Promise<readonly Missing[]> {
  const tables = [...needed.keys()].sort();
  const found = await source.columns(
    tables.map((table) => ({ ...place, table, columns: [...(needed.get(table) ?? [])] })),
  );
  const has = new Map<string, Set<string>>();
  for (const { table, column } of found) has.set(table, (has.get(table) ?? new Set()).add(column));
  return tables.flatMap((table): Missing[] => {
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
export async function refuseMissing(
  source: Source,
  place: TablePlace,
  needed: TableColumns,
): Promise<void> {
  const missing = await findMissing(source, place, needed);
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
