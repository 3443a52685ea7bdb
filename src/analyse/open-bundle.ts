import type { DuckDBConnection } from '@duckdb/node-api';
import { compareFiles } from '../bundle/compare-files.ts';
import { RECORD_BYTES } from '../bundle/csv-reader.ts';
import { readManifest } from '../bundle/verify-bundle.ts';
import { ConfigError } from '../problems/errors.ts';
import { expectBundle } from '../run/folder-files.ts';
import { showPath } from '../yaml/read.ts';
import { type BundleTable, type BundleTables, describedTables } from './bundle-tables.ts';
import { typedCell } from './column-types.ts';
import { engineFault } from './engine-fault.ts';
import { literal, quoted } from './engine.ts';

/**
 * A bundle that is as its run wrote it: every file has the hash of the manifest. Its rows are not
 * counted one by one, since the same bytes hold the same rows.
 * @throws ConfigError for a folder that is no bundle, is not whole, or is encrypted
 */
export async function readBundle(
  dir: string,
  onStep: (what: string) => void = () => undefined,
): Promise<BundleTables> {
  await expectBundle(dir);
  const manifest = readManifest(dir);
  if (typeof manifest === 'string') throw notWhole(dir, [manifest]);
  if (manifest.encrypted) throw encrypted(dir);
  onStep('comparing files with the manifest');
  const faults = await compareFiles(dir, manifest);
  if (faults.length > 0) throw notWhole(dir, faults);
  const described = describedTables(dir, manifest);
  if (typeof described === 'string') throw notWhole(dir, [described]);
  return described;
}

/** Where a bundle's views go: both schemas are made. */
export interface MountPlace {
  /** Of the typed views. */
  readonly schema: string;
  /** Of the views that hold every cell as the text it is in the file. */
  readonly text: string;
}

/** `ssd_person` is typed, `text.ssd_person` is as in the file. */
export const ALONE: MountPlace = { schema: 'main', text: 'text' };

/**
 * Makes two views an object over its CSV file. A cell that is not what its type asks for is null in
 * the typed one, and is found in that of text.
 * @throws ConfigError when a file does not have the columns that its manifest lists
 */
export async function mountBundle(
  connection: DuckDBConnection,
  bundle: BundleTables,
  { schema, text }: MountPlace = ALONE,
): Promise<void> {
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(schema)}`);
  await connection.run(`CREATE SCHEMA IF NOT EXISTS ${quoted(text)}`);
  for (const table of bundle.tables) {
    await expectColumns(connection, bundle, table);
    const name = quoted(table.object);
    const cells = table.columns.map((column) => `${typedCell(column)} AS ${quoted(column.name)}`);
    await connection.run(
      `CREATE VIEW ${quoted(text)}.${name} AS SELECT * FROM ${readCsv(table.file, namesOf(table), { header: true, parallel: true })}`,
    );
    await connection.run(
      `CREATE VIEW ${quoted(schema)}.${name} AS SELECT ${cells.join(', ')} FROM ${quoted(text)}.${name}`,
    );
  }
}

interface Reading {
  readonly header: boolean;
  readonly parallel: boolean;
}

/** The one table function by which a file of a bundle is read: nothing is guessed. */
function readCsv(file: string, names: readonly string[], reading: Reading): string {
  const { header, parallel } = reading;
  const columns = names.map((name) => `${literal(name)}: 'VARCHAR'`);
  return `read_csv(${literal(file)}, auto_detect = false, header = ${header}, parallel = ${parallel}, delim = ',', quote = '"', escape = '"', nullstr = '', max_line_size = ${MOST_LINE}, columns = {${columns.join(', ')}})`;
}

/** DuckDB takes several times this at once, so it is less than our own reader takes. */
const MOST_LINE = RECORD_BYTES / 64;

const namesOf = ({ columns }: BundleTable): string[] => columns.map(({ name }) => name);

async function expectColumns(
  connection: DuckDBConnection,
  { dir }: BundleTables,
  table: BundleTable,
): Promise<void> {
  const names = namesOf(table);
  // several threads would each offer a first row
  const sql = `SELECT * FROM ${readCsv(table.file, names, { header: false, parallel: false })} LIMIT 1`;
  const first = await connection.runAndReadAll(sql).catch((error: unknown) => {
    throw engineFault(error, { reading: table.object });
  });
  if (JSON.stringify(first.getRowsJson()[0]) === JSON.stringify(names)) return;
  throw notWhole(dir, [`${table.object} does not have the columns that the manifest lists`]);
}

function encrypted(dir: string): ConfigError {
  return new ConfigError({
    code: 'encrypted',
    message: `${showPath(dir)} is encrypted`,
    hint: `decrypt it first (ssd-extract decrypt ${showPath(dir)} --identity FILE) and name the folder that this makes`,
  });
}

export function notWhole(dir: string, faults: readonly string[]): ConfigError {
  return new ConfigError({
    code: 'not-whole',
    message: `${showPath(dir)} is not a bundle as it was written: ${faults.join('; ')}`,
    hint: 'fetch it again from where it was made; ssd-extract verify lists every difference',
  });
}
