import path from 'node:path';
import type { WrittenFile } from '../bundle/csv-writer.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { Protection } from '../prepare/protection.ts';
import { ConfigError } from '../problems/errors.ts';
import { alteredFields } from '../protect/treatment.ts';
import type { Spec } from '../spec/model.ts';
import type { BundleColumn, BundleTable, BundleTables } from './bundle-tables.ts';
import { copyCsv } from './copy-csv.ts';

/** How a finished bundle is pseudonymised. */
export interface Pseudonymising {
  readonly protection: Protection;
  /** What the protection is of. */
  readonly spec: Spec;
}

/** Where the copy goes. */
export interface CopyPlace {
  readonly dir: string;
  readonly signal: AbortSignal;
}

/**
 * A finished bundle as a run with this protection would have written it: its files pseudonymised
 * row by row into `dir`, its description without what no longer holds.
 * @throws ConfigError when it is pseudonymised already
 */
export async function pseudonymisedCopy(
  { manifest, tables: originals }: BundleTables,
  protection: Protection,
  { dir, signal }: CopyPlace,
): Promise<BundleTables> {
  refusePseudonymised(manifest);
  const altered = alteredFields(protection.record.fields);
  const tables: BundleTable[] = [];
  const written = new Map<string, WrittenFile>();
  for (const table of originals) {
    const { object, file: from } = table;
    const columns = table.columns.map(({ name }) => name);
    const to = path.join(dir, path.basename(from));
    const change = protection.changeFor(object, columns);
    written.set(
      object,
      await copyCsv({ from, to, columns, change: (rows) => rows.map(change), signal }),
    );
    tables.push({ ...describedAnew(table, protection, altered), file: to });
  }
  const files = manifest.files.map((listed) => ({ ...listed, ...written.get(listed.object) }));
  return { dir, tables, manifest: { ...manifest, files, pseudonymised: protection.record } };
}

function refusePseudonymised({ pseudonymised }: Manifest): void {
  if (!pseudonymised) return;
  throw new ConfigError({
    code: 'pseudonymised-already',
    message: 'this bundle is pseudonymised already',
    hint: 'convert it without --pseudonymise',
  });
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
