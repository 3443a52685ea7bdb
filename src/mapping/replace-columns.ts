import type { ColumnValue, Condition, Join, NamedValue, Rows, SqlPart, Value } from './language.ts';

/** What stands where a column stood; undefined leaves it. */
export type Replace = (column: ColumnValue) => Value | undefined;

/** A value with other columns in it, conditions of its cases included. */
export function replaceInValue(value: Value, replace: Replace): Value {
  const inside = (part: Value): Value => replaceInValue(part, replace);
  switch (value.kind) {
    case 'column':
      return replace(value) ?? value;
    case 'call':
      return { ...value, args: value.args.map(inside) };
    case 'case': {
      const branches = value.branches.map(({ when, then }) => ({
        when: replaceInCondition(when, replace),
        then: inside(then),
      }));
      return { ...value, branches, otherwise: inside(value.otherwise) };
    }
    case 'aggregate':
      return { ...value, of: inside(value.of) };
    case 'count':
      return value.of ? { ...value, of: inside(value.of) } : value;
    case 'sql':
      return { ...value, sql: value.sql.map((part) => replaceInSql(part, replace)) };
    case 'constant':
    case 'null':
    case 'moment':
      return value;
  }
}

function replaceInSql(part: SqlPart, replace: Replace): SqlPart {
  return typeof part === 'string' || part.kind === 'list' ? part : replaceInValue(part, replace);
}

export function replaceInCondition(condition: Condition, replace: Replace): Condition {
  const inside = (value: Value): Value => replaceInValue(value, replace);
  switch (condition.kind) {
    case 'all':
    case 'any':
      return { ...condition, of: condition.of.map((part) => replaceInCondition(part, replace)) };
    case 'not':
      return { ...condition, of: replaceInCondition(condition.of, replace) };
    case 'compare':
      return { ...condition, left: inside(condition.left), right: inside(condition.right) };
    case 'exists':
      return { ...condition, rows: replaceInRows(condition.rows, replace) };
    default:
      return { ...condition, value: inside(condition.value) };
  }
}

function replaceInRows(rows: Rows, replace: Replace): Rows {
  return {
    ...rows,
    joins: rows.joins.map((join) => replaceInJoin(join, replace)),
    where: rows.where.map((condition) => replaceInCondition(condition, replace)),
  };
}

/** A join with other columns in it, except those by which it is found. */
export function replaceInJoin(join: Join, replace: Replace): Join {
  const named = ({ name, value }: NamedValue): NamedValue => ({
    name,
    value: replaceInValue(value, replace),
  });
  return {
    ...join,
    on: join.on.map(({ column, value }) => ({ column, value: replaceInValue(value, replace) })),
    joins: join.joins.map((inner) => replaceInJoin(inner, replace)),
    where: join.where.map((condition) => replaceInCondition(condition, replace)),
    first: join.first?.map((item) => ({ ...item, value: replaceInValue(item.value, replace) })),
    values: join.values?.map(named),
  };
}
