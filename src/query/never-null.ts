import type { ColumnValue, Condition, NamedSet, Rows, Value } from '../mapping/language.ts';
import type { Plan } from '../mapping/plan.ts';

/** Whether a value of rows is null in none of them, as far as keys, joins and filters say. */
export type NeverNull = (value: Value, rows: Rows) => boolean;

/** What a plan's tables and sets say about nulls. In doubt a value may be null. */
export function neverNullIn({ catalogue, source }: Pick<Plan, 'catalogue' | 'source'>): NeverNull {
  const neverNull: NeverNull = (value, rows) => {
    switch (value.kind) {
      case 'constant':
      case 'moment':
      case 'count':
        return true;
      case 'column':
        return isRequired(value, rows) || (!mayBeAbsent(value, rows) && isFilled(value));
      case 'aggregate':
        return value.fn !== 'sum' && neverNull(value.of, rows);
      case 'call':
        return value.fn === 'coalesce' && value.args.some((argument) => neverNull(argument, rows));
      case 'case':
        return [...value.branches.map(({ then }) => then), value.otherwise].every((result) =>
          neverNull(result, rows),
        );
      case 'null':
      case 'sql':
        return false;
    }
  };

  /** An id in the key of its table, or a column that every branch of its set fills. */
  function isFilled({ relation, column, type }: ColumnValue): boolean {
    if (relation.kind === 'table') {
      return type === 'integer' && catalogue.get(relation.name)?.key.includes(column) === true;
    }
    const set = source?.sets.find(({ name }) => name === relation.name);
    return set !== undefined && fills(set, column);
  }

  function fills(set: NamedSet, column: string): boolean {
    if ('merge' in set) {
      const of = source?.sets.find(({ name }) => name === set.merge.of.name);
      return column !== set.merge.end && of !== undefined && fills(of, column);
    }
    return (
      set.sql === undefined &&
      set.branches.every(({ rows, group, select }) => {
        const named = [...group, ...select].find(({ name }) => name === column);
        return named !== undefined && neverNull(named.value, rows);
      })
    );
  }

  return neverNull;
}

/** A left join may find no row; one that is reduced gives values of its own making. */
function mayBeAbsent({ alias }: ColumnValue, rows: Rows): boolean {
  const join = rows.joins.find((item) => item.alias === alias);
  return join !== undefined && (join.type === 'left' || join.values !== undefined);
}

/** Rows where it is null are left out by a filter, or by the key of an inner join. */
function isRequired(column: ColumnValue, rows: Rows): boolean {
  const inner = rows.joins.filter((join) => join.type === 'inner');
  return (
    rows.where.some((condition) => requires(condition, column)) ||
    inner.some(
      (join) =>
        join.on.some((key) => isSame(key.column, column) || isSame(key.value, column)) ||
        (!join.first && !join.values && join.where.some((item) => requires(item, column))),
    )
  );
}

function requires(condition: Condition, column: ColumnValue): boolean {
  switch (condition.kind) {
    case 'all':
      return condition.of.some((part) => requires(part, column));
    case 'compare':
      return isSame(condition.left, column) || isSame(condition.right, column);
    case 'in':
      return condition.list.length > 0 && isSame(condition.value, column);
    case 'present':
    case 'filled':
      return isSame(condition.value, column);
    default:
      return false;
  }
}

function isSame(value: Value, { alias, column }: ColumnValue): boolean {
  return value.kind === 'column' && value.alias === alias && value.column === column;
}
