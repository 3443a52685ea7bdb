import { cell, constant, plainRows } from '../mapping/construct.ts';
import type { NamedSet, RelationName, Rows } from '../mapping/language.ts';
import type { Plan, PlanRows } from '../mapping/plan.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { compileFor, placeOf } from '../prepare/prepare.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { Source } from '../sources/source.ts';
import type { CurrentRun } from './current-run.ts';

/**
 * The first of the tables that an object's rows come from that holds any row; undefined when all
 * are empty, or cannot be asked. Reads one row of a table at most.
 */
export async function tableWithRows(
  run: CurrentRun,
  source: Source,
  plan: Plan,
): Promise<string | undefined> {
  for (const table of plan.source ? drivingTables(plan.source) : []) {
    if (await hasRows(run, source, plan, table)) return table;
  }
  return undefined;
}

async function hasRows(
  { request, prepared }: CurrentRun,
  source: Source,
  plan: Plan,
  table: string,
): Promise<boolean> {
  const { site, asOf, signal } = request;
  const query = compileFor(prepared, anyRowOf(plan, table), {
    dialect: dialectOf(site),
    place: placeOf(site, prepared),
    asOf,
    windowYears: site.window_years,
  });
  if (!query) return false;
  const { sql, parameters } = query;
  try {
    const batches = source.stream({ name: plan.object, sql, parameters }, { signal, batchSize: 1 });
    for await (const batch of batches) if (batch.length > 0) return true;
    return false;
  } catch (error) {
    // all rows are read by now: a question that fails takes nothing away from them
    if (error instanceof ExtractionError) return false;
    throw error;
  }
}

/** A plan that gives a 1 for each row of a table. */
function anyRowOf({ object, catalogue }: Plan, table: string): Plan {
  const rows = plainRows('t', { kind: 'table', name: table });
  return {
    object,
    status: 'extracted',
    fields: [{ name: 'there', type: 'int', output: cell(constant(1)) }],
    key: [],
    source: { sets: [], rows },
    catalogue,
  };
}

/** The tables that rows begin from, through sets: a joined table cannot add any. */
function drivingTables({ sets, rows }: PlanRows): readonly string[] {
  const ofRelation = ({ kind, name }: RelationName): readonly string[] => {
    if (kind === 'table') return [name];
    const set = sets.find((candidate) => candidate.name === name);
    return set ? ofSet(set) : [];
  };
  const ofRows = ({ relation }: Rows): readonly string[] => ofRelation(relation);
  const ofSet = (set: NamedSet): readonly string[] =>
    'merge' in set
      ? ofRelation(set.merge.of)
      : set.branches.flatMap((branch) => ofRows(branch.rows));
  return [...new Set(ofRows(rows))];
}
