import { columnsNeeded } from '../mapping/columns-read.ts';
import type { Plan } from '../mapping/plan.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import type { Source } from '../sources/source.ts';
import { type TypeDifference, compareTypes } from './compare-types.ts';
import { entriesFor, showDifference } from './show-difference.ts';
import { fitCopiedTables } from './copied-tables.ts';
import { type Missing, findMissing, readColumns, refuseMissing } from './preflight.ts';
import type { Prepared } from './prepare.ts';

/** What the plans need, held against what a database has. */
export interface Met {
  /** As they can be run there. */
  readonly plans: readonly Plan[];
  /** Where the spec says one thing and the database has another. */
  readonly notes: readonly Problem[];
  readonly missing: readonly Missing[];
  readonly differences: readonly TypeDifference[];
  /** Tables and columns that were asked for. */
  readonly asked: { readonly tables: number; readonly columns: number };
}

export interface Meeting {
  readonly source: Source;
  readonly place: TablePlace;
  readonly dialect: Dialect;
  readonly prepared: Prepared;
  readonly plans: readonly Plan[];
}

/** Asks the database for everything that the plans read, and fits them to what it has. */
export async function meetDatabase(meeting: Meeting): Promise<Met> {
  const { source, place, dialect, prepared } = meeting;
  const { cohort } = prepared.planSet;
  const { plans, notes } = await fitCopiedTables(
    source,
    { place, dialect, spec: prepared.spec },
    meeting.plans,
  );
  const needed = columnsNeeded(plans, cohort);
  const found = await readColumns(source, place, needed, prepared.profile.catalogue);
  const said = prepared.siteTypes.held;
  const types = compareTypes(plans, { dialect, cohort, found, said });
  const columns = [...needed.values()].reduce((sum, set) => sum + set.size, 0);
  return {
    ...types,
    notes,
    missing: findMissing(needed, found),
    asked: { tables: needed.size, columns },
  };
}

/**
 * Refuses, before any row is read, what a run on this database could not do.
 * @throws ExtractionError
 */
export function refuseUnmet({ missing, differences }: Met): void {
  refuseMissing(missing);
  const refused = differences.filter(({ verdict }) => verdict === 'refused');
  if (refused.length === 0) return;
  throw new ExtractionError({
    code: 'wrong-types',
    message: `${refused.length} column(s) are of another kind in this database than the mappings need`,
    problems: refused.map((difference) => ({
      severity: 'error',
      code: 'wrong-type',
      message: `column ${showDifference(difference)}`,
    })),
    hint: hintFor(refused),
  });
}

/** What an authority can do about columns that are refused. */
export function hintFor(refused: readonly TypeDifference[]): string {
  const entries = entriesFor(refused);
  return entries === undefined
    ? 'docs/overrides.md says how to do one thing differently'
    : `to accept that, write into the site file: ${entries} (docs/overrides.md, "Columns of another type")`;
}
