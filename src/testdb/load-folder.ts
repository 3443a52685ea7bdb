import fs from 'node:fs';
import path from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { z } from 'zod';
import { readCsv } from '../bundle/csv-reader.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { copyCsv } from './copy.ts';
import type { TableTypes } from './tables.ts';

const shape = z.object({ tables: z.record(z.string(), z.record(z.string(), z.string())) });

/** `DIR/tables.json`: tables, their columns and types. */
export function readTablesJson(dir: string): TableTypes {
  const file = path.join(dir, 'tables.json');
  try {
    const { tables } = shape.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
    return new Map(Object.entries(tables).map(([name, columns]) => [name, new Map(Object.entries(columns))]));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    throw new ConfigError({ code: 'bad-tables', message: missing ? `there is no ${showPath(file)}` : `${showPath(file)} is not a list of tables`, hint: 'the folder holds tables.json ({"tables": {TABLE: {COLUMN: type}}}) and cms/<TABLE>.csv', cause: error });
  }
}

/** Loads `DIR/cms/<TABLE>.csv` into tables that exist; a table without a file stays empty. Gives the number of files. */
export async function loadCsvFolder(db: PGlite, schema: string, dir: string, tables: TableTypes): Promise<number> {
  let files = 0;
  for (const [table, columns] of tables) {
    const file = path.join(dir, 'cms', `${table}.csv`);
    if (!fs.existsSync(file)) continue;
    const header = await checkFile(file, columns);
    await copyCsv(db, schema, table, header, new Uint8Array(fs.readFileSync(file)), { header: true }).catch((error: unknown) => { throw badValue(file, error); });
    files++;
  }
  return files;
}

/** Reads the file once for its structure, so that a fault is told with its line. */
async function checkFile(file: string, columns: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const csv = await readCsv(file);
  const unknown = csv.columns.filter((column) => !columns.has(column));
  if (unknown.length > 0) throw new ConfigError({ code: 'bad-header', message: `${showPath(file)}: tables.json does not have the column(s) ${unknown.join(', ')}` });
  for await (const batch of csv.batches) void batch;
  return csv.columns;
}

/** Postgres says where a value does not fit; the value itself is left out. */
function badValue(file: string, error: unknown): ConfigError {
  const { where = '', code = '' } = error as { where?: string; code?: string };
  const [, line = '?', column = '?'] = /line (\d+), column (\w+)/.exec(where) ?? [];
  return new ConfigError({ code: 'bad-value', message: `${showPath(file)}:${line}: the value of ${column} does not fit its type (SQLSTATE ${code})`, hint: 'mend the file, or the type in tables.json', cause: error });
}
