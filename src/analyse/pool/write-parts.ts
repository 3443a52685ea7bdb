import fs from 'node:fs/promises';
import path from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { syncFile } from '../../bundle/durable.ts';
import { hashFile } from '../../bundle/hash-file.ts';
import { cannot } from '../../bundle/publishing-errors.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showPath } from '../../yaml/read.ts';
import type { BundleTable, ColumnType } from '../bundle-tables.ts';
import { sqlType, typedCell } from '../column-types.ts';
import { literal, quoted } from '../engine.ts';
import { SOURCE, countMisfits, withConnection, withTables } from '../with-tables.ts';
import type { Misfit } from '../writing.ts';
import type { Identity, OfferedBundle } from './offered-bundle.ts';
import {
  type Entry,
  type Part,
  type Parts,
  type PoolColumn,
  type PoolObjects,
  partPath,
} from './record.ts';

export interface Staging {
  /** The pool. */
  readonly dir: string;
  /** Where its new files are made: the same paths as in the pool. */
  readonly staged: string;
  readonly memory: string | undefined;
  readonly signal: AbortSignal;
  readonly onStep: (what: string) => void;
}

export interface StagedBundle {
  readonly parts: Parts;
  readonly misfits: readonly Misfit[];
}

/** Writes the parts of a bundle, one an object, with all columns that the pool has. */
export async function stageBundle(
  staging: Staging,
  bundle: OfferedBundle,
  objects: PoolObjects,
): Promise<StagedBundle> {
  const { identity } = bundle;
  const writing = { ...staging, bundle, file: staging.dir };
  return withTables(writing, undefined, async (connection) => {
    const parts: [string, Part][] = [];
    const misfits: Misfit[] = [];
    for (const table of bundle.tables) {
      staging.onStep(`writing ${table.object} of ${identity.authority}, ${identity.as_of}`);
      const cells = (objects[table.object] ?? []).map((column) => cellOf(column, table, identity));
      const from = `${SOURCE.text}.${quoted(table.object)}`;
      const part = await writePart(connection, staging, table.object, identity, { cells, from });
      if (part.rows !== table.rows) throw otherRows(bundle.dir, table, part.rows);
      parts.push([table.object, part]);
      if (part.rows > 0) misfits.push(...(await countMisfits(connection, table)));
    }
    return { parts: Object.fromEntries(parts), misfits };
  });
}

/** Writes parts that the pool has anew, with the columns that it has from now on. */
export async function stageAgain(
  staging: Staging,
  entries: readonly Entry[],
  before: PoolObjects,
  after: PoolObjects,
  changed: readonly string[],
): Promise<Entry[]> {
  return withConnection({ ...staging, file: staging.dir }, undefined, async (connection) => {
    const written: Entry[] = [];
    for (const entry of entries) {
      const parts: Record<string, Part> = { ...entry.parts };
      for (const object of changed.filter((name) => name in entry.parts)) {
        staging.onStep(`writing ${object} of ${entry.authority}, ${entry.as_of} anew`);
        const file = path.join(staging.dir, partPath(object, entry));
        await expectWhole(file, entry.parts[object]);
        const cells = (after[object] ?? []).map((column) =>
          pooledCell(column, before[object] ?? [], entry),
        );
        const from = `read_parquet(${literal(file)}, hive_partitioning = false)`;
        parts[object] = await writePart(connection, staging, object, entry, { cells, from });
      }
      written.push({ ...entry, parts });
    }
    return written;
  });
}

interface Select {
  readonly cells: readonly string[];
  readonly from: string;
}

async function writePart(
  connection: DuckDBConnection,
  { staged }: Staging,
  object: string,
  identity: Identity,
  { cells, from }: Select,
): Promise<Part> {
  const file = path.join(staged, partPath(object, identity));
  await makeFolder(path.dirname(file)).catch(cannot('make', path.dirname(file)));
  const metadata = Object.entries(metadataOf(object, identity)).map(
    ([key, value]) => `${literal(key)}: ${literal(value)}`,
  );
  const copied = await connection.runAndReadAll(
    `COPY (SELECT ${cells.join(', ')} FROM ${from}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd, KV_METADATA {${metadata.join(', ')}})`,
  );
  await makeDurable(file);
  const { bytes, sha256 } = await hashFile(file);
  return { rows: Number(copied.getRowsJson()[0]?.[0]), bytes, sha256 };
}

function metadataOf(object: string, identity: Identity): Readonly<Record<string, string>> {
  const { authority, as_of, run, spec } = identity;
  return {
    ...{ 'ssd:object': object, 'ssd:site': authority, 'ssd:as_of': as_of },
    ...{ 'ssd:run': run, 'ssd:spec': spec },
  };
}

async function makeDurable(file: string): Promise<void> {
  const handle = await fs.open(file, 'r+');
  try {
    await handle.chmod(0o600);
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}

/** Of the texts of a bundle's file. */
function cellOf(column: PoolColumn, { columns }: BundleTable, identity: Identity): string {
  const own = columns.find(({ name }) => name === column.name);
  if (!own) return absent(column);
  const cell = column.key
    ? qualified(quoted(column.name), identity)
    : as(column.type, own.type, typedCell(own));
  return `${cell} AS ${quoted(column.name)}`;
}

/** Of a part that is there. */
function pooledCell(column: PoolColumn, before: readonly PoolColumn[], identity: Identity): string {
  const own = before.find(({ name }) => name === column.name);
  if (!own) return absent(column);
  const cell = as(column.type, own.type, quoted(column.name));
  const isQualified = own.key || !column.key;
  return `${isQualified ? cell : qualified(cell, identity)} AS ${quoted(column.name)}`;
}

function absent({ name, type }: PoolColumn): string {
  return `CAST(NULL AS ${sqlType({ type })}) AS ${quoted(name)}`;
}

/** `leeds:1234`; an empty cell stays empty. No name of an authority has a colon. */
function qualified(cell: string, { authority }: Identity): string {
  return `${literal(`${authority}:`)} || ${cell}`;
}

function as(type: ColumnType, own: ColumnType, cell: string): string {
  if (type === own) return cell;
  if (type === 'text' && own === 'list') return `CAST(to_json(${cell}) AS VARCHAR)`;
  if (type === 'text' && own === 'datetime') return `replace(CAST(${cell} AS VARCHAR), ' ', 'T')`;
  return `CAST(${cell} AS ${sqlType({ type })})`;
}

async function expectWhole(file: string, part: Part | undefined): Promise<void> {
  const found = await hashFile(file).catch(() => undefined);
  if (found && found.sha256 === part?.sha256) return;
  throw new ConfigError({
    code: 'pool-damaged',
    message: `${showPath(file)} is not as the pool wrote it`,
    hint: 'remove that file and pool its bundle again, which makes it anew; then pool the others',
  });
}

function otherRows(dir: string, { object, rows }: BundleTable, found: number): ConfigError {
  return new ConfigError({
    code: 'not-whole',
    message: `${showPath(dir)} is not a bundle as it was written: ${object} has ${found} rows, not ${rows}`,
    hint: 'fetch it again from where it was made; ssd-extract verify lists every difference',
  });
}
