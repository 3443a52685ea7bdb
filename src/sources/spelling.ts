import type { DatabaseColumn, TableName } from './source.ts';

/**
 * Columns of a table of a database that tells case apart, under the names that they were asked for
 * by; one that is there in another case only has its own spelling beside it.
 */
export function spellAsAsked(
  { table, columns: asked = [] }: TableName,
  found: readonly { readonly column: string; readonly type: string }[],
): DatabaseColumn[] {
  const exact = new Set(found.map(({ column }) => column));
  const wanted = new Map(
    asked.filter((name) => !exact.has(name)).map((name) => [name.toUpperCase(), name]),
  );
  return found.map(({ column, type }) => {
    const name = asked.includes(column) ? undefined : wanted.get(column.toUpperCase());
    return name === undefined
      ? { table, column, type }
      : { table, column: name, type, name: column };
  });
}
