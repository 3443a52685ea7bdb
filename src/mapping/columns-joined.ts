import type { TableColumns } from './columns-read.ts';
import type { Condition, Join, Rows, Value } from './language.ts';
import type { Cohort, Plan, PlanRows } from './plan.ts';
import { branchValues, columnsIn, valuesOf } from './walk.ts';

/**
 * The ids by which joins, and conditions that ask whether a row is there, find the rows of a table:
 * the columns that an index should begin with.
 */
export function columnsJoined(plans: readonly Plan[], cohort: Cohort | undefined): TableColumns {
  const found: TableColumns = new Map();
  for (const plan of plans) {
    if (!plan.source) continue;
    inSource(found, plan.source);
    if (cohort && plan.source.person) inSource(found, cohort);
    for (const value of plan.fields.flatMap(({ output }) => valuesOf(output))) {
      inValue(found, value);
    }
  }
  return found;
}

function inSource(found: TableColumns, { sets, rows }: Cohort | PlanRows): void {
  inRows(found, rows);
  for (const branch of sets.flatMap((set) => ('branches' in set ? set.branches : []))) {
    inRows(found, branch.rows);
    for (const value of branchValues(branch)) inValue(found, value);
  }
}

function inRows(found: TableColumns, rows: Rows): void {
  for (const join of rows.joins) inJoin(found, join);
  for (const condition of rows.where) inCondition(found, condition);
}

function inJoin(found: TableColumns, join: Join): void {
  addFirst(
    found,
    join.on.map(({ column }) => column),
  );
  for (const inner of join.joins) inJoin(found, inner);
  for (const condition of join.where) inCondition(found, condition);
  for (const { value } of join.values ?? []) inValue(found, value);
}

function inValue(found: TableColumns, value: Value): void {
  if (value.kind === 'call') for (const argument of value.args) inValue(found, argument);
  if (value.kind !== 'case') return;
  for (const { when, then } of value.branches) {
    inCondition(found, when);
    inValue(found, then);
  }
  inValue(found, value.otherwise);
}

function inCondition(found: TableColumns, condition: Condition): void {
  if (condition.kind === 'all' || condition.kind === 'any') {
    for (const part of condition.of) inCondition(found, part);
  } else if (condition.kind === 'not') {
    inCondition(found, condition.of);
  } else if (condition.kind === 'exists') {
    const { alias, where } = condition.rows;
    addFirst(
      found,
      where.flatMap((part) =>
        part.kind === 'compare' && part.operator === 'equal' && namesOther(part.right, alias)
          ? [part.left]
          : [],
      ),
    );
    inRows(found, condition.rows);
  }
}

function namesOther(value: Value, alias: string): boolean {
  return [...columnsIn(value)].some((column) => column.alias !== alias);
}

/** Of several ids that tell the rows the first: one is enough to find few. */
function addFirst(found: TableColumns, values: readonly Value[]): void {
  const id = values.find((value) => value.kind === 'column' && value.type === 'integer');
  if (id?.kind !== 'column' || id.relation.kind !== 'table') return;
  const known = found.get(id.relation.name) ?? new Set();
  found.set(id.relation.name, known.add(id.column));
}
