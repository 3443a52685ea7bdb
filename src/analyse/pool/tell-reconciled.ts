import type { BundleTable, BundleTables } from '../bundle-tables.ts';
import type { PoolColumn, PoolObjects } from './record.ts';

/**
 * In sentences, where editions differ: what older parts did not have, and where a bundle is not as
 * the pool. Nothing when all are of one edition.
 */
export function tellReconciled(
  before: PoolObjects,
  after: PoolObjects,
  bundles: readonly BundleTables[],
): string[] {
  const objects = Object.entries(after);
  return objects.flatMap(([object, columns]) => [
    ...tellChanges(object, before[object], columns),
    ...tellDifferences(object, columns, bundles),
  ]);
}

function tellChanges(
  object: string,
  before: readonly PoolColumn[] | undefined,
  after: readonly PoolColumn[],
): string[] {
  if (!before) return [];
  return after.flatMap(({ name, type, key }) => {
    const old = before.find((column) => column.name === name);
    if (!old) return [`${object}.${name} is new: empty in what was pooled before`];
    if (key && !old.key) return [`${object}.${name} is a key now, and begins with the authority`];
    return old.type === type ? [] : [`${object}.${name} is ${type} now, and was ${old.type}`];
  });
}

function tellDifferences(
  object: string,
  columns: readonly PoolColumn[],
  bundles: readonly BundleTables[],
): string[] {
  const tables = bundles.map((bundle) => bundle.tables.find((table) => table.object === object));
  const lacking = tables.filter((table) => table === undefined).length;
  if (lacking === tables.length) return [];
  const there = tables.filter((table) => table !== undefined);
  return [
    ...(lacking > 0 ? [`${object} is not in ${count(lacking)}`] : []),
    ...columns.flatMap((column) => tellColumn(object, column, there)),
  ];
}

function tellColumn(object: string, column: PoolColumn, tables: readonly BundleTable[]): string[] {
  const found = tables.map(({ columns }) => columns.find(({ name }) => name === column.name));
  const lacking = found.filter((own) => own === undefined).length;
  const others = found.filter((own) => own && !column.key && own.type !== column.type);
  const field = `${object}.${column.name}`;
  const types = [...new Set(others.map((own) => own?.type))].join(' or ');
  return [
    ...(lacking > 0 ? [`${field} is not in ${count(lacking)}, and empty there`] : []),
    ...(others.length > 0
      ? [`${field} is ${types} in ${count(others.length)}, and ${column.type} here`]
      : []),
  ];
}

const count = (bundles: number): string => (bundles === 1 ? '1 bundle' : `${bundles} bundles`);
