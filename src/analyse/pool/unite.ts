import type { Link } from '../../spec/links.ts';
import { linksOf } from '../../spec/links.ts';
import type { Spec } from '../../spec/model.ts';
import type { BundleTable, BundleTables, ColumnType } from '../bundle-tables.ts';
import type { PoolColumn, PoolObjects } from './record.ts';

/** `object.field` of every part of a primary or foreign key. */
export type KeyFields = ReadonlySet<string>;

/**
 * The keys of the standard, and those that bundles tell of besides: a bundle does not show a key
 * whose other end it lacks.
 */
export function keyFields(spec: Spec, bundles: readonly BundleTables[]): KeyFields {
  const own = bundles.flatMap(({ tables }) => tables.flatMap(keysOf));
  const standard = spec.objects.flatMap(({ name, primaryKey }) =>
    primaryKey.map((field) => show(name, field)),
  );
  return new Set([...standard, ...linksOf(spec).flatMap(endsOf), ...own]);
}

const show = (object: string, field: string): string => `${object}.${field}`;

const endsOf = ({ parent, child }: Link): string[] =>
  [parent, child].map(({ object, field }) => show(object, field));

function keysOf({ object, primaryKey, foreignKeys }: BundleTable): string[] {
  const links = foreignKeys.map(({ field, parent }) => ({ parent, child: { object, field } }));
  return [...primaryKey.map((field) => show(object, field)), ...links.flatMap(endsOf)];
}

/**
 * The columns of each object that hold what the pool has and what the bundles bring. What is there
 * stays in its place, and only becomes wider: a pool that has seen two editions keeps both.
 */
export function unite(
  before: PoolObjects,
  bundles: readonly BundleTables[],
  keys: KeyFields,
): PoolObjects {
  const objects = new Map(
    Object.entries(before).map(([object, columns]) => [object, columns.map(withKey(object, keys))]),
  );
  for (const { object, columns } of bundles.flatMap(({ tables }) => tables)) {
    const known = objects.get(object) ?? [];
    const named = columns.map(({ name, type, description }) =>
      withKey(object, keys)({ name, type, description, key: false }),
    );
    objects.set(object, named.reduce(withColumn, known));
  }
  return Object.fromEntries(objects);
}

function withKey(object: string, keys: KeyFields): (column: PoolColumn) => PoolColumn {
  return (column) =>
    keys.has(show(object, column.name)) ? { ...column, key: true, type: 'text' } : column;
}

function withColumn(columns: PoolColumn[], added: PoolColumn): PoolColumn[] {
  if (!columns.some(({ name }) => name === added.name)) return [...columns, added];
  return columns.map((column) => (column.name === added.name ? wider(column, added) : column));
}

function wider(a: PoolColumn, b: PoolColumn): PoolColumn {
  const key = a.key || b.key;
  const type = key ? 'text' : widerType(a.type, b.type);
  return { name: a.name, type, key, description: b.description || a.description };
}

/** A text holds anything; nothing else is narrowed or rounded on the way. */
function widerType(a: ColumnType, b: ColumnType): ColumnType {
  if (a === b) return a;
  const both = [a, b];
  if (both.includes('integer') && both.includes('number')) return 'number';
  if (both.includes('date') && both.includes('datetime')) return 'datetime';
  return 'text';
}

/** Objects of which older parts no longer have the columns that new ones get. */
export function changedObjects(before: PoolObjects, after: PoolObjects): string[] {
  const shape = (columns: readonly PoolColumn[] = []): string =>
    JSON.stringify(columns.map(({ name, type, key }) => [name, type, key]));
  return Object.keys(before).filter((object) => shape(before[object]) !== shape(after[object]));
}
