import type {
  ColumnValue,
  Condition,
  FirstPerGroup,
  Join,
  Output,
  Rows,
  SetBranch,
  SqlPart,
  Value,
} from './language.ts';

/** Every column value inside a value, conditions of its cases included. */
export function* columnsIn(value: Value): Generator<ColumnValue> {
  switch (value.kind) {
    case 'column':
      yield value;
      break;
    case 'call':
      for (const argument of value.args) yield* columnsIn(argument);
      break;
    case 'case':
      for (const branch of value.branches) {
        yield* columnsInCondition(branch.when);
        yield* columnsIn(branch.then);
      }
      yield* columnsIn(value.otherwise);
      break;
    case 'aggregate':
      yield* columnsIn(value.of);
      break;
    case 'sql':
      yield* columnsInSql(value.sql);
      break;
    case 'count':
      if (value.of) yield* columnsIn(value.of);
      break;
    case 'constant':
    case 'null':
    case 'moment':
      break;
  }
}

function* columnsInSql(sql: readonly SqlPart[]): Generator<ColumnValue> {
  for (const part of sql) {
    if (typeof part !== 'string' && part.kind !== 'list') yield* columnsIn(part);
  }
}

export function* columnsInCondition(condition: Condition): Generator<ColumnValue> {
  switch (condition.kind) {
    case 'all':
    case 'any':
      for (const part of condition.of) yield* columnsInCondition(part);
      break;
    case 'not':
      yield* columnsInCondition(condition.of);
      break;
    case 'compare':
      yield* columnsIn(condition.left);
      yield* columnsIn(condition.right);
      break;
    case 'in':
    case 'missing':
    case 'present':
    case 'blank':
    case 'filled':
    case 'starts_with':
    case 'contains':
    case 'only':
      yield* columnsIn(condition.value);
      break;
    case 'exists':
      yield* columnsInRows(condition.rows);
      break;
  }
}

/** Every column that rows name in joins and filters. */
export function* columnsInRows(rows: Rows): Generator<ColumnValue> {
  for (const join of rows.joins) yield* columnsInJoin(join);
  for (const condition of rows.where) yield* columnsInCondition(condition);
}

export function* columnsInJoin(join: Join): Generator<ColumnValue> {
  for (const { column, value } of join.on) {
    yield column;
    yield* columnsIn(value);
  }
  for (const inner of join.joins) yield* columnsInJoin(inner);
  for (const condition of join.where) yield* columnsInCondition(condition);
  for (const { value } of join.first ?? []) yield* columnsIn(value);
  for (const { value } of join.values ?? []) yield* columnsIn(value);
}

export function valuesOf(output: Output): readonly Value[] {
  if (output.kind === 'json_object') return output.parts.map((part) => part.value);
  return output.kind === 'json_flags' ? [output.value, output.unset] : [output.value];
}

/** Every value that a branch of a set is made of. */
export function branchValues(branch: SetBranch): readonly Value[] {
  const named = [...branch.group, ...branch.select].map((item) => item.value);
  return [...valuesOfFirst(branch.first), ...named];
}

/** What groups and orders rows of which only the first of a group is kept. */
export function valuesOfFirst(first: FirstPerGroup | undefined): readonly Value[] {
  return first ? [...first.per, ...first.order.map((item) => item.value)] : [];
}

/** The aliases that rows bring in, those of what must exist included. */
export function* aliasesIn(rows: Rows): Generator<string> {
  yield rows.alias;
  for (const join of rows.joins) {
    yield join.alias;
    for (const condition of join.where) yield* aliasesOfExists(condition);
  }
  for (const condition of rows.where) yield* aliasesOfExists(condition);
}

function* aliasesOfExists(condition: Condition): Generator<string> {
  switch (condition.kind) {
    case 'exists':
      yield* aliasesIn(condition.rows);
      break;
    case 'all':
    case 'any':
      for (const part of condition.of) yield* aliasesOfExists(part);
      break;
    case 'not':
      yield* aliasesOfExists(condition.of);
      break;
    default:
  }
}

export function holdsExists(condition: Condition): boolean {
  return aliasesOfExists(condition).next().done !== true;
}
