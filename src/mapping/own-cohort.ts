import type { Location, Problem } from '../problems/problem.ts';
import type { SpecObject } from '../spec/model.ts';
import type { ValueType } from './catalogue.ts';
import { call } from './construct.ts';
import type { FunctionName } from './functions.ts';
import { type Value, typeOf } from './language.ts';
import type { ObjectMapping } from './object-mapping.ts';
import type { Override } from './overrides.ts';
import type { Cohort, Plan } from './plan.ts';
import type { Profile } from './profile.ts';

export interface OwnCohortRequest {
  readonly object: SpecObject;
  /** What the site's SELECT has become. */
  readonly mapping: ObjectMapping;
  readonly override: Override;
  readonly profile: Profile;
  /** The kind of a person's id in the CMS. */
  readonly kind: ValueType;
  /** Of all objects: each is one statement with the site's SELECT in it. */
  readonly plans: readonly Plan[];
  readonly problems: Problem[];
}

const CONVERSIONS: Partial<Record<ValueType, FunctionName>> = {
  text: 'to_text',
  integer: 'to_integer',
  decimal: 'to_float',
  float: 'to_float',
};

/**
 * The persons of a SELECT that the site wrote: those in the key of the object, as ids of the CMS.
 * Its table expressions stand in the statements of the other objects, so none may be called as
 * something there is; undefined, and a problem, when one is.
 */
export function ownCohort(request: OwnCohortRequest): Cohort | undefined {
  const { object, mapping, override, problems } = request;
  const { source, outputs } = mapping;
  if (!source) return undefined;
  const refuse = (message: string, hint: string): undefined => {
    const at: Location = override.yaml.at([...override.path, 'sql'], { key: true });
    problems.push({ severity: 'error', code: 'bad-override', message, hint, at });
    return undefined;
  };
  const [key, second] = object.primaryKey;
  const output = second === undefined && key !== undefined ? outputs.get(key) : undefined;
  const person = output?.kind === 'value' ? asKind(output.value, request.kind) : undefined;
  if (!person) {
    return refuse(
      `${object.name} decides which persons the other objects keep, and none of its fields is the id by which they know them`,
      'override its rows and fields instead of giving it as SQL',
    );
  }
  const taken = namesElsewhere(request);
  for (const { name } of source.sets) {
    const holder = taken.get(name.toLowerCase());
    if (holder !== undefined) {
      return refuse(
        `the SELECT of ${object.name} stands in the query of every object that keeps its persons, and its table expression ${name} has the name of ${holder}`,
        'give the table expression another name',
      );
    }
  }
  return { sets: source.sets, rows: source.rows, person };
}

function asKind(value: Value, kind: ValueType): Value | undefined {
  if (typeOf(value) === kind) return value;
  const conversion = CONVERSIONS[kind];
  return conversion && call(conversion, [value], conversion === 'to_float' ? 'float' : kind);
}

/** Tables and sets that a table expression of the same name would hide, in small letters. */
function namesElsewhere({ object, plans, profile }: OwnCohortRequest): ReadonlyMap<string, string> {
  const sets = plans
    .filter((plan) => plan.object !== object.name && plan.source?.person)
    .flatMap((plan) =>
      (plan.source?.sets ?? []).map(({ name }): [string, string] => [
        name.toLowerCase(),
        `a set of ${plan.object}`,
      ]),
    );
  const tables = [...profile.catalogue.keys()].map((name): [string, string] => [
    name.toLowerCase(),
    'a table of the CMS',
  ]);
  return new Map([...sets, ...tables]);
}
