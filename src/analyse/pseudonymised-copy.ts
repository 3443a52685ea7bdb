import fs from 'node:fs';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { stringify } from 'csv-stringify/sync';
import { readCsv } from '../bundle/csv-reader.ts';
import { publishingError } from '../bundle/publishing-errors.ts';
import type { Protection } from '../prepare/protection.ts';
import { ConfigError } from '../problems/errors.ts';
import type { RowChange } from '../protect/pseudonymise.ts';
import { alteredFields } from '../protect/treatment.ts';
import type { BundleColumn, BundleTable, BundleTables } from './bundle-tables.ts';

/**
 * A finished bundle as a run with this protection would have written it: its files pseudonymised
 * row by row into `dir`, its description without what no longer holds.
 * @throws ConfigError when it is pseudonymised already
 */
export async function pseudonymisedCopy(
  bundle: BundleTables,
  protection: Protection,
  dir: string,
): Promise<BundleTables> {
  if (bundle.manifest.pseudonymised) {
    throw new ConfigError({
      code: 'pseudonymised-already',
      message: 'this bundle is pseudonymised already',
      hint: 'convert it without --pseudonymise',
    });
  }
  const altered = alteredFields(protection.record.fields);
  const tables: BundleTable[] = [];
  for (const table of bundle.tables) {
    const file = path.join(dir, path.basename(table.file));
    const change = protection.changeFor(table.object, namesOf(table));
    await copyRows(table, change, file);
    tables.push({ ...describedAnew(table, protection, altered), file });
  }
  const manifest = { ...bundle.manifest, pseudonymised: protection.record };
  return { ...bundle, tables, manifest };
}

const namesOf = ({ columns }: BundleTable): string[] => columns.map(({ name }) => name);

async function copyRows(table: BundleTable, change: RowChange, file: string): Promise<void> {
  const target = fs.createWriteStream(file, { mode: 0o600 });
  let failed: unknown;
  target.once('error', (error) => {
    failed = error;
  });
  await pipeline(Readable.from(changedText(table, change)), target).catch((error: unknown) => {
    throw failed === undefined ? error : publishingError(failed, 'write', file);
  });
}

async function* changedText(table: BundleTable, change: RowChange): AsyncGenerator<string> {
  const { batches } = await readCsv(table.file);
  yield stringify([namesOf(table)], { record_delimiter: 'windows' });
  for await (const rows of batches) {
    yield stringify(rows.map(change), { record_delimiter: 'windows', quoted_empty: false });
  }
}

type Altered = ReturnType<typeof alteredFields>;

function describedAnew(table: BundleTable, { record }: Protection, altered: Altered): BundleTable {
  const treatments = record.fields[table.object] ?? {};
  const changed = (object: string, field: string): boolean =>
    altered.get(object)?.has(field) ?? false;
  const isKeyShown = !table.primaryKey.some((field) => changed(table.object, field));
  return {
    ...table,
    columns: table.columns.map((column) => columnAnew(column, treatments[column.name])),
    primaryKey: isKeyShown ? table.primaryKey : [],
    foreignKeys: table.foreignKeys.filter(
      ({ field, parent }) => !changed(table.object, field) && !changed(parent.object, parent.field),
    ),
  };
}

/** Months, whole years and dropped cells are still of their types; all else became text. */
const SAME_TYPE = new Set(['drop', 'month', 'whole']);

function columnAnew(column: BundleColumn, treatment: string | undefined): BundleColumn {
  if (treatment === undefined) return column;
  return { ...column, type: SAME_TYPE.has(treatment) ? column.type : 'text', codes: [] };
}
