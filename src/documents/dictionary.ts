import type { OverrideRecord } from '../mapping/overrides.ts';
import type { Plan } from '../mapping/plan.ts';
import { profileNames } from '../mapping/profile.ts';
import { dialectOf } from '../prepare/open-source.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import { type Prepared, compileFor, placeOf, prepare, prepareSite } from '../prepare/prepare.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import { DIALECTS } from '../query/dialects/index.ts';
import { emptyScript, sqlScript } from '../query/script.ts';
import type { Site } from '../site/model.ts';
import type { Spec } from '../spec/model.ts';
import { sayField, sayObject } from './words/fields.ts';
import type { Said } from './words/said.ts';

/** One CMS and how it is drawn from, by the standard or by one authority. */
export interface CmsPart {
  readonly cms: string;
  readonly prepared: Prepared;
  /** The same without the site's overrides. */
  readonly standard: Prepared;
  readonly dialects: readonly Dialect[];
  readonly place: TablePlace;
  readonly windowYears: number;
}

export interface Dictionary {
  readonly spec: Spec;
  /** Name of the authority whose overrides are in it. */
  readonly site: string | undefined;
  readonly parts: readonly CmsPart[];
}

export interface DictionaryRequest {
  readonly site?: Site | undefined;
  /** One CMS; all without it, or that of the site. */
  readonly cms?: string | undefined;
}

/** Where something comes from, in words. */
export interface Origin {
  readonly how: readonly Said[];
  /** What the standard says, where the site's overrides make it another thing. */
  readonly standard?: readonly Said[] | undefined;
  /** The overrides that are about it. */
  readonly overrides: readonly OverrideRecord[];
  /** Parameters that the authority has not set, without which it stays empty. */
  readonly unset: readonly { readonly parameter: string; readonly about: string }[];
}

/** The day of the queries, so that a dictionary changes only when a mapping does. */
const AS_OF = '2026-04-01';
const WINDOW_YEARS = 6;

/**
 * Loads everything that a dictionary tells.
 * @throws ConfigError when spec, mappings or site cannot be used.
 */
export function loadDictionary({ site, cms }: DictionaryRequest): Dictionary {
  if (site) {
    const part = partOfSite(site);
    return { spec: part.prepared.spec, site: site.site, parts: [part] };
  }
  const parts = (cms === undefined ? profileNames(DATA_DIR) : [cms]).map(partOfStandard);
  const [first] = parts;
  if (!first) throw new Error('there is no profile in data/');
  return { spec: first.prepared.spec, site: undefined, parts };
}

function partOfSite(site: Site): CmsPart {
  const prepared = prepareSite(site);
  return {
    cms: site.cms,
    prepared,
    standard: prepareSite({ ...site, overrides: {} }),
    dialects: [dialectOf(site)],
    place: placeOf(site, prepared),
    windowYears: site.window_years,
  };
}

function partOfStandard(cms: string): CmsPart {
  const prepared = prepare({ cms });
  const { engine, alsoOn, source } = prepared.profile;
  return {
    cms,
    prepared,
    standard: prepared,
    dialects: [engine, ...alsoOn].map((name) => DIALECTS[name]),
    place: source,
    windowYears: WINDOW_YEARS,
  };
}

/** The plan of an object in this CMS; undefined for an object that is not in the bundle. */
export function planOf({ planSet }: Prepared, object: string): Plan | undefined {
  return planSet.plans.find((plan) => plan.object === object);
}

/** Which rows an object has in this CMS. */
export function originOfObject(part: CmsPart, object: string): Origin {
  const say = (prepared: Prepared): readonly Said[] => {
    const plan = planOf(prepared, object);
    const { cohort, moments } = prepared.profile;
    return plan ? sayObject(plan, cohort?.object, moments) : [];
  };
  const own = part.prepared.overrides.filter((override) => override.object === object);
  return originOf(part, say, {
    overrides: own.filter(({ what }) => !what.startsWith('fields.')),
    unset: part.prepared.unset.filter((item) => item.object === object && item.needs === 'rows'),
  });
}

/** Where a field comes from in this CMS. */
export function originOfField(part: CmsPart, object: string, field: string): Origin {
  const say = (prepared: Prepared): readonly Said[] => {
    const plan = planOf(prepared, object);
    const cell = plan?.fields.find(({ name }) => name === field);
    return plan && cell ? sayField(cell, plan, prepared.profile.moments) : [];
  };
  const own = part.prepared.overrides.filter((override) => override.object === object);
  return originOf(part, say, {
    overrides: own.filter(({ what }) => what === `fields.${field}` || !what.startsWith('fields.')),
    unset: part.prepared.unset.filter(
      ({ object: of, needs }) => of === object && needs !== 'rows' && needs.includes(field),
    ),
  });
}

function originOf(
  part: CmsPart,
  say: (prepared: Prepared) => readonly Said[],
  { overrides, unset }: { overrides: readonly OverrideRecord[]; unset: Prepared['unset'] },
): Origin {
  const how = say(part.prepared);
  const standard = say(part.standard);
  const isChanged = JSON.stringify(how) !== JSON.stringify(standard);
  const abouts = part.prepared.profile.parameters;
  return {
    how,
    standard: isChanged ? standard : undefined,
    overrides: isChanged ? overrides : [],
    unset: [...new Set(unset.map(({ parameter }) => parameter))].map((parameter) => ({
      parameter,
      about: abouts.get(parameter.split('.')[0] ?? '')?.about ?? '',
    })),
  };
}

/** The query of an object for each dialect, as `sql/` has it. */
export function queriesOf(
  part: CmsPart,
  object: string,
): readonly { readonly product: string; readonly sql: string }[] {
  const plan = planOf(part.prepared, object);
  if (!plan) return [];
  const { cms, place, windowYears } = part;
  const facts = { object, cms, asOf: AS_OF, windowYears };
  return part.dialects.map((dialect) => {
    const query = compileFor(part.prepared, plan, { dialect, place, asOf: AS_OF, windowYears });
    const sql = query ? sqlScript(query, dialect, facts) : emptyScript(facts, plan.reason ?? '');
    return { product: dialect.product, sql };
  });
}
