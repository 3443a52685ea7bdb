import path from 'node:path';
import { z } from 'zod';
import { FileFault, readTextFile } from '../../files/read-file.ts';
import { ConfigError } from '../../problems/errors.ts';
import { showPath } from '../../yaml/read.ts';

/** Says what a pool holds; a folder without it is no pool. */
export const RECORD = 'pool.json';
const FORMAT = 1;
/** In bytes: some 5 kB a bundle. */
const MOST_BYTES = 512 * 1024 * 1024;

const TYPES = ['text', 'list', 'boolean', 'integer', 'number', 'date', 'datetime'] as const;
/** Names are names of folders and columns in three engines, none of which minds capitals alike. */
const name = z.string().regex(/^[a-z0-9][a-z0-9_]*$/);
const count = z.number().int().nonnegative();

const columnShape = z.object({
  name,
  type: z.enum(TYPES),
  /** Part of a primary or foreign key: its cells begin with the authority. */
  key: z.boolean(),
  description: z.string(),
});

const partShape = z.object({ rows: count, bytes: count, sha256: z.string() });

export const entryShape = z.object({
  /** The `site` of the bundle. */
  authority: z.string().regex(/^[a-z0-9][a-z0-9_-]*$/),
  as_of: z.iso.date(),
  /** sha256 of the bundle's manifest, which holds the hashes of all its files. */
  manifest: z.string(),
  run: z.string(),
  finished: z.iso.datetime(),
  cms: z.string(),
  spec: z.string(),
  /** Without findings that are errors. */
  valid: z.boolean(),
  /** Of the key of its pseudonyms; bundles with the same one join. */
  key_id: z.string().optional(),
  /** By object, the file `<object>/authority=…/as_of=…/part.parquet`. */
  parts: z.record(name, partShape),
});

const recordShape = z.object({
  format: z.literal(FORMAT),
  /** All of its bundles are, or none. */
  pseudonymised: z.boolean(),
  /** By object, the columns of each of its parts, in their order. */
  objects: z.record(name, z.array(columnShape)),
  bundles: z.array(entryShape),
});

export type PoolColumn = Readonly<z.infer<typeof columnShape>>;
export type PoolObjects = Readonly<Record<string, readonly PoolColumn[]>>;
export type Part = Readonly<z.infer<typeof partShape>>;
export type Parts = Readonly<Record<string, Part>>;

/** One bundle in the pool: one night of one authority. */
export type Entry = Omit<Readonly<z.infer<typeof entryShape>>, 'parts'> & { readonly parts: Parts };

export interface PoolRecord {
  readonly pseudonymised: boolean;
  readonly objects: PoolObjects;
  readonly bundles: readonly Entry[];
}

/** Where a part lies in its pool, with forward slashes. */
export function partPath(
  object: string,
  { authority, as_of }: Pick<Entry, 'authority' | 'as_of'>,
): string {
  return `${object}/authority=${authority}/as_of=${as_of}/part.parquet`;
}

export function showRecord({ pseudonymised, objects, bundles }: PoolRecord): string {
  const sorted = bundles.toSorted((a, b) => compare(nightOf(a), nightOf(b)));
  const record = { format: FORMAT, pseudonymised, objects, bundles: sorted };
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** What no two bundles of a pool share. */
export function nightOf({ authority, as_of }: Pick<Entry, 'authority' | 'as_of'>): string {
  return `${authority} ${as_of}`;
}

export function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/**
 * The record of a pool; undefined where there is none.
 * @throws ConfigError for one that is broken, or of a newer version
 */
export function readRecord(dir: string): PoolRecord | undefined {
  const file = path.join(dir, RECORD);
  let value: unknown;
  try {
    value = JSON.parse(readTextFile(file, MOST_BYTES));
  } catch (error) {
    if (error instanceof FileFault && error.code === 'ENOENT') return undefined;
    if (error instanceof FileFault) throw broken(file, error.message);
    throw broken(file, 'it is not valid JSON');
  }
  const parsed = recordShape.safeParse(value);
  if (parsed.success) return parsed.data;
  const format = z.object({ format: z.number() }).safeParse(value).data?.format ?? 0;
  throw format > FORMAT ? newer(dir) : broken(file, 'it does not have the shape of one');
}

function broken(file: string, why: string): ConfigError {
  return new ConfigError({
    code: 'pool-broken',
    message: `${showPath(file)} cannot be used as the record of a pool: ${why}`,
    hint: 'pool the bundles anew into another folder; this one stays as it is',
  });
}

function newer(dir: string): ConfigError {
  return new ConfigError({
    code: 'pool-newer',
    message: `a newer version of ssd-extract made the pool ${showPath(dir)}`,
    hint: 'use that version, or pool the bundles into another folder; this one stays as it is',
  });
}
