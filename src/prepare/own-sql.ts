import type { Day } from '../mapping/moments.ts';
import type { Plan } from '../mapping/plan.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import type { Site } from '../site/model.ts';
import type { Source } from '../sources/source.ts';
import { dialectOf } from './open-source.ts';
import { type Prepared, compileFor, placeOf } from './prepare.ts';

export interface OwnSql {
  readonly source: Source;
  readonly site: Site;
  readonly prepared: Prepared;
  /** As they can be run on the database. */
  readonly plans: readonly Plan[];
  readonly asOf: Day;
}

/**
 * Has the server prepare every query that holds SQL of the site, without running it; gives what it
 * refuses, with the place of that SQL.
 */
export async function faultsOfOwnSql(own: OwnSql): Promise<readonly Problem[]> {
  const { source, site, prepared, plans, asOf } = own;
  const given = prepared.overrides.filter(({ kind }) => kind === 'sql');
  const faults: Problem[] = [];
  for (const [object, parts] of Map.groupBy(given, (override) => override.object)) {
    const plan = plans.find((candidate) => candidate.object === object);
    const query =
      plan &&
      compileFor(prepared, plan, {
        dialect: dialectOf(site),
        place: placeOf(site, prepared),
        asOf,
        windowYears: site.window_years,
      });
    if (!query) continue;
    const refusal = await refusalOf(source, { ...query, name: object });
    if (!refusal) continue;
    for (const { what } of parts) {
      const path = ['overrides', object, ...what.split('.'), ...(what === 'sql' ? [] : ['sql'])];
      faults.push({
        severity: 'error',
        code: 'own-sql',
        message: `${object}, ${what}: ${refusal.message}`,
        at: site.yaml.at([...path, dialectOf(site).name]),
        hint: refusal.hint,
      });
    }
  }
  return faults;
}

/** @throws what may pass, such as a lost connection */
async function refusalOf(
  source: Source,
  query: Parameters<Source['prepare']>[0],
): Promise<ExtractionError | undefined> {
  try {
    await source.prepare(query);
    return undefined;
  } catch (error) {
    if (error instanceof ExtractionError && error.passing === undefined) return error;
    throw error;
  }
}
