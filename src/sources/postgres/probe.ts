import type { DatabaseColumn, TableName } from '../source.ts';

/** All rows of a small query, every value as text. */
export type Ask = (
  sql: string,
  parameters?: readonly unknown[],
) => Promise<readonly (readonly (string | null)[])[]>;

/** Columns of the tables that exist and that the login may read. */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const schemas = [...new Set(tables.map((table) => table.schema ?? 'public'))];
  const rows = await ask(
    `select table_name, column_name, data_type from information_schema.columns
     where table_schema = any($1) and table_name = any($2)
       and has_column_privilege(format('%I.%I', table_schema, table_name), column_name, 'select')`,
    [schemas, tables.map((table) => table.table)],
  );
  return rows.map(([table, column, type]) => ({
    table: table ?? '',
    column: column ?? '',
    type: type ?? '',
  }));
}
