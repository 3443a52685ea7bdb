import type { Condition, Join, Rows } from '../mapping/language.ts';
import { columnsIn } from '../mapping/walk.ts';

/**
 * What ties the rows of an exists to those outside stands in its `where`, not in its joins: only
 * there do planners find the keys by which to look all of it up at once.
 */
export function outsideInWhere(rows: Rows): Rows {
  const own = new Set([rows.alias, ...rows.joins.map(({ alias }) => alias)]);
  const isOwn = ({ value }: Join['on'][number]): boolean =>
    [...columnsIn(value)].every(({ alias }) => own.has(alias));
  const moved = rows.joins.filter(
    (join) => join.type === 'inner' && !join.first && !join.values && join.on.some(isOwn),
  );
  return {
    ...rows,
    joins: rows.joins.map((join) =>
      moved.includes(join) ? { ...join, on: join.on.filter(isOwn) } : join,
    ),
    where: [
      ...rows.where,
      ...moved.flatMap((join) =>
        join.on
          .filter((key) => !isOwn(key))
          .map(({ column, value }): Condition => ({
            kind: 'compare',
            operator: 'equal',
            left: column,
            right: value,
          })),
      ),
    ],
  };
}
