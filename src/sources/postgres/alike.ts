import { ConfigError } from '../../problems/errors.ts';
import type { SourceRow, TableName } from '../source.ts';

/** A table that is there, under its own names, and what was found of it. */
export interface Alike {
  readonly schema: string;
  readonly table: string;
  /** Not spelt as it was asked for. */
  readonly otherwise: boolean;
  readonly rows: readonly SourceRow[];
}

/**
 * The table that a name stands for, of rows that begin with schema and table: the one that is spelt
 * so, else the only one that differs in upper and lower case alone. Queries quote their names, and
 * PostgreSQL tells case apart in quotes.
 * @throws ConfigError when several differ in case alone
 */
export function findAlike(
  { schema = 'public', table }: TableName,
  rows: readonly SourceRow[],
): Alike | undefined {
  const inSchema = spelt(rows, 0, schema);
  const found = spelt(inSchema, 1, table);
  const [first] = found;
  if (!first) return undefined;
  const [ownSchema, ownTable] = [first[0] ?? '', first[1] ?? ''];
  refuseSeveral('schema', schema, inSchema, 0);
  refuseSeveral('table', table, found, 1);
  return {
    schema: ownSchema,
    table: ownTable,
    otherwise: ownSchema !== schema || ownTable !== table,
    rows: found,
  };
}

/** Rows with exactly that name in their place, else those that have it in another case. */
function spelt(rows: readonly SourceRow[], at: number, name: string): readonly SourceRow[] {
  const exact = rows.filter((row) => row[at] === name);
  if (exact.length > 0) return exact;
  return rows.filter((row) => row[at]?.toLowerCase() === name.toLowerCase());
}

function refuseSeveral(
  what: 'schema' | 'table',
  name: string,
  rows: readonly SourceRow[],
  at: number,
): void {
  const names = [...new Set(rows.map((row) => row[at] ?? ''))].sort();
  if (names.length < 2) return;
  throw new ConfigError({
    code: `${what}-spelling`,
    message: `which ${what} is ${name}? The database has ${names.join(' and ')}, which differ in upper and lower case alone`,
    hint:
      what === 'schema'
        ? 'write source: {schema: …} in the site file as the one is spelt'
        : 'ask for a view of the right one that has exactly the name of the CMS: docs/postgres.md, Names',
  });
}
