import type { Catalogue } from './catalogue.ts';
import type { ColumnValue, NamedSet, Rows, Value } from './language.ts';
import type { Cohort, Plan, PlanRows } from './plan.ts';
import { branchValues, columnsIn, columnsInRows, valuesOf, valuesOfFirst } from './walk.ts';

/** The names of columns of CMS tables, by table. */
export type TableColumns = Map<string, Set<string>>;

/** Every table and column that a plan, or the cohort, needs to be there and readable. */
export function columnsNeeded(plans: readonly Plan[], cohort: Cohort | undefined): TableColumns {
  const needed: TableColumns = new Map();
  for (const plan of plans) {
    if (!plan.source) continue;
    collect(needed, plan.catalogue, columnsInPlan(plan));
    if (cohort && plan.source.person) {
      collect(needed, plan.catalogue, columnsOfSource(cohort));
    }
  }
  return needed;
}

/** Every column that a plan names, in rows and in fields. */
export function* columnsInPlan(plan: Plan): Generator<ColumnValue> {
  if (plan.source) yield* columnsOfSource(plan.source);
  for (const value of plan.fields.flatMap((field) => valuesOf(field.output))) {
    yield* columnsIn(value);
  }
}

/**
 * The columns of a plan, and of its cohort, that decide which rows there are, or are made into
 * something else: all but those whose cells are only written.
 */
export function columnsThatDecide(plan: Plan, cohort: Cohort | undefined): TableColumns {
  const found: TableColumns = new Map();
  const { source } = plan;
  if (!source) return found;
  collect(found, plan.catalogue, columnsOfSource(source));
  if (cohort && source.person) {
    collect(found, plan.catalogue, columnsOfSource(cohort));
  }
  for (const { name, output } of plan.fields) {
    for (const value of valuesOf(output)) {
      if (plan.key.includes(name) || !isPlain(value)) {
        collect(found, plan.catalogue, columnsIn(value));
      }
    }
  }
  return found;
}

/** A column as it is, but for the blanks behind it. */
function isPlain(value: Value): boolean {
  if (value.kind === 'call' && value.fn === 'trim_end') return value.args.every(isPlain);
  return value.kind === 'column';
}

function* columnsOfSource(source: Cohort | PlanRows): Generator<ColumnValue> {
  yield* columnsInRows(source.rows);
  if (source.person) yield* columnsIn(source.person);
  if ('first' in source) {
    for (const value of valuesOfFirst(source.first)) yield* columnsIn(value);
  }
  for (const branch of source.sets.flatMap((set) => ('branches' in set ? set.branches : []))) {
    yield* columnsInRows(branch.rows);
    for (const value of branchValues(branch)) yield* columnsIn(value);
  }
}

function collect(into: TableColumns, catalogue: Catalogue, columns: Iterable<ColumnValue>): void {
  for (const { relation, column } of columns) {
    if (relation.kind !== 'table' || !catalogue.get(relation.name)?.columns.has(column)) continue;
    const known = into.get(relation.name) ?? new Set();
    into.set(relation.name, known.add(column));
  }
}

/**
 * The table columns that a value is made from, looked up through sets and aggregated joins, as
 * `TABLE.COLUMN`.
 */
export function tableColumnsRead(values: readonly Value[], source: PlanRows): ReadonlySet<string> {
  const found = new Set<string>();
  const follow = (value: Value, rows: Rows): void => {
    for (const column of columnsIn(value)) {
      const aggregate = rows.joins
        .find((join) => join.alias === column.alias)
        ?.values?.find((item) => item.name === column.column);
      if (aggregate) follow(aggregate.value, { ...rows, joins: [] });
      else if (column.relation.kind === 'set') followSet(column, source.sets, follow);
      else found.add(`${column.relation.name}.${column.column}`);
    }
  };
  for (const value of values) follow(value, source.rows);
  return found;
}

type Follow = (value: Value, rows: Rows) => void;

function followSet(column: ColumnValue, sets: readonly NamedSet[], follow: Follow): void {
  const set = sets.find(({ name }) => name === column.relation.name);
  if (set && 'merge' in set) {
    followSet({ ...column, relation: set.merge.of }, sets, follow);
    return;
  }
  for (const branch of set?.branches ?? []) {
    const named = [...branch.group, ...branch.select].find((item) => item.name === column.column);
    if (named) follow(named.value, branch.rows);
  }
}
