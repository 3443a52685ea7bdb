import { type QueryCreator, type RawBuilder, sql } from 'kysely';
import type { SetBranch, Value } from '../mapping/language.ts';
import {
  type ExpressionWriter,
  comparable,
  groupKey,
  writeOrder,
  writeValue,
} from './expression.ts';
import type { Query, Tables } from './tables.ts';

/** The column that numbers the rows of a pick. */
export const PICK = 'pick_';

/** Grouped by the folded keys; a text key comes back as the greatest of its spellings. */
export function writeGrouped(
  writer: ExpressionWriter,
  query: Query,
  { group, select }: Pick<SetBranch, 'group' | 'select'>,
): Query {
  const keys = group.map(({ name, value }) => groupKey(writer, value).as(name));
  return query
    .select([...keys, ...select.map(({ name, value }) => writeValue(writer, value).as(name))])
    .groupBy(group.map(({ value }) => comparable(writer, value)));
}

export function rowNumber(
  writer: ExpressionWriter,
  per: readonly Value[],
  order: readonly { readonly value: Value; readonly direction: 'lowest' | 'highest' }[],
) {
  const partition = sql.join(per.map((value) => comparable(writer, value)));
  const sequence = sql.join(order.map((item) => writeOrder(writer, item.value, item.direction)));
  return sql<number>`row_number() over (partition by ${partition} order by ${sequence})`;
}

/** Of numbered rows, the first of each group. */
export function onlyPicked(creator: QueryCreator<Tables>, numbered: Query, alias: string): Query {
  return (creator.selectFrom(numbered.as(alias)) as Query).where(isFirst(alias, PICK));
}

/**
 * Row number 1, as a limit: planners take an equality to hold for one row in two hundred or so, and
 * a limit for a third of them.
 */
export function isFirst(alias: string, number: string): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(`${alias}.${number}`)} <= 1`;
}
