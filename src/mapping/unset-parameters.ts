import type { YamlPath } from '../yaml/read.ts';
import type { UnsetUse } from './context.ts';
import type {
  ColumnValue,
  Join,
  NamedSet,
  NamedValue,
  Output,
  Rows,
  SetBranch,
  Value,
} from './language.ts';
import type { PlanRows } from './plan.ts';
import { columnsIn, columnsInCondition, columnsInJoin, valuesOf, valuesOfFirst } from './walk.ts';

/** What an object lacks as long as the authority has not set a parameter. */
export interface UnsetParameter {
  readonly parameter: string;
  readonly object: string;
  /** Fields that need it; `rows` when it decides which rows there are. */
  readonly needs: 'rows' | readonly string[];
}

/**
 * What hangs on the parameter so far: sets as a whole, single columns of sets as `SET.COLUMN`, and
 * joins of the place that names it.
 */
interface Trace {
  readonly sets: Set<string>;
  readonly columns: Set<string>;
}

/**
 * Follows each parameter that a mapping names and the site leaves unset to the fields it ends in,
 * through sets and joins.
 */
export function whatUnsetEmpties(
  object: string,
  uses: readonly UnsetUse[],
  source: PlanRows,
  outputs: ReadonlyMap<string, Output>,
): UnsetParameter[] {
  const found = new Map<string, 'rows' | Set<string>>();
  for (const { parameter, path } of uses) {
    const needs = followUse(path, source, outputs);
    const known = found.get(parameter);
    if (needs.length === 0 || known === 'rows') continue;
    found.set(parameter, needs === 'rows' ? 'rows' : new Set([...(known ?? []), ...needs]));
  }
  return [...found].map(([parameter, needs]) => ({
    parameter,
    object,
    needs: needs === 'rows' ? needs : [...needs],
  }));
}

function followUse(
  path: YamlPath,
  source: PlanRows,
  outputs: ReadonlyMap<string, Output>,
): 'rows' | readonly string[] {
  const [place, name] = path;
  if (place === 'fields') return [String(name)];
  const trace: Trace = { sets: new Set(), columns: new Set() };
  for (const set of source.sets) {
    followSet(set, place === 'sets' && name === set.name ? path : undefined, trace);
  }
  const items = [...outputs].flatMap(([field, output]) =>
    valuesOf(output).map((value) => ({ name: field, value })),
  );
  const order = [...valuesOfFirst(source.first), ...(source.person ? [source.person] : [])];
  return followRows(source.rows, order, items, place === 'rows' ? path : undefined, trace);
}

function followSet(set: NamedSet, at: YamlPath | undefined, trace: Trace): void {
  if ('merge' in set) {
    const { of, per, start, end, ties } = set.merge;
    const hangs = (column: string): boolean => trace.columns.has(`${of.name}.${column}`);
    if (trace.sets.has(of.name) || [...per, start, end, ...ties].some(hangs)) {
      trace.sets.add(set.name);
    }
    for (const column of set.columns.keys()) {
      if (hangs(column)) trace.columns.add(`${set.name}.${column}`);
    }
    return;
  }
  for (const [index, branch] of set.branches.entries()) {
    const here = at?.[2] === 'union' && at[3] !== index ? undefined : at;
    const reached = followRows(
      branch.rows,
      orderOf(branch),
      [...branch.group, ...branch.select],
      here,
      trace,
    );
    if (reached === 'rows') trace.sets.add(set.name);
    else for (const column of reached) trace.columns.add(`${set.name}.${column}`);
  }
}

function orderOf({ first, group }: SetBranch): readonly Value[] {
  return [...valuesOfFirst(first), ...group.map((item) => item.value)];
}

/**
 * @param at where these rows, or what is selected of them, name the parameter
 * @returns the names that hang on it, or `rows`
 */
function followRows(
  rows: Rows,
  order: readonly Value[],
  items: readonly NamedValue[],
  at: YamlPath | undefined,
  trace: Trace,
): 'rows' | readonly string[] {
  const selected = keyUnder(at, 'select') ?? keyUnder(at, 'group');
  const joined =
    selected === undefined
      ? rows.joins.find((join) => join.alias === keyUnder(at, 'joins'))
      : undefined;
  const valued = joined && valueOfJoin(at);
  if (at && selected === undefined && valued === undefined && joined?.type !== 'left') {
    return 'rows';
  }
  const aliases = new Set(joined && valued === undefined ? [joined.alias] : []);
  const hangs = (columns: Iterable<ColumnValue>): boolean =>
    [...columns].some(
      ({ alias, column, relation }) =>
        aliases.has(alias) ||
        `${alias}.${column}` === valued ||
        (relation.kind === 'set' &&
          (trace.sets.has(relation.name) || trace.columns.has(`${relation.name}.${column}`))),
    );
  for (const join of rows.joins) {
    if (!isOfTracedSet(join, trace) && (join === joined || !hangs(columnsInJoin(join)))) continue;
    if (join.type === 'inner') return 'rows';
    aliases.add(join.alias);
  }
  const decides =
    isOfTracedSet(rows, trace) ||
    rows.where.some((condition) => hangs(columnsInCondition(condition))) ||
    order.some((value) => hangs(columnsIn(value)));
  if (decides) return 'rows';
  return [
    ...(selected === undefined ? [] : [selected]),
    ...items.filter(({ value }) => hangs(columnsIn(value))).map((item) => item.name),
  ];
}

function isOfTracedSet({ relation }: Pick<Join | Rows, 'relation'>, trace: Trace): boolean {
  return relation.kind === 'set' && trace.sets.has(relation.name);
}

/**
 * The column that a join makes where the path leads: `[rows, joins, said, values, SEEN, max]` gives
 * `said.SEEN`.
 */
function valueOfJoin(path: YamlPath | undefined): string | undefined {
  const [alias, key, name] = path?.slice(path.indexOf('joins') + 1 || path.length) ?? [];
  return key === 'values' ? `${String(alias)}.${String(name)}` : undefined;
}

/** What stands under a key of the path: `joins` of `[rows, joins, code, where]` gives `code`. */
function keyUnder(path: YamlPath | undefined, key: string): string | undefined {
  const index = path?.indexOf(key) ?? -1;
  const found = index < 0 ? undefined : path?.[index + 1];
  return found === undefined ? undefined : String(found);
}
