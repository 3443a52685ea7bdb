import fs from 'node:fs';
import path from 'node:path';
import { parse, stringify } from 'yaml';
import { type Oddity, loadOddities } from '../../src/mapping/oddities.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { compileFor, prepareSite } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from './files.ts';
import { ROOT } from './process.ts';

export type DialectName = keyof typeof DIALECTS;

export interface NamedQuery {
  /** Which CMS, settings and object: `mosaic, visit_source: visits, ssd_cp_visits`. */
  readonly name: string;
  readonly sql: string;
}

type Settings = Readonly<Record<string, unknown>>;

/** Settings with every parameter filled in, so that no condition is left out for want of one. */
const SITES = { liquid_logic: 'demo.yml', mosaic: 'mosaic.demo.yml' };

const CONNECTIONS: Readonly<Record<DialectName, Settings>> = {
  mssql: { engine: 'mssql', server: 's', database: 'd' },
  oracle: { engine: 'oracle', connect_string: 's', user: 'u', password: { env: 'P' } },
  postgres: { engine: 'postgres', host: 'h', database: 'd', user: 'u', password: { env: 'P' } },
};

/** What parameters of Mosaic make of the mappings besides their defaults. */
const VARIANTS: readonly Settings[] = [
  { parameters: { visit_source: 'visits', care_plan_source: 'steps' } },
];

/**
 * Every query that can come of the packaged mappings in one dialect: all objects of each CMS, its
 * variants, and each override of the page of oddities.
 */
export function everyQuery(dialect: DialectName): NamedQuery[] {
  const dir = tempDir();
  const queries = (
    cms: keyof typeof SITES,
    settings: Settings,
    label: string,
    only?: readonly string[],
  ) => {
    const site = siteOf({ dir, cms, dialect, settings });
    const prepared = prepareSite(site);
    const plans = prepared.planSet.plans.filter((plan) => only?.includes(plan.object) ?? true);
    return plans.flatMap((plan) => {
      const query = compileFor(prepared, plan, {
        dialect: DIALECTS[dialect],
        place: prepared.profile.source,
        asOf: '2026-04-01',
        windowYears: site.window_years,
      });
      return query ? [{ name: `${label}, ${plan.object}`, sql: query.sql }] : [];
    });
  };
  const oddQueries = (cms: keyof typeof SITES) => {
    const { spec } = prepareSite(siteOf({ dir, cms, dialect, settings: {} }));
    const oddities = loadOddities(DATA_DIR, cms, spec.objects)?.oddities ?? [];
    return roundsOf(oddities, dialect).flatMap(({ settings, objects }, index) =>
      queries(cms, settings, `${cms}, oddities put right ${index + 1}`, objects),
    );
  };
  return [
    ...queries('liquid_logic', {}, 'liquid_logic'),
    ...queries('mosaic', {}, 'mosaic'),
    ...VARIANTS.flatMap((settings) => queries('mosaic', settings, `mosaic, other variants`)),
    ...oddQueries('liquid_logic'),
    ...oddQueries('mosaic'),
  ];
}

interface Round {
  readonly settings: Settings;
  readonly objects: readonly string[];
}

/**
 * Few sites for many oddities: the first override of each object together, then the second of each,
 * and so on; settings have a site each.
 */
function roundsOf(oddities: readonly Oddity[], dialect: DialectName): Round[] {
  const rounds: Map<string, unknown>[] = [];
  for (const { object, override } of oddities) {
    if (!override || !isFor(dialect, override)) continue;
    const round = rounds.find((found) => !found.has(object));
    if (round) round.set(object, override);
    else rounds.push(new Map([[object, override]]));
  }
  const overrides = rounds.map((round) => ({
    settings: { overrides: Object.fromEntries(round) },
    objects: [...round.keys()],
  }));
  const sets = oddities.flatMap(({ object, set }) =>
    set ? [{ settings: set, objects: [object] }] : [],
  );
  return [...overrides, ...sets];
}

/** SQL of a site is for the engine that it names. */
function isFor(dialect: DialectName, override: Settings): boolean {
  const text = JSON.stringify(override);
  return !text.includes('"sql"') || text.includes(`"${dialect}"`);
}

interface SiteRequest {
  readonly dir: string;
  readonly cms: keyof typeof SITES;
  readonly dialect: DialectName;
  readonly settings: Settings;
}

function siteOf({ dir, cms, dialect, settings }: SiteRequest) {
  const text = fs.readFileSync(path.join(ROOT, 'config', SITES[cms]), 'utf8');
  const packaged = parse(text) as { readonly parameters?: Settings };
  const site = {
    ...packaged,
    ...settings,
    connection: CONNECTIONS[dialect],
    ...('parameters' in settings
      ? { parameters: { ...packaged.parameters, ...(settings['parameters'] as Settings) } }
      : {}),
  };
  const file = path.join(dir, 'site.yml');
  fs.writeFileSync(file, stringify(site));
  return loadSite(file);
}
