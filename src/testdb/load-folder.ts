import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readCsv } from '../bundle/csv-reader.ts';
import { FileFault, readTextFile } from '../files/read-file.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { type TableTypes, type TestDatabase, ValueFault } from './test-database.ts';

const shape = z.object({ tables: z.record(z.string(), z.record(z.string(), z.string())) });

/** `DIR/tables.json`: tables, their columns and types. */
export function readTablesJson(dir: string): TableTypes {
  const file = path.join(dir, 'tables.json');
  try {
    const { tables } = shape.parse(JSON.parse(readTextFile(file)));
    return new Map(
      Object.entries(tables).map(([name, columns]) => [name, new Map(Object.entries(columns))]),
    );
  } catch (error) {
    throw new ConfigError({
      code: 'bad-tables',
      message:
        error instanceof FileFault
          ? `${showPath(file)}: ${error.message}`
          : `${showPath(file)} is not a list of tables`,
      hint: 'the folder holds tables.json ({"tables": {TABLE: {COLUMN: type}}}) and cms/<TABLE>.csv',
      cause: error,
    });
  }
}

/**
 * Loads `DIR/cms/<TABLE>.csv` into tables that exist; a table without a file stays empty. Gives the
 * number of rows.
 */
export async function loadCsvFolder(
  database: TestDatabase,
  dir: string,
  tables: TableTypes,
): Promise<number> {
  let rows = 0;
  for (const [table, columns] of tables) {
    const file = path.join(dir, 'cms', `${table}.csv`);
    if (fs.existsSync(file)) rows += await loadFile(database, table, file, columns);
  }
  return rows;
}

async function loadFile(
  database: TestDatabase,
  table: string,
  file: string,
  known: ReadonlyMap<string, string>,
): Promise<number> {
  const csv = await readCsv(file);
  const unknown = csv.columns.filter((column) => !known.has(column));
  if (unknown.length > 0) {
    throw new ConfigError({
      code: 'bad-header',
      message: `${showPath(file)}: tables.json does not have the column(s) ${unknown.join(', ')}`,
    });
  }
  let rows = 0;
  for await (const batch of csv.batches) {
    await database.insert(table, csv.columns, batch).catch((error: unknown) => {
      throw explain(error, file, rows);
    });
    rows += batch.length;
  }
  return rows;
}

function explain(error: unknown, file: string, before: number): unknown {
  if (!(error instanceof ValueFault)) return error;
  const place = error.row === undefined ? '' : `, row ${before + error.row}`;
  return new ConfigError({
    code: 'bad-value',
    message: `${showPath(file)}${place}: a value does not fit the type of its column (${error.state})`,
    hint: 'mend the file, or the type in tables.json',
    cause: error,
  });
}
