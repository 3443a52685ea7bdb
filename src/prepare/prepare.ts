import path from 'node:path';
import { type Day, momentsOf } from '../mapping/moments.ts';
import {
  type CodesSetting,
  type SiteCodes,
  readSiteCodes,
  usesNational,
} from '../codes/site-codes.ts';
import { loadCodeSets } from '../codes/load-code-sets.ts';
import type { Plan, PlanSet } from '../mapping/plan.ts';
import { withOwnTables } from '../mapping/own-tables.ts';
import { type Profile, loadProfile } from '../mapping/profile.ts';
import { resolvePlans } from '../mapping/resolve.ts';
import type { OverrideRecord } from '../mapping/overrides.ts';
import { ignoredParameters, settleParameters } from '../mapping/settle-parameters.ts';
import type { SiteSettings } from '../mapping/site-settings.ts';
import type { UnsetParameter } from '../mapping/unset-parameters.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { compilePlan } from '../query/compile-plan.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import { DIALECTS, isDialectName } from '../query/dialects/index.ts';
import type { Site } from '../site/model.ts';
import type { Spec } from '../spec/model.ts';
import { showPath } from '../yaml/read.ts';
import { dialectOf } from './open-source.ts';
import { DATA_DIR } from './paths.ts';
import { type SiteTypes, readSiteTypes } from './site-types.ts';
import { skipObjects } from './skip-objects.ts';
import { usableSpec } from './usable-spec.ts';

export interface Prepared {
  readonly spec: Spec;
  readonly profile: Profile;
  readonly planSet: PlanSet;
  /** What an authority should know of its settings; nothing is wrong. */
  readonly notes: readonly Problem[];
  readonly overrides: readonly OverrideRecord[];
  /** Types of columns that the site says are other ones there. */
  readonly siteTypes: SiteTypes;
  /** Parameters that the authority has not set, and what that empties. */
  readonly unset: readonly UnsetParameter[];
  /** How coded fields become national codes. */
  readonly codes: SiteCodes;
}

/**
 * Loads and resolves what a run needs before any database is touched.
 * @throws ConfigError with every error found in spec, profile, parameters and overrides.
 */
export function prepare(options: {
  cms: string;
  spec?: string | undefined;
  site?: SiteSettings;
  codes?: CodesSetting;
}): Prepared {
  const spec = usableSpec(options.spec ?? DATA_DIR);
  const codes = codesOf(spec, options);
  const known = loadProfile(DATA_DIR, options.cms, ownHomes(options.spec));
  const tables = withOwnTables(known.catalogue, options.site);
  const profile = { ...known, catalogue: tables.catalogue };
  const parameters = settleParameters(profile, options.site);
  const { planSet, problems, overrides, unset } = resolvePlans(
    spec,
    profile,
    parameters,
    options.site,
  );
  const siteTypes = readSiteTypes(
    options.site,
    profile.catalogue,
    dialectFor(options.site, profile),
  );
  const errors = [
    ...[...codes.problems, ...tables.problems],
    ...[...siteTypes.problems, ...problems],
  ].filter((problem) => problem.severity === 'error');
  if (errors.length > 0) {
    throw new ConfigError({
      code: 'bad-mapping',
      message: inSiteFile(errors, options.site)
        ? `the site file cannot be used with the mappings of ${options.cms}`
        : `the mappings of ${options.cms} cannot be used`,
      problems: errors,
    });
  }
  return {
    spec,
    profile,
    planSet: { ...planSet, plans: planSet.plans.map((plan) => withSiteTypes(plan, siteTypes)) },
    overrides,
    siteTypes,
    unset,
    codes,
    notes: [...ignoredParameters(profile, options.site), ...doubtfulSources(spec, planSet)],
  };
}

/** A site that leaves cells as they are needs no code sets. */
function codesOf(
  spec: Spec,
  { site, codes }: { readonly site?: SiteSettings; readonly codes?: CodesSetting },
): SiteCodes {
  const sets = codes === undefined || codes === 'as_held' ? new Map() : loadCodeSets(DATA_DIR);
  return readSiteCodes({ sets, spec, setting: codes, yaml: site?.yaml });
}

/** Where an authority with a spec of its own may keep profiles of its own: looked for first. */
function ownHomes(spec: string | undefined): readonly string[] {
  return spec === undefined ? [] : [spec, path.dirname(spec)];
}

/** Whose types the site's `catalogue` is written in. */
function dialectFor(site: SiteSettings | undefined, profile: Profile): Dialect {
  const name = site?.engine ?? profile.engine;
  return isDialectName(name) ? DIALECTS[name] : DIALECTS[profile.engine];
}

function withSiteTypes(plan: Plan, { held }: SiteTypes): Plan {
  return held.size === 0 ? plan : { ...plan, held };
}

/** Whether every mistake is the authority's own. */
function inSiteFile(errors: readonly Problem[], site: SiteSettings | undefined): boolean {
  return site !== undefined && errors.every(({ at }) => at?.file === site.yaml.file);
}

/**
 * Fields that a spec of `ssd_*` tables places on the column of another: it is exported as it says,
 * and told.
 */
function doubtfulSources(spec: Spec, planSet: PlanSet): readonly Problem[] {
  return planSet.plans.some((plan) => plan.copied)
    ? spec.problems.filter((problem) => problem.code === 'same-source')
    : [];
}

/** As `prepare`, with everything that a site sets for itself. */
export function prepareSite(site: Site): Prepared {
  const { parameters, overrides, tables, catalogue, codes, yaml } = site;
  const nationalCodes = usesNational(codes);
  const prepared = prepare({
    cms: site.cms,
    spec: site.spec,
    site: {
      ...{ parameters, overrides, tables, catalogue, nationalCodes, yaml },
      engine: dialectOf(site).name,
    },
    codes,
  });
  const { plans, problems } = skipObjects(prepared.planSet.plans, site);
  if (problems.length > 0) {
    throw new ConfigError({
      code: 'bad-site',
      message: `the site file ${showPath(site.file)} cannot be used`,
      problems,
    });
  }
  return {
    ...prepared,
    planSet: { ...prepared.planSet, plans },
    unset: prepared.unset.filter(({ object }) => site.skip[object] === undefined),
  };
}

/** Where the CMS tables are: the site's word, else the profile's. */
export function placeOf(site: Site, { profile }: Prepared): TablePlace {
  return { ...profile.source, ...site.source };
}

/**
 * The plans that are wanted.
 * @throws ConfigError for a name that is no object of the bundle, and when none is left.
 */
export function choosePlans(
  planSet: PlanSet,
  only: readonly string[] | undefined,
  skip: readonly string[] | undefined,
): readonly Plan[] {
  const names = planSet.plans.map((plan) => plan.object);
  for (const name of [...(only ?? []), ...(skip ?? [])]) {
    if (!names.includes(name)) {
      throw new ConfigError({
        code: 'unknown-object',
        message: `there is no object "${name}" in the bundle`,
        hint: didYouMean(name, names),
      });
    }
  }
  const chosen = planSet.plans.filter(
    (plan) => (only?.includes(plan.object) ?? true) && !skip?.includes(plan.object),
  );
  if (chosen.length > 0) return chosen;
  throw new ConfigError({
    code: 'nothing-chosen',
    message: 'no object is chosen: --skip leaves out all that --only names',
    hint: 'name at least one object that is not skipped',
  });
}

export interface QueryOptions {
  readonly dialect: Dialect;
  readonly place: TablePlace;
  readonly asOf: Day;
  readonly windowYears: number;
}

/** Compiles one plan of a prepared run; undefined when the object has no rows to ask for. */
export function compileFor(
  { planSet, profile }: Prepared,
  plan: Plan,
  options: QueryOptions,
): CompiledQuery | undefined {
  const moments = momentsOf(options.asOf, options.windowYears, profile.moments);
  return compilePlan(plan, {
    dialect: options.dialect,
    place: options.place,
    moments,
    ...(planSet.cohort ? { cohort: planSet.cohort } : {}),
  });
}
