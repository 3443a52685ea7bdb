import { sql } from 'kysely';
import {
  type ColumnValue,
  type Condition,
  type Join,
  type NamedValue,
  type OrderItem,
  type Rows,
  type Value,
  typeOf,
} from '../mapping/language.ts';
import {
  aliasesIn,
  columnsIn,
  columnsInCondition,
  columnsInJoin,
  holdsExists,
} from '../mapping/walk.ts';
import { type Outside, differentOutside, mindsRepeats } from './different-outside.ts';
import type { Fragment } from './dialect.ts';
import { comparable, writeValue } from './expression.ts';
import { PICK, isFirst, rowNumber, writeGrouped } from './grouping.ts';
import type { QueryWriter } from './query-writer.ts';

export interface JoinTarget {
  /** What is joined: a table, one row per key, or numbered rows of each key. */
  readonly target: Fragment;
  /** What must hold besides the equality of the join's own keys. */
  readonly conditions: readonly Fragment[];
}

/**
 * A join that gives one row per row outside. It is a subquery grouped (or numbered) by its keys,
 * never run row by row. Where it names columns outside, those are keys too: the subquery starts
 * from the rows outside, so that each of their different values has its group; from these values
 * alone where it counts.
 */
export function writeReduced(writer: QueryWriter, join: Join, rows: Rows): JoinTarget {
  const outside = columnsOutside(join);
  const { inside, named, values } = startOf(join, rows, outside);
  const keys = [
    ...join.on.map(({ column }): NamedValue => ({ name: column.column, value: column })),
    ...named.map((value, index): NamedValue => ({ name: `outside_${index + 1}`, value })),
  ];
  const target = join.first
    ? writeNumbered(writer, { join, order: join.first, inside, keys })
    : sql`${writeGrouped(writer, writer.rows(inside), { group: keys, select: values ?? [] })}`;
  const same = outside.flatMap((value, index) => {
    const key: Value = { ...value, alias: join.alias, column: `outside_${index + 1}` };
    return writer.neverNull(value, rows)
      ? [sql`${comparable(writer, value)} = ${comparable(writer, key)}`]
      : sameOrBothNull(writer, value, key);
  });
  return {
    target,
    conditions: join.first ? [...same, isFirst(join.alias, PICK)] : same,
  };
}

interface Start {
  readonly inside: Rows;
  /** The columns outside, as they are named there. */
  readonly named: readonly ColumnValue[];
  readonly values: Join['values'];
}

/** Where the subquery starts: at what is joined, or at what that has to be told of the outside. */
function startOf(join: Join, rows: Rows, outside: readonly ColumnValue[]): Start {
  if (outside.length === 0) return { inside: rowsOf(join), named: outside, values: join.values };
  const before: Outside = { rows: rowsBefore(rows, join, outside), join, named: outside };
  const counts = !join.first && join.values?.some(({ value }) => mindsRepeats(value));
  const seen = counts ? differentOutside(before) : before;
  return {
    inside: rowsFrom(seen.rows, seen.join),
    named: seen.named,
    values: seen.join.values,
  };
}

/** What is joined, as rows of their own. */
function rowsOf({ alias, relation, joins, where }: Join): Rows {
  return { alias, relation, joins, where };
}

/** The same, reached from the rows outside by the join's own keys. */
function rowsFrom(before: Rows, { alias, relation, on, joins, where }: Join): Rows {
  const bare: Join = { alias, type: 'inner', relation, on, joins: [], where: [] };
  return {
    ...before,
    joins: [...before.joins, bare, ...joins],
    where: [...before.where, ...where],
  };
}

interface Numbering {
  readonly join: Join;
  readonly order: readonly OrderItem[];
  readonly inside: Rows;
  readonly keys: readonly NamedValue[];
}

/** Every row of a key, numbered in the order of the pick. */
function writeNumbered(writer: QueryWriter, { join, order, inside, keys }: Numbering): Fragment {
  const read = writer.columnsRead.filter(
    (column) => column.alias === join.alias && column.relation.name === join.relation.name,
  );
  const columns = new Map<string, Value>([
    ...(join.values ? [] : read.map((column): [string, Value] => [column.column, column])),
    ...[...keys, ...(join.values ?? [])].map(({ name, value }): [string, Value] => [name, value]),
  ]);
  const per = keys.map(({ value }) => value);
  const numbered = writer
    .rows(inside)
    .select([...columns].map(([name, value]) => writeValue(writer, value).as(name)))
    .select(rowNumber(writer, per, order).as(PICK));
  return sql`${numbered}`;
}

/**
 * The columns of other aliases that decide what the join gives, each once, except those that its
 * keys are equal to.
 */
function columnsOutside(join: Join): ColumnValue[] {
  const own = new Set(aliasesIn(rowsOf(join)));
  const named = [...columnsInJoin({ ...join, on: [] })].filter((column) => !own.has(column.alias));
  return [...new Map(named.map((column) => [`${column.alias}.${column.column}`, column])).values()];
}

/**
 * The rows outside as far as the join can see them: the joins before it that it leans on, and the
 * filters that name nothing else.
 */
function rowsBefore(rows: Rows, join: Join, outside: readonly ColumnValue[]): Rows {
  const position = rows.joins.findIndex(({ alias }) => alias === join.alias);
  const before = rows.joins.slice(0, position);
  const keyed = join.on.flatMap(({ value }) => [...columnsIn(value)]);
  const needed = new Set([...outside, ...keyed].map((column) => column.alias));
  const kept = before
    .toReversed()
    .filter((earlier) => {
      if (!needed.has(earlier.alias)) return false;
      for (const column of columnsInJoin(earlier)) needed.add(column.alias);
      return true;
    })
    .reverse();
  const known = new Set([rows.alias, ...kept.map(({ alias }) => alias)]);
  const namesOnlyKnown = (condition: Condition): boolean =>
    [...columnsInCondition(condition)].every((column) => known.has(column.alias));
  const where = rows.where.filter(
    (condition) => !holdsExists(condition) && namesOnlyKnown(condition),
  );
  return { ...rows, joins: kept, where };
}

/**
 * Two equalities and no `or`, which in the condition of an outer join makes Oracle, and any planner
 * that joins by hash, run the subquery once for each row outside: equal with a stand-in for null,
 * and null on both sides or on neither.
 */
function sameOrBothNull(writer: QueryWriter, left: Value, right: Value): Fragment[] {
  const filled = (value: Value): Fragment =>
    sql`coalesce(${comparable(writer, value)}, ${standIn(writer, value)})`;
  const isNull = (value: Value): Fragment =>
    sql`case when ${writeValue(writer, value)} is null then 1 else 0 end`;
  return [sql`${filled(left)} = ${filled(right)}`, sql`${isNull(left)} = ${isNull(right)}`];
}

function standIn(writer: QueryWriter, value: Value): Fragment {
  switch (typeOf(value)) {
    case 'text':
      return comparable(writer, { kind: 'constant', value: '-', type: 'text' });
    case 'date':
    case 'datetime':
      return writeValue(writer, { kind: 'moment', name: 'far_future', type: 'datetime' });
    default:
      return sql.lit(0);
  }
}
