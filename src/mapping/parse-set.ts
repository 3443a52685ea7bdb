import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Relation, isMap, report } from './context.ts';
import { type NamedSet, type NamedValue, type SetBranch, typeOf } from './language.ts';
import { parseMerge } from './parse-merge.ts';
import { columnsOf, knownKeys, parseNamedValues, parsePick, parseRows } from './parse-rows.ts';

/** Parses the named sets of a mapping, in order; each may use those above it. */
export function parseSets(context: Context, node: unknown, path: YamlPath): NamedSet[] {
  if (node === undefined) return [];
  if (!isMap(node)) {
    report(context, path, 'bad-rows', 'sets are a map of name to set');
    return [];
  }
  const sets: NamedSet[] = [];
  for (const [name, item] of Object.entries(node)) {
    const at = [...path, name];
    if (isMap(item) && 'merge' in item) {
      const merged = parseMerge(context, name, item, at);
      if (!merged) continue;
      context.sets.set(name, { name: { kind: 'set', name }, columns: merged.columns });
      sets.push(merged);
      continue;
    }
    const branches =
      isMap(item) && Array.isArray(item['union'])
        ? item['union'].map((branch, index) =>
            parseBranch(context, branch, [...at, 'union', index]),
          )
        : [parseBranch(context, item, at)];
    const [first] = branches;
    if (!first || !branches.every((branch) => branch !== undefined)) continue;
    const relation = sharedColumns(context, name, branches, at);
    if (relation) {
      context.sets.set(name, relation);
      sets.push({ name, branches, columns: relation.columns });
    }
  }
  return sets;
}

function parseBranch(context: Context, node: unknown, path: YamlPath): SetBranch | undefined {
  if (!isMap(node)) {
    return report(
      context,
      path,
      'bad-rows',
      'a set is a map with from, joins, where, first, group, select, or with union or merge',
    );
  }
  if (!knownKeys(context, node, ['from', 'joins', 'where', 'first', 'group', 'select'], path)) {
    return undefined;
  }
  const parsed = parseRows(context, node, path);
  if (!parsed) return undefined;
  const pick =
    node['first'] === undefined
      ? undefined
      : parsePick(context, parsed, node['first'], [...path, 'first']);
  const group =
    node['group'] === undefined
      ? []
      : parseNamedValues(context, parsed.scope, node['group'], [...path, 'group']);
  const select =
    node['select'] === undefined
      ? []
      : parseNamedValues(context, parsed.scope, node['select'], [...path, 'select']);
  if (!group || !select) return undefined;
  if (group.length + select.length === 0) {
    return report(context, path, 'bad-rows', 'a set names its columns under group or select');
  }
  return { rows: parsed.rows, ...(pick ? { pick } : {}), group, select };
}

function sharedColumns(
  context: Context,
  name: string,
  branches: readonly SetBranch[],
  path: YamlPath,
): Relation | undefined {
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
    ? { name: { kind: 'set', name }, columns }
    : report(context, path, 'wrong-type', `the branches of ${name} do not have the same columns`);
}
