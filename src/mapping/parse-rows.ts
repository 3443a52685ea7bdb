import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import type { ValueType } from './catalogue.ts';
import { type Context, type Relation, type Scope, findRelation, isMap, report } from './context.ts';
import {
  type Condition,
  type Join,
  type NamedValue,
  type OrderItem,
  type Pick,
  type Rows,
  type Value,
  typeOf,
} from './language.ts';
import { parseConditions } from './parse-condition.ts';
import { parseColumn, parseValue } from './parse-value.ts';

export interface ParsedRows {
  readonly rows: Rows;
  /** The aliases that fields, picks and cohort may name. */
  readonly scope: Scope;
}

/** Parses `from`, `joins` and `where`; other keys of the node are the caller's. */
export function parseRows(context: Context, node: unknown, path: YamlPath): ParsedRows | undefined {
  if (!isMap(node)) {
    return report(context, path, 'bad-rows', 'rows are a map with from, joins, where');
  }
  const from = parseFrom(context, node['from'], [...path, 'from']);
  if (!from) return undefined;
  const scope = new Map<string, Relation>([[from.alias, from.relation]]);
  const joins = parseJoins(context, scope, node['joins'], [...path, 'joins']);
  const where = parseWhere(context, scope, node['where'], [...path, 'where']);
  return (
    joins &&
    where && { rows: { alias: from.alias, relation: from.relation.name, joins, where }, scope }
  );
}

/**
 * Parses what stands under `exists`: `{from: {alias: TABLE}, on: {COLUMN: outer value}, joins,
 * where}`; the outer aliases stay known.
 */
export function parseExistsRows(
  context: Context,
  outer: Scope,
  node: unknown,
  path: YamlPath,
): Rows | undefined {
  if (!isMap(node)) {
    return report(context, path, 'bad-rows', 'exists takes a map with from, on, joins, where');
  }
  if (!knownKeys(context, node, ['from', 'on', 'joins', 'where'], path)) return undefined;
  const from = parseFrom(context, node['from'], [...path, 'from']);
  if (!from) return undefined;
  if (outer.has(from.alias)) {
    return report(
      context,
      [...path, 'from'],
      'repeated-alias',
      `the alias "${from.alias}" is taken already`,
    );
  }
  const scope = new Map<string, Relation>([...outer, [from.alias, from.relation]]);
  const on = parseOn(context, outer, from.alias, from.relation, node['on'], [...path, 'on']);
  const joins = parseJoins(context, scope, node['joins'], [...path, 'joins']);
  const where = parseWhere(context, scope, node['where'], [...path, 'where']);
  if (!on || !joins || !where) return undefined;
  const keys = on.map((pair): Condition => ({
    kind: 'compare',
    operator: 'equal',
    left: pair.column,
    right: pair.value,
  }));
  return { alias: from.alias, relation: from.relation.name, joins, where: [...keys, ...where] };
}

/**
 * `first: {per: [values], order: [{highest: value}]}`; ties go to the highest keys of the rows'
 * tables, so that every run picks the same row.
 */
export function parsePick(
  context: Context,
  { rows, scope }: ParsedRows,
  node: unknown,
  path: YamlPath,
): Pick | undefined {
  if (!isMap(node) || !Array.isArray(node['per'])) {
    return report(context, path, 'bad-rows', 'first needs per: a list of values, and order');
  }
  if (!knownKeys(context, node, ['per', 'order'], path)) return undefined;
  const per = node['per'].map((item, index) =>
    parseValue(context, scope, item, [...path, 'per', index]),
  );
  const order = parseOrder(context, scope, node['order'] ?? [], [...path, 'order']);
  if (!order || !per.every((value) => value !== undefined)) return undefined;
  const single = new Set(
    rows.joins.filter((join) => join.first ?? join.values).map((join) => join.alias),
  );
  const ties = [...scope]
    .filter(([alias]) => !single.has(alias))
    .flatMap(([alias, relation]) => keyOrder(context, alias, relation));
  return { per, order: breakTies(order, ties) };
}

/** `{NAME: value, …}` */
export function parseNamedValues(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): NamedValue[] | undefined {
  if (!isMap(node)) {
    return report(context, path, 'bad-rows', 'a map of column name to value belongs here');
  }
  const named = Object.entries(node).map(([name, item]) => ({
    name,
    value: parseValue(context, scope, item, [...path, name]),
  }));
  return named.every((item): item is NamedValue => item.value !== undefined) ? named : undefined;
}

export function knownKeys(
  context: Context,
  node: Record<string, unknown>,
  known: readonly string[],
  path: YamlPath,
): boolean {
  const strays = Object.keys(node).filter((key) => !known.includes(key));
  for (const key of strays) {
    report(context, [...path, key], 'unknown-key', `unknown key "${key}"`, didYouMean(key, known));
  }
  return strays.length === 0;
}

/** The columns of a relation made of named values; null columns count as text. */
export function columnsOf(named: readonly NamedValue[]): Map<string, ValueType> {
  return new Map(named.map(({ name, value }) => [name, typeOf(value) ?? 'text']));
}

function parseFrom(
  context: Context,
  node: unknown,
  path: YamlPath,
): { alias: string; relation: Relation } | undefined {
  const [entry, ...others] = isMap(node) ? Object.entries(node) : [];
  if (!entry || others.length > 0 || typeof entry[1] !== 'string') {
    return report(
      context,
      path,
      'bad-rows',
      'from is one alias and its table: {fr: FACT_REFERRALS}',
    );
  }
  const relation = parseRelation(context, entry[1], [...path, entry[0]]);
  return relation && { alias: entry[0], relation };
}

function parseRelation(context: Context, name: string, path: YamlPath): Relation | undefined {
  return (
    findRelation(context, name) ??
    report(
      context,
      path,
      'unknown-table',
      `"${name}" is neither a table of the catalogue nor a set named above`,
      didYouMean(name, [...context.sets.keys(), ...context.catalogue.keys()]),
    )
  );
}

function parseWhere(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): readonly Condition[] | undefined {
  return node === undefined ? [] : parseConditions(context, scope, node, path);
}

/** Parses the joins in their order and adds each alias to the scope. */
function parseJoins(
  context: Context,
  scope: Map<string, Relation>,
  node: unknown,
  path: YamlPath,
): Join[] | undefined {
  if (node === undefined) return [];
  if (!isMap(node)) {
    return report(
      context,
      path,
      'bad-rows',
      'joins are a map of alias to join: {p: {left: DIM_PERSON, on: {DIM_PERSON_ID: fr.DIM_PERSON_ID}}}',
    );
  }
  const joins: Join[] = [];
  for (const [alias, item] of Object.entries(node)) {
    const join = parseJoin(context, scope, alias, item, [...path, alias]);
    if (!join) return undefined;
    joins.push(join.join);
    scope.set(alias, join.relation);
  }
  return joins;
}

function parseJoin(
  context: Context,
  scope: Scope,
  alias: string,
  node: unknown,
  path: YamlPath,
): { join: Join; relation: Relation } | undefined {
  if (!isMap(node)) {
    return report(context, path, 'bad-rows', 'a join is a map with left or inner, and on');
  }
  const reduced = 'first' in node || 'values' in node;
  if (
    !knownKeys(
      context,
      node,
      ['left', 'inner', 'on', 'where', 'first', 'values', ...(reduced ? ['joins'] : [])],
      path,
    )
  ) {
    return undefined;
  }
  if (scope.has(alias)) {
    return report(context, path, 'repeated-alias', `the alias "${alias}" is taken already`);
  }
  const type = 'left' in node ? 'left' : 'inner';
  const name = node[type];
  if (typeof name !== 'string' || ('left' in node && 'inner' in node)) {
    return report(context, path, 'bad-rows', 'a join names its table under either left or inner');
  }
  const base = parseRelation(context, name, [...path, type]);
  if (!base) return undefined;
  const on = parseOn(context, scope, alias, base, node['on'], [...path, 'on']);
  const inside = new Map<string, Relation>([...scope, [alias, base]]);
  const joins = parseJoins(context, inside, node['joins'], [...path, 'joins']);
  const where = parseWhere(context, inside, node['where'], [...path, 'where']);
  if (!on || !joins || !where) return undefined;
  const join = { alias, type, relation: base.name, on, joins, where } as const;
  return reduced ? reduceJoin(context, join, inside, base, node, path) : { join, relation: base };
}

/**
 * A join that gives one row per row outside: the first in an order, or aggregates. What it names
 * outside it sees as they are in that row.
 */
function reduceJoin(
  context: Context,
  join: Join,
  inside: Scope,
  base: Relation,
  node: Record<string, unknown>,
  path: YamlPath,
): { join: Join; relation: Relation } | undefined {
  const order =
    'first' in node ? parseOrder(context, inside, node['first'], [...path, 'first']) : [];
  const values =
    'values' in node ? parseNamedValues(context, inside, node['values'], [...path, 'values']) : [];
  if (!order || !values) return undefined;
  const own = [
    { alias: join.alias, relation: base },
    ...join.joins.flatMap(({ alias }) => {
      const relation = inside.get(alias);
      return relation ? [{ alias, relation }] : [];
    }),
  ];
  const ties = own.flatMap(({ alias, relation }) => keyOrder(context, alias, relation));
  const reduced: Join = {
    ...join,
    ...('first' in node ? { first: breakTies(order, ties) } : {}),
    ...('values' in node ? { values } : {}),
  };
  if (!reduced.values) return { join: reduced, relation: base };
  const keys = join.on.map(({ column }): NamedValue => ({ name: column.column, value: column }));
  return { join: reduced, relation: { name: base.name, columns: columnsOf([...keys, ...values]) } };
}

/** `{COLUMN of the joined table: value}`: both sides of the same kind. */
function parseOn(
  context: Context,
  scope: Scope,
  alias: string,
  base: Relation,
  node: unknown,
  path: YamlPath,
): Join['on'] | undefined {
  if (!isMap(node) || Object.keys(node).length === 0) {
    return report(
      context,
      path,
      'bad-rows',
      'on is a map of column to value: {DIM_PERSON_ID: fr.DIM_PERSON_ID}',
    );
  }
  const pairs = Object.entries(node).map(([name, item]) => {
    const at = [...path, name];
    const column = parseColumn(context, new Map([[alias, base]]), `${alias}.${name}`, at);
    const value = parseValue(context, scope, item, at);
    if (!column || !value) return undefined;
    return sameKind(column, value)
      ? { column, value }
      : report(
          context,
          at,
          'wrong-type',
          `${column.type} is joined to ${typeOf(value) ?? 'null'}`,
          'convert one of them: to_text, to_integer',
        );
  });
  return pairs.every((pair) => pair !== undefined) ? pairs : undefined;
}

function keyOrder(context: Context, alias: string, relation: Relation): OrderItem[] {
  const table =
    relation.name.kind === 'table' ? context.catalogue.get(relation.name.name) : undefined;
  return (table?.key ?? []).map((column) => ({
    direction: 'highest',
    value: {
      kind: 'column',
      alias,
      column,
      relation: relation.name,
      type: relation.columns.get(column) ?? 'text',
    },
  }));
}

/**
 * The order, then the keys that it does not name already: SQL Server refuses a column twice in an
 * order.
 */
function breakTies(order: readonly OrderItem[], keys: readonly OrderItem[]): OrderItem[] {
  const named = (key: OrderItem): boolean =>
    order.some(
      ({ value }) =>
        value.kind === 'column' &&
        key.value.kind === 'column' &&
        value.alias === key.value.alias &&
        value.column === key.value.column,
    );
  return [...order, ...keys.filter((key) => !named(key))];
}

function sameKind(a: Value, b: Value): boolean {
  const kinds = [typeOf(a), typeOf(b)].map((type) =>
    type === 'text' || type === 'date' || type === 'datetime' ? type : 'number',
  );
  return kinds[0] === kinds[1];
}

function parseOrder(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): OrderItem[] | undefined {
  if (!Array.isArray(node)) {
    return report(
      context,
      path,
      'bad-rows',
      'an order is a list of {highest: value} and {lowest: value}',
    );
  }
  const items = node.map((item, index): OrderItem | undefined => {
    const [direction] = isMap(item) ? Object.keys(item) : [];
    if (!isMap(item) || (direction !== 'highest' && direction !== 'lowest')) {
      return report(
        context,
        [...path, index],
        'bad-rows',
        'an order item is {highest: value} or {lowest: value}',
      );
    }
    const value = parseValue(context, scope, item[direction], [...path, index, direction]);
    return value && { value, direction };
  });
  return items.every((item) => item !== undefined) ? items : undefined;
}
