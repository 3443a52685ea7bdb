import { type Expression, type RawBuilder, type SqlBool, sql } from 'kysely';
import { column } from '../mapping/construct.ts';
import {
  type Condition,
  type DifferentValues,
  type Join,
  type NamedSet,
  type Rows,
  type SetBranch,
  type UnionSet,
  typeOf,
} from '../mapping/language.ts';
import { writeCondition, writeOperand, writeSql, writeValue } from './expression.ts';
import type { Fragment } from './dialect.ts';
import { outsideInWhere } from './any-row.ts';
import { writeFilter } from './filter.ts';
import { PICK, onlyPicked, rowNumber, writeGrouped } from './grouping.ts';
import { writeKeys } from './join-keys.ts';
import { writeMerged } from './merged-set.ts';
import { type JoinTarget, writeReduced } from './reduced-join.ts';
import type { QueryWriter } from './query-writer.ts';
import { type Query, relationSql } from './tables.ts';

/** The alias of rows of which only the different ones are wanted. */
const EACH = 'each_';

/**
 * from, joins and where of rows; nothing is selected yet. `outermost` starts the statement: SQL
 * Server takes no `with` inside a join.
 */
export function writeRows(writer: QueryWriter, rows: Rows, outermost = writer.db): Query {
  const from = rows.different
    ? writeDifferent(writer, rows.different)
    : relationSql(writer, rows.relation);
  let query: Query = outermost.selectFrom(from.$castTo<Record<string, unknown>>().as(rows.alias));
  for (const join of rows.joins) query = writeJoin(writer, query, join, rows);
  for (const condition of rows.where) query = query.where(writeFilter(writer, condition));
  return query;
}

/** Worked out before they are grouped: Oracle takes no parameter in what is grouped by. */
function writeDifferent(writer: QueryWriter, { rows, values }: DifferentValues): Fragment {
  const each = writeRows(writer, rows).select(
    values.map(({ name, value }) => writeValue(writer, value).as(name)),
  );
  const group = values.map(({ name, value }) => ({
    name,
    value: column(EACH, name, { kind: 'set', name: EACH }, typeOf(value) ?? 'text'),
  }));
  const from = writer.db.selectFrom(each.as(EACH)) as Query;
  return sql`${writeGrouped(writer, from, { group, select: [] })}`;
}

/** `(select 1 from …)` for exists. */
export function writeAnyRow(writer: QueryWriter, rows: Rows): Query {
  return writeRows(writer, outsideInWhere(rows)).select(sql.lit(1).as('found'));
}

function writeJoin(writer: QueryWriter, query: Query, join: Join, rows: Rows): Query {
  const keys = writeKeys(writer, join);
  const reduced = join.first !== undefined || join.values !== undefined;
  const { target, conditions } = reduced
    ? writeReduced(writer, join, rows)
    : writePlain(writer, join);
  const on = sql<boolean>`${sql.join([...keys, ...conditions], sql` and `)}`;
  const joined = target.$castTo<Record<string, unknown>>().as(join.alias);
  return join.type === 'left'
    ? query.leftJoin(joined, (build) => build.on(on))
    : query.innerJoin(joined, (build) => build.on(on));
}

function writePlain(writer: QueryWriter, join: Join): JoinTarget {
  return {
    target: relationSql(writer, join.relation),
    conditions: join.where.map((condition) =>
      join.type === 'left' && saysOr(condition)
        ? asOneTest(writeCondition(writer, condition))
        : writeFilter(writer, condition),
    ),
  };
}

/**
 * An `or` in the condition of an outer join makes Oracle look the joined table up again for each
 * row outside; a case is a test like any other.
 */
function asOneTest(test: RawBuilder<SqlBool>): RawBuilder<SqlBool> {
  return sql`case when ${test} then 1 else 0 end = 1`;
}

function saysOr(condition: Condition): boolean {
  switch (condition.kind) {
    case 'any':
      return true;
    case 'all':
      return condition.of.some(saysOr);
    case 'not':
      return saysOr(condition.of);
    default:
      return false;
  }
}

/** A named set: the union of its branches, merged periods, or the SELECT of an override. */
export function writeSet(writer: QueryWriter, set: NamedSet): Expression<Record<string, unknown>> {
  if ('merge' in set) return writeMerged(writer, set);
  if (set.sql) return sql<Record<string, unknown>>`(${writeSql(writer, set.sql)})`;
  const [first, ...others] = set.branches.map((branch) => writeBranch(writer, branch, set));
  if (!first) throw new Error(`the set ${set.name} has no branch`);
  return others.reduce((query, other) => query.unionAll(other), first);
}

function writeBranch(writer: QueryWriter, branch: SetBranch, set: UnionSet): Query {
  const query = writeRows(writer, branch.rows);
  if (branch.group.length > 0) return writeGrouped(writer, query, branch);
  const write = set.branches.length > 1 ? writeOperand : writeValue;
  const columns = branch.select.map(({ name, value }) =>
    (value.kind === 'null'
      ? writer.dialect.nullOf(set.columns.get(name) ?? 'text')
      : write(writer, value)
    ).as(name),
  );
  if (!branch.first) return query.select(columns);
  const numbered = query
    .select(columns)
    .select(rowNumber(writer, branch.first.per, branch.first.order).as(PICK));
  return onlyPicked(writer.db, numbered, 'numbered').select(
    branch.select.map(({ name }) => sql.ref(`numbered.${name}`).as(name)),
  );
}
