import type { Relation } from './context.ts';
import { type Cursor, everyOne } from './cursor.ts';
import {
  type NamedSet,
  type NamedValue,
  type SetBranch,
  type UnionSet,
  typeOf,
} from './language.ts';
import { parseMerge } from './parse-merge.ts';
import { columnsOf, parseNamedValues } from './parse-named-values.ts';
import { parseFirst } from './parse-order.ts';
import { parseRows } from './parse-rows.ts';

/** Parses the named sets of a mapping, in order; each may use those above it. */
export function parseSets(node: Cursor): NamedSet[] {
  if (node.raw === undefined) return [];
  if (!node.isMap) {
    node.fail('bad-rows', 'sets are a map of name to set');
    return [];
  }
  const sets: NamedSet[] = [];
  for (const [name, item] of node.entries()) {
    const set = item.has('merge') ? parseMerge(item, name) : parseUnion(item, name);
    if (!set) continue;
    node.context.sets.set(name, { name: { kind: 'set', name }, columns: set.columns });
    sets.push(set);
  }
  return sets;
}

function parseUnion(node: Cursor, name: string): UnionSet | undefined {
  const items = node.at('union').items() ?? [node];
  const branches = everyOne(items.map(parseBranch));
  if (!branches || branches.length === 0) return undefined;
  const columns = sharedColumns(node, name, branches);
  return columns && { name, branches, columns };
}

function parseBranch(node: Cursor): SetBranch | undefined {
  if (!node.isMap) {
    return node.fail(
      'bad-rows',
      'a set is a map with from, joins, where, first, group, select, or with union or merge',
    );
  }
  if (!node.knowsOnly(['from', 'joins', 'where', 'first', 'group', 'select'])) return undefined;
  const parsed = parseRows(node);
  if (!parsed) return undefined;
  const inside = node.within(parsed.scope);
  const first = node.has('first') ? parseFirst(inside.at('first'), parsed.rows) : undefined;
  const group = node.has('group') ? parseNamedValues(inside.at('group')) : [];
  const select = node.has('select') ? parseNamedValues(inside.at('select')) : [];
  if (!group || !select) return undefined;
  if (group.length + select.length === 0) {
    return node.fail('bad-rows', 'a set names its columns under group or select');
  }
  return { rows: parsed.rows, first, group, select };
}

function sharedColumns(
  node: Cursor,
  name: string,
  branches: readonly SetBranch[],
): Relation['columns'] | undefined {
  const named = branches.map((branch) => [...branch.group, ...branch.select]);
  const known = named.flat().filter(({ value }) => typeOf(value) !== null);
  const columns = new Map([...columnsOf(named[0] ?? []), ...columnsOf([...known].reverse())]);
  // a null of one branch is of whatever kind the column has in the others
  const fits = ({ name: column, value }: NamedValue): boolean =>
    typeOf(value) === null || typeOf(value) === columns.get(column);
  const same = named.every(
    (branch) =>
      branch.length === columns.size &&
      branch.every((item, index) => fits(item) && item.name === named[0]?.[index]?.name),
  );
  return same
    ? columns
    : node.fail('wrong-type', `the branches of ${name} do not have the same columns`);
}
