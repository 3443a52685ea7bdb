import type { Problem } from '../problems/problem.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import type { YamlFile } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import { findCohort } from './find-cohort.ts';
import { impliedFile, impliedMapping } from './implied-mapping.ts';
import { makePlan } from './make-plan.ts';
import { type ObjectMapping, loadObjectMapping } from './object-mapping.ts';
import { type OverrideRecord, listOverrides, readOverrides, tracedTo } from './overrides.ts';
import type { Parameters } from './parameters.ts';
import type { Plan, PlanSet } from './plan.ts';
import type { Profile } from './profile.ts';
import type { SiteSettings } from './site-settings.ts';
import type { UnsetParameter } from './unset-parameters.ts';

export interface Resolved {
  readonly planSet: PlanSet;
  /** Of the profile and its mappings; the spec has its own. */
  readonly problems: readonly Problem[];
  /** What the site replaced, for the manifest. */
  readonly overrides: readonly OverrideRecord[];
  /** Parameters that the site has not set, and what that empties. */
  readonly unset: readonly UnsetParameter[];
}

/** Spec + profile + site → one plan an object of the bundle, in the order of the spec. */
export function resolvePlans(
  spec: Spec,
  profile: Profile,
  parameters: Parameters,
  site?: SiteSettings,
): Resolved {
  const { cms } = profile;
  const problems: Problem[] = [...profile.problems];
  const unset: UnsetParameter[] = [];
  const objects = spec.objects.filter((object) => !object.administrative);
  const overrides = readOverrides(site, objects, problems);
  const load = (object: SpecObject, file: YamlFile, catalogue: Catalogue): ObjectMapping => {
    const override = overrides.get(object.name);
    const mapping = loadObjectMapping({
      ...{ file, object, cms, catalogue, parameters, override },
      national: site?.nationalCodes,
    });
    problems.push(...tracedTo(override, mapping.problems));
    unset.push(...mapping.unset);
    return mapping;
  };

  const copies = speaksOfCopies(spec, profile);
  const mapped = new Map<string, ObjectMapping>();
  for (const object of objects) {
    const file = profile.mappings.get(object.name);
    if (!file || copies || !speaksOfProfile(object, profile)) continue;
    mapped.set(object.name, load(object, file, profile.catalogue));
  }
  problems.push(...mappingsWithoutObject(profile, objects));

  const plans: Plan[] = [];
  for (const object of objects) {
    const mapping = mapped.get(object.name);
    if (mapping) {
      plans.push(makePlan(object, mapping, profile.catalogue));
      continue;
    }
    const implied = impliedMapping(spec, object, cms, profile.catalogue);
    problems.push(...implied.problems);
    const overridden = overrides.has(object.name)
      ? load(object, impliedFile(object, implied), implied.catalogue)
      : undefined;
    const plan = makePlan(object, overridden ?? implied, implied.catalogue);
    plans.push(copies ? { ...plan, copied: true } : plan);
  }

  const who = profile.cohort?.object ?? '';
  const cohort = findCohort({
    profile,
    parameters,
    plans,
    object: objects.find(({ name }) => name === who),
    mapping: mapped.get(who),
    override: overrides.get(who),
    problems,
  });
  return {
    planSet: { cms, plans, cohort },
    problems,
    overrides: listOverrides(overrides.values()),
    unset,
  };
}

function mappingsWithoutObject(profile: Profile, objects: readonly SpecObject[]): Problem[] {
  return [...profile.mappings]
    .filter(([name]) => !objects.some((object) => object.name === name))
    .map(([name, yaml]) => ({
      severity: 'warning',
      code: 'unknown-object',
      message: `the mapping of ${name} is of no use: the spec has no such object`,
      at: yaml.at([]),
    }));
}

/**
 * Whether the spec speaks of `ssd_*` tables that somebody has built already, and of no table of the
 * CMS.
 */
function speaksOfCopies(spec: Spec, profile: Profile): boolean {
  const tables = spec.objects.flatMap((object) => tablesOf(object, profile));
  return (
    !tables.some((table) => profile.catalogue.has(table)) &&
    tables.some((table) => spec.objects.some((object) => object.name === table))
  );
}

/**
 * Whether the spec places the object in tables that the profile knows; a spec of `ssd_*` tables
 * wants them exported as they are.
 */
function speaksOfProfile(object: SpecObject, profile: Profile): boolean {
  const tables = tablesOf(object, profile);
  return tables.length === 0 || tables.some((table) => profile.catalogue.has(table));
}

/** The tables that the spec names for an object, one for each field that has any. */
function tablesOf(object: SpecObject, { cms }: Profile): string[] {
  return object.fields.flatMap((field) => field.sources.get(cms)?.table ?? []);
}
