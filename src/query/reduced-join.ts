import { sql } from 'kysely';
import type {
  ColumnValue,
  Condition,
  Join,
  NamedValue,
  OrderItem,
  Rows,
  Value,
} from '../mapping/language.ts';
import { columnsIn, columnsInCondition, columnsInJoin } from '../mapping/walk.ts';
import type { Fragment } from './dialect.ts';
import { comparable, writeValue } from './expression.ts';
import { PICK, rowNumber, writeGrouped } from './grouping.ts';
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
 * from the rows outside, so that each of their different values has its group.
 */
export function writeReduced(writer: QueryWriter, join: Join, rows: Rows): JoinTarget {
  const outside = columnsOutside(join);
  const inside =
    outside.length === 0 ? rowsOf(join) : rowsFrom(rowsBefore(rows, join, outside), join);
  const keys = [
    ...join.on.map(({ column }): NamedValue => ({ name: column.column, value: column })),
    ...outside.map((value, index): NamedValue => ({ name: `outside_${index + 1}`, value })),
  ];
  const target = join.first
    ? writeNumbered(writer, { join, order: join.first, inside, keys })
    : sql`${writeGrouped(writer, writer.rows(inside), { group: keys, select: join.values ?? [] })}`;
  const same = outside.map((value, index) =>
    sameOrBothNull(writer, value, { ...value, alias: join.alias, column: `outside_${index + 1}` }),
  );
  return {
    target,
    conditions: join.first ? [...same, sql`${sql.ref(`${join.alias}.${PICK}`)} = 1`] : same,
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
  return { alias: rows.alias, relation: rows.relation, joins: kept, where };
}

/** The aliases that rows bring in, including those of what must exist. */
function* aliasesIn(rows: Rows): Generator<string> {
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

function holdsExists(condition: Condition): boolean {
  return aliasesOfExists(condition).next().done !== true;
}

function sameOrBothNull(writer: QueryWriter, left: Value, right: Value): Fragment {
  const [a, b] = [comparable(writer, left), comparable(writer, right)];
  return sql`(${a} = ${b} or (${writeValue(writer, left)} is null and ${writeValue(writer, right)} is null))`;
}
