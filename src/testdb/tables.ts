import type { PGlite } from '@electric-sql/pglite';
import type { Catalogue } from '../mapping/catalogue.ts';
import { ConfigError } from '../problems/errors.ts';
import { postgresType } from './types.ts';

/** Tables to make: columns with their declared types, in order. */
export type TableTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

export function typesOfCatalogue(catalogue: Catalogue): TableTypes {
  return new Map([...catalogue].map(([name, table]) => [name, new Map([...table.columns.values()].map((column) => [column.name, column.declared]))]));
}

/** Makes the tables of a CMS anew, empty; whatever the schema held is gone. */
export async function createTables(db: PGlite, schema: string, tables: TableTypes): Promise<void> {
  await db.exec(`drop schema if exists ${quote(schema)} cascade; create schema ${quote(schema)};`);
  for (const [table, columns] of tables) {
    const lines = [...columns].map(([column, declared]) => `${quote(column)} ${typeFor(table, column, declared)}`);
    await db.exec(`create table ${quote(schema)}.${quote(table)} (${lines.join(', ')})`);
  }
}

/** Indexes on keys and on what refers to them, after loading: joins stay joins at 50,000 persons. */
export async function createIndexes(db: PGlite, schema: string, tables: TableTypes, catalogue: Catalogue): Promise<void> {
  for (const [name, columns] of tables) {
    const table = catalogue.get(name);
    const keys = new Set([...(table?.key ?? []), ...(table?.references ?? []).map((reference) => reference.column)]);
    for (const key of keys) if (columns.has(key)) await db.exec(`create index on ${quote(schema)}.${quote(name)} (${quote(key)})`);
  }
  await db.exec('analyze');
}

function typeFor(table: string, column: string, declared: string): string {
  const type = postgresType(declared);
  if (type !== undefined) return type;
  throw new ConfigError({ code: 'unknown-type', message: `column ${table}.${column} has the type "${declared}", which testdb does not know`, hint: 'mend tables.json' });
}

export function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
