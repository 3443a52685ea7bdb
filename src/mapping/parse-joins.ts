import type { Relation } from './context.ts';
import { type Cursor, everyOne } from './cursor.ts';
import { showKind } from './kinds.ts';
import { type Join, type NamedValue, type Value, typeOf } from './language.ts';
import { parseRelation } from './parse-from.ts';
import { columnsOf, parseNamedValues } from './parse-named-values.ts';
import { breakTies, keyOrder, parseOrder } from './parse-order.ts';
import { parseColumn } from './parse-value.ts';

const KEYS = ['left', 'inner', 'on', 'where', 'first', 'values'];

interface ParsedJoin {
  readonly join: Join;
  readonly relation: Relation;
}

/** Parses the joins in their order and adds each alias to the scope. */
export function parseJoins(node: Cursor, scope: Map<string, Relation>): Join[] | undefined {
  if (node.raw === undefined) return [];
  if (!node.isMap) {
    return node.fail(
      'bad-rows',
      'joins are a map of alias to join: {p: {left: DIM_PERSON, on: {DIM_PERSON_ID: fr.DIM_PERSON_ID}}}',
    );
  }
  const joins: Join[] = [];
  for (const [alias, item] of node.entries()) {
    const parsed = parseJoin(item.within(scope), alias);
    if (!parsed) return undefined;
    joins.push(parsed.join);
    scope.set(alias, parsed.relation);
  }
  return joins;
}

function parseJoin(node: Cursor, alias: string): ParsedJoin | undefined {
  if (!node.isMap) return node.fail('bad-rows', 'a join is a map with left or inner, and on');
  const reduced = node.has('first') || node.has('values');
  if (!node.knowsOnly(reduced ? [...KEYS, 'joins'] : KEYS)) return undefined;
  if (node.scope.has(alias)) {
    return node.fail('repeated-alias', `the alias "${alias}" is taken already`);
  }
  const type = node.has('left') ? 'left' : 'inner';
  if (typeof node.at(type).raw !== 'string' || (node.has('left') && node.has('inner'))) {
    return node.fail('bad-rows', 'a join names its table under either left or inner');
  }
  const relation = parseRelation(node.at(type));
  if (!relation) return undefined;
  const on = parseOn(node.at('on'), alias, relation);
  const inside = new Map<string, Relation>([...node.scope, [alias, relation]]);
  const joins = parseJoins(node.at('joins'), inside);
  const where = node.has('where') ? node.at('where').within(inside).conditions() : [];
  if (!on || !joins || !where) return undefined;
  const join: Join = { alias, type, relation: relation.name, on, joins, where };
  return reduced ? reduceJoin(node.within(inside), join, relation) : { join, relation };
}

/**
 * A join that gives one row per row outside: the first in an order, or aggregates. What it names
 * outside it sees as they are in that row.
 */
function reduceJoin(node: Cursor, join: Join, relation: Relation): ParsedJoin | undefined {
  const order = node.has('first') ? parseOrder(node.at('first')) : [];
  const values = node.has('values') ? parseNamedValues(node.at('values')) : [];
  if (!order || !values) return undefined;
  const ties = [join, ...join.joins].flatMap(({ alias }) => keyOrder(node, alias));
  const first = node.has('first') ? { first: breakTies(order, ties) } : {};
  if (!node.has('values')) return { join: { ...join, ...first }, relation };
  const keys = join.on.map(({ column }): NamedValue => ({ name: column.column, value: column }));
  return {
    join: { ...join, ...first, values },
    relation: { name: relation.name, columns: columnsOf([...keys, ...values]) },
  };
}

/** `{COLUMN of the joined table: value}`: both sides of the same kind. */
export function parseOn(node: Cursor, alias: string, relation: Relation): Join['on'] | undefined {
  if (!node.isFilledMap) {
    return node.fail(
      'bad-rows',
      'on is a map of column to value: {DIM_PERSON_ID: fr.DIM_PERSON_ID}',
    );
  }
  const joined = new Map([[alias, relation]]);
  return everyOne(
    node.entries().map(([name, item]) => {
      const column = parseColumn(item.within(joined), `${alias}.${name}`);
      const value = item.value();
      if (!column || !value) return undefined;
      return joinableKind(column) === joinableKind(value)
        ? { column, value }
        : item.fail(
            'wrong-type',
            `${column.type} is joined to ${showKind(value)}`,
            'convert one of them: to_text, to_integer',
          );
    }),
  );
}

/** Numbers of every kind can be joined to each other, and to null. */
function joinableKind(value: Value): string {
  const type = typeOf(value);
  return type === 'text' || type === 'date' || type === 'datetime' ? type : 'number';
}
