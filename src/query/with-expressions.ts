import { type Expression, type QueryCreator, type RawBuilder, sql } from 'kysely';
import type { NamedSet } from '../mapping/language.ts';
import type { Cohort, PlanRows } from '../mapping/plan.ts';
import type { Fragment } from './dialect.ts';
import { writeValue } from './expression.ts';
import type { QueryWriter } from './query-writer.ts';
import { writeRows, writeSet } from './rows.ts';
import type { Query, Tables } from './tables.ts';

const COHORT = 'cohort';
/** The column of a person's id. */
export const PERSON = 'person_id';

type Named = Expression<Record<string, unknown>>;

/**
 * A query maker that starts with the cohort, when rows are kept by person, and the sets. Those come
 * after it: a cohort that a site gives as SQL cannot take one for a table.
 */
export function withExpressions(
  writer: QueryWriter,
  source: PlanRows,
  cohort: Cohort | undefined,
): QueryCreator<Tables> {
  const kept = cohort && source.person ? cohort : undefined;
  const sets = (of: readonly NamedSet[]) =>
    of.map((set): [string, Named] => [set.name, writeSet(writer, set)]);
  const before = kept
    ? [...sets(kept.sets), [COHORT, writeCohort(writer, kept)] satisfies [string, Named]]
    : [];
  const named = [...before, ...sets(source.sets)];
  return named.reduce<QueryCreator<Tables>>(
    (creator, [name, query]) => creator.with(name, () => query),
    writer.db,
  );
}

function writeCohort(writer: QueryWriter, { rows, person }: Cohort): Query {
  return writeRows(writer, rows).select(writeValue(writer, person).as(PERSON));
}

export function inCohort(person: Fragment): RawBuilder<boolean> {
  return sql<boolean>`${person} in (select ${sql.ref(PERSON)} from ${sql.id(COHORT)})`;
}
