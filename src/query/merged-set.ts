import { sql } from 'kysely';
import { FAR_FUTURE, column, openEnd } from '../mapping/construct.ts';
import type { ColumnValue, MergedSet } from '../mapping/language.ts';
import type { Fragment } from './dialect.ts';
import { comparable, writeOrder, writeValue } from './expression.ts';
import { isFirst } from './grouping.ts';
import type { QueryWriter } from './query-writer.ts';
import { type Query, relationSql } from './tables.ts';

/**
 * Overlapping periods of a group, joined up. A period starts a new one when every earlier one of
 * its group ended before it; the running count of such starts numbers the merged periods, and each
 * is its earliest period with the latest end. One without a start shares a day with none.
 */
export function writeMerged(writer: QueryWriter, { merge, columns }: MergedSet): Query {
  const columnOf = (alias: string, name: string): ColumnValue =>
    column(alias, name, merge.of, columns.get(name) ?? 'text');
  const per = (alias: string): Fragment =>
    sql.join(merge.per.map((name) => comparable(writer, columnOf(alias, name))));
  const order = (alias: string): Fragment =>
    sql.join(
      [merge.start, ...merge.ties].map((name) =>
        writeOrder(writer, columnOf(alias, name), 'lowest'),
      ),
    );
  const end = (alias: string): Fragment => writeValue(writer, openEnd(columnOf(alias, merge.end)));
  const names = [...columns.keys()];
  const all = (alias: string) => names.map((name) => sql.ref(`${alias}.${name}`).as(name));

  const from = relationSql(writer, merge.of).$castTo<Record<string, unknown>>();
  const ends = (writer.db.selectFrom(from.as('periods')) as Query).select([
    ...all('periods'),
    sql`max(case when ${writeValue(writer, columnOf('periods', merge.start))} is not null then ${end('periods')} end) over (partition by ${per('periods')} order by ${order('periods')} rows between unbounded preceding and 1 preceding)`.as(
      'earlier_end',
    ),
  ]);
  const starts = (writer.db.selectFrom(ends.as('ends')) as Query).select([
    ...all('ends'),
    sql`sum(case when ${sql.ref('ends.earlier_end')} >= ${writeValue(writer, columnOf('ends', merge.start))} then 0 else 1 end) over (partition by ${per('ends')} order by ${order('ends')} rows unbounded preceding)`.as(
      'merged',
    ),
  ]);
  const numbered = (writer.db.selectFrom(starts.as('starts')) as Query).select([
    ...all('starts'),
    sql`max(${end('starts')}) over (partition by ${per('starts')}, ${sql.ref('starts.merged')})`.as(
      'latest_end',
    ),
    sql`row_number() over (partition by ${per('starts')}, ${sql.ref('starts.merged')} order by ${order('starts')})`.as(
      'place',
    ),
  ]);
  const farFuture = writeValue(writer, FAR_FUTURE);
  const latest = sql`case when ${sql.ref('numbered.latest_end')} < ${farFuture} then ${sql.ref('numbered.latest_end')} end`;
  return (writer.db.selectFrom(numbered.as('numbered')) as Query)
    .select(
      names.map((name) => (name === merge.end ? latest : sql.ref(`numbered.${name}`)).as(name)),
    )
    .where(isFirst('numbered', 'place'));
}
