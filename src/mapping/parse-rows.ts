import { compare } from './construct.ts';
import type { Relation } from './context.ts';
import type { Scope } from './context.ts';
import type { Cursor } from './cursor.ts';
import type { Condition, Rows } from './language.ts';
import { parseFrom } from './parse-from.ts';
import { parseJoins, parseOn } from './parse-joins.ts';

export interface ParsedRows {
  readonly rows: Rows;
  /** The aliases that what is made of the rows may name: fields, `first`, `cohort`. */
  readonly scope: Scope;
}

/** Parses `from`, `joins` and `where`; other keys of the node are the caller's. */
export function parseRows(node: Cursor): ParsedRows | undefined {
  if (!node.isMap) return node.fail('bad-rows', 'rows are a map with from, joins, where');
  const from = parseFrom(node.at('from'));
  if (!from) return undefined;
  const scope = new Map<string, Relation>([[from.alias, from.relation]]);
  const joins = parseJoins(node.at('joins'), scope);
  const where = parseWhere(node.within(scope));
  if (!joins || !where) return undefined;
  return { rows: { alias: from.alias, relation: from.relation.name, joins, where }, scope };
}

/**
 * Parses what stands under `exists`: `{from: {alias: TABLE}, on: {COLUMN: outer value}, joins,
 * where}`; the outer aliases stay known.
 */
export function parseExistsRows(node: Cursor): Rows | undefined {
  if (!node.isMap) {
    return node.fail('bad-rows', 'exists takes a map with from, on, joins, where');
  }
  if (!node.knowsOnly(['from', 'on', 'joins', 'where'])) return undefined;
  const from = parseFrom(node.at('from'));
  if (!from) return undefined;
  if (node.scope.has(from.alias)) {
    return node.at('from').fail('repeated-alias', `the alias "${from.alias}" is taken already`);
  }
  const scope = new Map<string, Relation>([...node.scope, [from.alias, from.relation]]);
  const on = parseOn(node.at('on'), from.alias, from.relation);
  const joins = parseJoins(node.at('joins'), scope);
  const where = parseWhere(node.within(scope));
  if (!on || !joins || !where) return undefined;
  const keys = on.map(({ column, value }) => compare('equal', column, value));
  return { alias: from.alias, relation: from.relation.name, joins, where: [...keys, ...where] };
}

function parseWhere(node: Cursor): readonly Condition[] | undefined {
  return node.has('where') ? node.at('where').conditions() : [];
}
