import { column } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import type { FirstPerGroup, OrderItem, Rows } from './language.ts';

/**
 * `first: {per: [values], order: [{highest: value}]}`; ties go to the highest keys of the rows'
 * tables, so that every run keeps the same row.
 */
export function parseFirst(node: Cursor, rows: Rows): FirstPerGroup | undefined {
  const items = node.isMap ? node.at('per').items() : undefined;
  if (!items) return node.fail('bad-rows', 'first needs per: a list of values, and order');
  if (!node.knowsOnly(['per', 'order'])) return undefined;
  const per = everyOne(items.map((item) => item.value()));
  const written = node.at('order');
  const order = parseOrder(written.reading(written.raw ?? []));
  if (!order || !per) return undefined;
  const oneRowEach = new Set(
    rows.joins.filter((join) => join.first ?? join.values).map((join) => join.alias),
  );
  const ties = [...node.scope.keys()]
    .filter((alias) => !oneRowEach.has(alias))
    .flatMap((alias) => keyOrder(node, alias));
  return { per, order: breakTies(order, ties) };
}

/** `[{highest: value}, {lowest: value}]` */
export function parseOrder(node: Cursor): OrderItem[] | undefined {
  const items = node.items();
  return items
    ? everyOne(items.map(parseOrderItem))
    : node.fail('bad-rows', 'an order is a list of {highest: value} and {lowest: value}');
}

function parseOrderItem(node: Cursor): OrderItem | undefined {
  const [direction] = node.keys();
  if (direction !== 'highest' && direction !== 'lowest') {
    return node.fail('bad-rows', 'an order item is {highest: value} or {lowest: value}');
  }
  const value = node.at(direction).value();
  return value && { value, direction };
}

/** The declared key of an alias's table, highest first; a set has none. */
export function keyOrder({ context, scope }: Cursor, alias: string): OrderItem[] {
  const relation = scope.get(alias);
  if (relation?.name.kind !== 'table') return [];
  return (context.catalogue.get(relation.name.name)?.key ?? []).map((key) => ({
    direction: 'highest',
    value: column(alias, key, relation.name, relation.columns.get(key) ?? 'text'),
  }));
}

/**
 * The order, then the keys that it does not name already: SQL Server refuses a column twice in an
 * order.
 */
export function breakTies(order: readonly OrderItem[], keys: readonly OrderItem[]): OrderItem[] {
  return [...order, ...keys.filter((key) => !order.some((item) => isSameColumn(item, key)))];
}

function isSameColumn({ value: a }: OrderItem, { value: b }: OrderItem): boolean {
  return a.kind === 'column' && b.kind === 'column' && a.alias === b.alias && a.column === b.column;
}
