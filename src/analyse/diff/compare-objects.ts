import type { DuckDBConnection } from '@duckdb/node-api';
import type { ManifestFile } from '../../bundle/manifest.ts';
import type { BundleColumn, BundleTable, BundleTables } from '../bundle-tables.ts';
import { typedCell } from '../column-types.ts';
import { quoted } from '../engine.ts';
import type { MountPlace } from '../open-bundle.ts';
import {
  type CodeChange,
  NO_ROWS,
  type ObjectDiff,
  type SchemaChange,
  type Sides,
} from './bundle-diff.ts';
import { type ComparedField, compareByKey, compareWhole } from './compare-rows.ts';
import {
  type ColumnPair,
  type TablePair,
  commonColumns,
  compareCodes,
  compareSchema,
} from './compare-schema.ts';
import { seenCodes } from './seen-codes.ts';

export const PLACES: Sides<MountPlace> = {
  a: { schema: 'a', text: 'text_a' },
  b: { schema: 'b', text: 'text_b' },
};

/** An object that one bundle alone has. */
export function onlyInOne(object: string, bundles: Sides<BundleTables>): ObjectDiff {
  return {
    ...frame(object, bundles),
    ...NO_ROWS,
    ...{ compared: 'not compared', why: null, key: [], fields: [], schema: [], codes: [] },
  };
}

/** An object that both bundles have: its description, its codes and its rows. */
export async function compareObject(
  connection: DuckDBConnection,
  pair: TablePair,
  bundles: Sides<BundleTables>,
): Promise<ObjectDiff> {
  const { object } = pair.a;
  const treated = otherTreatments(object, bundles);
  const columns = commonColumns(pair).filter(({ a }) => !treated.has(a.name));
  const about = { ...frame(object, bundles), key: keyOf(pair, columns) };
  const schema = [...compareSchema(pair), ...treated.values()];
  if (isSameFile(pair, bundles)) {
    const unchanged = { ...NO_ROWS, unchanged: pair.a.rows };
    const codes = columns.flatMap((column) => compareCodes(column, undefined) ?? []);
    return { ...about, ...unchanged, compared: 'same file', why: null, fields: [], schema, codes };
  }
  const codes = await codeChanges(connection, object, columns);
  const table = {
    rows: { a: viewOf(PLACES.a, object), b: viewOf(PLACES.b, object) },
    total: { a: pair.a.rows, b: pair.b.rows },
    fields: columns.map(comparedField),
  };
  if (about.key.length > 0) {
    const rows = await compareByKey(connection, table, about.key);
    return { ...about, ...rows, compared: 'by key', why: null, schema, codes };
  }
  const why = whyWhole(pair);
  // with no field in common there is nothing by which two rows could be the same
  const rows =
    columns.length > 0
      ? await compareWhole(connection, table)
      : { ...NO_ROWS, added: pair.b.rows, removed: pair.a.rows };
  const unkeyed = { a: pair.a.rows, b: pair.b.rows };
  return { ...about, ...rows, compared: 'whole rows', why, unkeyed, fields: [], schema, codes };
}

const viewOf = ({ text }: MountPlace, object: string): string =>
  `${quoted(text)}.${quoted(object)}`;

function frame(object: string, bundles: Sides<BundleTables>) {
  const a = fileOf(object, bundles.a);
  const b = fileOf(object, bundles.b);
  return {
    object,
    status: { a: a?.status ?? null, b: b?.status ?? null },
    total: { a: a?.rows ?? null, b: b?.rows ?? null },
    unkeyed: { a: 0, b: 0 },
  };
}

function fileOf(object: string, { manifest }: BundleTables): ManifestFile | undefined {
  return manifest.files.find((file) => file.object === object);
}

/** The same bytes hold the same rows, when they are read alike. */
function isSameFile(pair: TablePair, bundles: Sides<BundleTables>): boolean {
  const [a, b] = [fileOf(pair.a.object, bundles.a), fileOf(pair.b.object, bundles.b)];
  const formats = ({ columns }: BundleTable): string => columns.map(formatOf).join();
  return a?.sha256 === b?.sha256 && formats(pair.a) === formats(pair.b);
}

const formatOf = ({ type, british }: BundleColumn): string => `${type} ${british}`;

/** The key of both bundles, where it can be compared; no field where it cannot. */
function keyOf({ a, b }: TablePair, columns: readonly ColumnPair[]): readonly string[] {
  const isKnown = (field: string): boolean => columns.some((column) => column.a.name === field);
  return sameKey(a, b) && a.primaryKey.every(isKnown) ? a.primaryKey : [];
}

function sameKey(a: BundleTable, b: BundleTable): boolean {
  return a.primaryKey.toSorted().join() === b.primaryKey.toSorted().join();
}

function whyWhole({ a, b }: TablePair): string {
  if (!sameKey(a, b)) return 'the bundles have different keys';
  return a.primaryKey.length === 0
    ? 'the bundles show no key'
    : 'a field of the key cannot be compared';
}

/** Dates that are written in two ways are compared as dates, what is no date as it is. */
function comparedField({ a, b }: ColumnPair): ComparedField {
  const isDate = [a, b].every(({ type }) => type === 'date' || type === 'datetime');
  const cell = (column: BundleColumn): string =>
    isDate && a.british !== b.british
      ? `coalesce(CAST(${typedCell(column)} AS VARCHAR), ${quoted(column.name)})`
      : quoted(column.name);
  return { name: a.name, cell: { a: cell(a), b: cell(b) } };
}

/** By field, where pseudonymising left other things of it in the two bundles. */
function otherTreatments(
  object: string,
  { a, b }: Sides<BundleTables>,
): ReadonlyMap<string, SchemaChange> {
  const [one, other] = [a, b].map(({ manifest }) => manifest.pseudonymised?.fields[object] ?? {});
  const fields = new Set([...Object.keys(one ?? {}), ...Object.keys(other ?? {})]);
  const changes = [...fields].map((field): SchemaChange => {
    const sides = { a: one?.[field] ?? 'keep', b: other?.[field] ?? 'keep' };
    return { field, what: 'treatment', ...sides };
  });
  return new Map(
    changes.filter((change) => change.a !== change.b).map((change) => [change.field ?? '', change]),
  );
}

async function codeChanges(
  connection: DuckDBConnection,
  object: string,
  columns: readonly ColumnPair[],
): Promise<CodeChange[]> {
  const coded = columns.filter(({ a, b }) => a.codes.length + b.codes.length > 0);
  const a = await seenCodes(connection, viewOf(PLACES.a, object), coded);
  const b = await seenCodes(connection, viewOf(PLACES.b, object), coded);
  const none = new Set<string>();
  return coded.flatMap((column) => {
    const { name } = column.a;
    const seen = { a: a.get(name) ?? none, b: b.get(name) ?? none };
    return compareCodes(column, seen) ?? [];
  });
}
