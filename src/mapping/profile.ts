import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { checkShape } from '../yaml/check-shape.ts';
import { present } from '../yaml/present.ts';
import { type YamlFile, readYaml } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import { loadCatalogue } from './load-catalogue.ts';
import type { MomentRule, MomentRules } from './moments.ts';
import { type ParameterType, type ParameterValue, SETTABLE_TYPES } from './parameters.ts';

const word = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, 'names are lower-case words joined by underscores');

const parameterShape = z.strictObject({
  type: z.enum(SETTABLE_TYPES),
  about: z.string(),
  one_of: z.array(z.string()).optional(),
  default: z.union([z.string(), z.number(), z.array(z.string()), z.array(z.number())]).optional(),
});

const momentShape = z.union([
  z.strictObject({
    latest: z.string().regex(/^\d{2}-\d{2}$/, 'a month and a day, such as 09-30'),
    about: z.string(),
  }),
  z.strictObject({ window_before: word, about: z.string() }),
]);

const profileShape = z.strictObject({
  cms: word,
  about: z.string(),
  source: z.strictObject({ database: z.string().optional(), schema: z.string().optional() }),
  engine: z.enum(['mssql', 'oracle', 'postgres']),
  also_on: z.array(z.enum(['mssql', 'oracle', 'postgres'])).default([]),
  cohort: z.strictObject({ object: z.string(), person: z.string() }).optional(),
  parameters: z.record(word, parameterShape).default({}),
  moments: z.record(word, momentShape).default({}),
});

export interface ProfileParameter {
  readonly type: Exclude<ParameterType, 'moment'>;
  readonly about: string;
  /** The texts that a text may be, when it is a choice. */
  readonly one_of?: readonly string[];
  readonly default?: ParameterValue;
}

/** What we know about one CMS. */
export interface Profile {
  readonly cms: string;
  readonly dir: string;
  /** Where its tables are unless the site says otherwise. */
  readonly source: { readonly database?: string; readonly schema?: string };
  /** The engine that it usually sits on. */
  readonly engine: 'mssql' | 'oracle' | 'postgres';
  /** Engines that some authorities have it on; each has its own folder of scripts. */
  readonly alsoOn: readonly ('mssql' | 'oracle' | 'postgres')[];
  readonly cohort?: { readonly object: string; readonly person: string } | undefined;
  readonly parameters: ReadonlyMap<string, ProfileParameter>;
  readonly moments: MomentRules;
  readonly catalogue: Catalogue;
  /** Mapping files by object name. */
  readonly mappings: ReadonlyMap<string, YamlFile>;
  readonly problems: readonly Problem[];
}

/** Names of the profiles in `data/cms/`. */
export function profileNames(dataDir: string): string[] {
  const dir = path.join(dataDir, 'cms');
  return fs.existsSync(dir)
    ? fs
        .readdirSync(dir, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => entry.name)
        .sort()
    : [];
}

/**
 * Loads `cms/<cms>/` of the first of these folders that has one: `profile.yml`, `tables.yml` and
 * one mapping file an object.
 * @throws ConfigError when there is no such profile, or its `profile.yml` cannot be used.
 */
export function loadProfile(dataDir: string, cms: string, own: readonly string[] = []): Profile {
  const dirs = [...own, dataDir];
  const home = dirs.find((folder) => profileNames(folder).includes(cms));
  if (home === undefined) {
    throw new ConfigError({
      code: 'unknown-cms',
      message: `there is no profile for the CMS "${cms}"`,
      hint: didYouMean(cms, [...new Set(dirs.flatMap(profileNames))]),
    });
  }
  const dir = path.join(home, 'cms', cms);
  const { value, problems } = checkShape(readYaml(path.join(dir, 'profile.yml')), profileShape);
  if (!value) {
    throw new ConfigError({
      code: 'broken-profile',
      message: `the profile ${cms} cannot be used`,
      problems,
    });
  }
  const { catalogue, problems: catalogueProblems } = loadCatalogue(
    path.join(dir, 'tables.yml'),
    value.engine,
  );
  const mappings = new Map(
    mappingFiles(dir).map((file) => [path.basename(file, '.yml'), readYaml(path.join(dir, file))]),
  );
  const moments = new Map(
    Object.entries(value.moments).map(([name, rule]) => [name, toRule(rule)]),
  );
  return {
    cms: value.cms,
    dir,
    source: present(value.source),
    engine: value.engine,
    alsoOn: value.also_on,
    cohort: value.cohort,
    parameters: new Map(
      Object.entries(value.parameters).map(([name, parameter]) => [name, present(parameter)]),
    ),
    moments,
    catalogue,
    mappings,
    problems: [...catalogueProblems, ...[...mappings.values()].flatMap((file) => file.problems)],
  };
}

function mappingFiles(dir: string): string[] {
  return fs
    .readdirSync(dir)
    .filter((file) => /^ssd_\w+\.yml$/.test(file))
    .sort();
}

function toRule(rule: z.infer<typeof momentShape>): MomentRule {
  return 'latest' in rule
    ? { kind: 'latest', monthDay: rule.latest }
    : { kind: 'window_before', moment: rule.window_before };
}
