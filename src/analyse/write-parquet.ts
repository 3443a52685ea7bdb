import fs from 'node:fs/promises';
import path from 'node:path';
import { cannot } from '../bundle/publishing-errors.ts';
import type { BundleTable, BundleTables } from './bundle-tables.ts';
import type { Misfit, Writing } from './writing.ts';
import { literal, quoted } from './engine.ts';
import { SOURCE, countMisfits, withTables } from './with-tables.ts';

/** A folder of Parquet files, one an object, each describing itself in its metadata. */
export async function writeParquet(writing: Writing): Promise<readonly Misfit[]> {
  const { bundle, file: dir, onStep } = writing;
  await fs.mkdir(dir, { mode: 0o700 }).catch(cannot('make', dir));
  return withTables(writing, undefined, async (connection) => {
    const misfits: Misfit[] = [];
    for (const table of bundle.tables) {
      onStep(`writing ${table.object}`);
      const file = path.join(dir, `${table.object}.parquet`);
      const metadata = Object.entries(metadataOf(table, bundle)).map(
        ([key, value]) => `${literal(key)}: ${literal(value)}`,
      );
      await connection.run(
        `COPY (FROM ${SOURCE.schema}.${quoted(table.object)}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${metadata.join(', ')}})`,
      );
      await fs.chmod(file, 0o600);
      misfits.push(...(await countMisfits(connection, table)));
    }
    return misfits;
  });
}

/** Keys and values of a file's metadata; `ssd:schema` is JSON. */
function metadataOf(
  table: BundleTable,
  { manifest }: BundleTables,
): Readonly<Record<string, string>> {
  const { object, columns, primaryKey, foreignKeys } = table;
  const fields = columns.map(({ name, type, description, itemRef, codes }) => ({
    ...{ name, type, description, itemRef },
    ...(codes.length > 0 && { codes }),
  }));
  return {
    'ssd:object': object,
    'ssd:run': manifest.run,
    'ssd:site': manifest.site,
    'ssd:cms': manifest.cms,
    'ssd:spec': manifest.spec.version,
    'ssd:as_of': manifest.asOf,
    'ssd:schema': JSON.stringify({ primaryKey, foreignKeys, fields }),
    ...(manifest.pseudonymised && {
      'ssd:pseudonymised': JSON.stringify({
        key_id: manifest.pseudonymised.key_id,
        fields: manifest.pseudonymised.fields[object] ?? {},
      }),
    }),
  };
}
