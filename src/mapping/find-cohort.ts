import type { Problem } from '../problems/problem.ts';
import type { SpecObject } from '../spec/model.ts';
import { Cursor } from './cursor.ts';
import { grammar } from './grammar.ts';
import type { Rows } from './language.ts';
import { type ObjectMapping, loadObjectMapping } from './object-mapping.ts';
import { overlay } from './overlay.ts';
import type { Override } from './overrides.ts';
import { ownCohort } from './own-cohort.ts';
import type { Parameters } from './parameters.ts';
import { parseColumn } from './parse-value.ts';
import type { Cohort, Plan } from './plan.ts';
import type { Profile } from './profile.ts';
import { columnsInCondition } from './walk.ts';

export interface CohortRequest {
  readonly profile: Profile;
  readonly parameters: Parameters;
  readonly plans: readonly Plan[];
  /** The object whose rows are the cohort, and how it is made. */
  readonly object: SpecObject | undefined;
  readonly mapping: ObjectMapping | undefined;
  readonly override: Override | undefined;
  /** Where problems are added. */
  readonly problems: Problem[];
}

/** The persons that the profile's `cohort` names; undefined when it names none, or cannot. */
export function findCohort(request: CohortRequest): Cohort | undefined {
  const { profile, object, parameters, mapping, override, problems } = request;
  const { catalogue } = profile;
  if (!profile.cohort) return undefined;
  const file = profile.mappings.get(profile.cohort.object);
  if (!mapping?.source || !object || !file) return undefined;
  const own = override && 'sql' in override.node ? override : undefined;
  const known = own
    ? loadObjectMapping({ cms: profile.cms, object, file, catalogue, parameters })
    : mapping;
  const context = {
    yaml: override && !own ? overlay(file, override) : file,
    problems,
    catalogue,
    parameters,
    sets: new Map(),
    unset: [],
  };
  const place = { scope: known.scope, path: ['rows'], raw: profile.cohort.person };
  const person = parseColumn(new Cursor(grammar, context, place));
  if (!person) return undefined;
  if (own) return ownCohort({ ...request, object, mapping, override: own, kind: person.type });
  const { sets, rows } = mapping.source;
  return { sets, rows: whoIsIn(rows), person };
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
