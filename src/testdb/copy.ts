import type { PGlite } from '@electric-sql/pglite';
import { quote } from './tables.ts';

type Value = string | number | null;

/** Loads CSV text whose unquoted empty cells are null and quoted ones ''. */
export async function copyCsv(db: PGlite, schema: string, table: string, columns: readonly string[], csv: string | Uint8Array<ArrayBuffer>, options: { header: boolean }): Promise<void> {
  await db.query(
    `copy ${quote(schema)}.${quote(table)} (${columns.map(quote).join(', ')}) from '/dev/blob' with (format csv, header ${String(options.header)})`,
    [], { blob: new Blob([csv]) });
}

export async function copyRows(db: PGlite, schema: string, table: string, columns: readonly string[], rows: readonly (readonly Value[])[]): Promise<void> {
  const csv = rows.map((row) => row.map(cell).join(',')).join('\n');
  await copyCsv(db, schema, table, columns, `${csv}\n`, { header: false });
}

function cell(value: Value): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}
