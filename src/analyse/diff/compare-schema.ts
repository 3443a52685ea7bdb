import type { BundleColumn, BundleTable, Code } from '../bundle-tables.ts';
import type { CodeChange, NamedCode, SchemaChange, Sides } from './bundle-diff.ts';

/** One object in both bundles. */
export type TablePair = Sides<BundleTable>;

/** A field of both of them. */
export type ColumnPair = Sides<BundleColumn>;

/** The fields that both bundles have, in the order of A. */
export function commonColumns({ a, b }: TablePair): ColumnPair[] {
  const others = new Map(b.columns.map((column) => [column.name, column]));
  return a.columns.flatMap((column) => {
    const other = others.get(column.name);
    return other ? [{ a: column, b: other }] : [];
  });
}

/** What the two descriptions of an object say differently of its fields and its key. */
export function compareSchema(pair: TablePair): SchemaChange[] {
  const { a, b } = pair;
  const key = changeOf(null, 'key', a.primaryKey.join(', '), b.primaryKey.join(', '));
  const fields = commonColumns(pair).flatMap(({ a: one, b: other }) => [
    ...changeOf(one.name, 'type', one.type, other.type),
    ...changeOf(one.name, 'size', sizeOf(one), sizeOf(other)),
  ]);
  return [...key, ...onlyInOne(pair), ...fields];
}

function onlyInOne({ a, b }: TablePair): SchemaChange[] {
  const missing = (from: BundleTable, other: BundleTable): readonly BundleColumn[] =>
    from.columns.filter(({ name }) => !other.columns.some((column) => column.name === name));
  return [
    ...missing(a, b).map(({ name, type }) => fieldChange(name, { a: type, b: null })),
    ...missing(b, a).map(({ name, type }) => fieldChange(name, { a: null, b: type })),
  ];
}

const fieldChange = (field: string, sides: Sides<string | null>): SchemaChange => ({
  field,
  what: 'field',
  ...sides,
});

const sizeOf = ({ maxLength }: BundleColumn): string => String(maxLength ?? '');

/** A text that is empty says that there is none. */
function changeOf(
  field: string | null,
  what: SchemaChange['what'],
  a: string,
  b: string,
): SchemaChange[] {
  return a === b ? [] : [{ field, what, a: a || null, b: b || null }];
}

/** Codes of either bundle that were found in rows; nothing is known of rows without it. */
export type SeenCodes = Sides<ReadonlySet<string>> | undefined;

/** How the codes of a field differ; undefined where they do not. */
export function compareCodes({ a, b }: ColumnPair, seen: SeenCodes): CodeChange | undefined {
  const before = byValue(a.codes);
  const after = byValue(b.codes);
  const all = [...new Map([...before, ...after])].map(([code, description]) => ({
    code,
    description,
  }));
  const only = (one: ReadonlyMap<string, string>, other: typeof one): NamedCode[] =>
    all.filter(({ code }) => one.has(code) && !other.has(code));
  const isSeen = (side: 'a' | 'b', { code }: NamedCode): boolean => seen?.[side].has(code) ?? false;
  const change: CodeChange = {
    field: a.name,
    added: only(after, before),
    removed: only(before, after),
    reworded: all.flatMap(({ code }) => {
      const [old, now] = [before.get(code), after.get(code)];
      return old === undefined || now === undefined || old === now
        ? []
        : [{ code, a: old, b: now }];
    }),
    appeared: all.filter((code) => isSeen('b', code) && !isSeen('a', code)),
    gone: all.filter((code) => isSeen('a', code) && !isSeen('b', code)),
  };
  const { added, removed, reworded, appeared, gone } = change;
  const parts = [added, removed, reworded, appeared, gone];
  return parts.some((part) => part.length > 0) ? change : undefined;
}

const byValue = (codes: readonly Code[]): ReadonlyMap<string, string> =>
  new Map(codes.map(({ value, description }) => [value, description]));
