import type { Problem } from '../problems/problem.ts';
import { Cursor } from './cursor.ts';
import { grammar } from './grammar.ts';
import type { Rows } from './language.ts';
import type { ObjectMapping } from './object-mapping.ts';
import { overlay } from './overlay.ts';
import type { Override } from './overrides.ts';
import type { Parameters } from './parameters.ts';
import { parseColumn } from './parse-value.ts';
import type { Cohort } from './plan.ts';
import type { Profile } from './profile.ts';
import { columnsInCondition } from './walk.ts';

export interface CohortRequest {
  readonly profile: Profile;
  readonly parameters: Parameters;
  /** Of the object whose rows are the cohort. */
  readonly mapping: ObjectMapping | undefined;
  readonly override: Override | undefined;
  /** Where problems are added. */
  readonly problems: Problem[];
}

/** The persons that the profile's `cohort` names; undefined when it names none, or cannot. */
export function findCohort(request: CohortRequest): Cohort | undefined {
  const { profile, parameters, mapping, override, problems } = request;
  if (!profile.cohort) return undefined;
  if (override && 'sql' in override.node) {
    problems.push({
      severity: 'error',
      code: 'bad-override',
      message: `${profile.cohort.object} decides which persons the other objects keep, so it cannot be given as SQL`,
      hint: 'override its rows and fields instead',
      at: override.yaml.at([...override.path, 'sql'], { key: true }),
    });
    return undefined;
  }
  const file = profile.mappings.get(profile.cohort.object);
  if (!mapping?.source || !file) return undefined;
  const context = {
    yaml: override ? overlay(file, override) : file,
    problems,
    catalogue: profile.catalogue,
    parameters,
    sets: new Map(),
    unset: [],
  };
  const place = { scope: mapping.scope, path: ['rows'], raw: profile.cohort.person };
  const person = parseColumn(new Cursor(grammar, context, place));
  const { sets, rows } = mapping.source;
  return person && { sets, rows: whoIsIn(rows), person };
}

/** Only what decides who is in: a left join that no filter reads adds fields, never persons. */
function whoIsIn(rows: Rows): Rows {
  const read = new Set(
    rows.where
      .flatMap((condition) => [...columnsInCondition(condition)])
      .map((column) => column.alias),
  );
  return {
    ...rows,
    joins: rows.joins.filter((join) => join.type === 'inner' || read.has(join.alias)),
  };
}
