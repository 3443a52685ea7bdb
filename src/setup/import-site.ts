import { stringify } from 'yaml';
import type { Override } from '../mapping/overrides.ts';
import { profileNames } from '../mapping/profile.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { type LaConfig, isPlaceholder, readLaConfig } from '../site/la-config.ts';
import { type YamlPath, parseYaml } from '../yaml/read.ts';
import { customColumn } from './import-column.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';

export interface ImportedSite {
  /** The site file. */
  readonly text: string;
  /** What could not be carried over, or has to be filled in, with its place. */
  readonly notes: readonly Problem[];
}

/** Names of the systems as the published files write them, letters only. */
const SYSTEMS: Readonly<Record<string, string>> = {
  systemc: 'liquid_logic',
  liquidlogic: 'liquid_logic',
  mosaic: 'mosaic',
};

/** Settings of the national script that mean nothing to a runner that only reads. */
const WITHOUT_MEANING: readonly (readonly [path: readonly string[], why: string])[] = [
  [['settings', 'persistent_ssd'], 'no tables are written to a database'],
  [['settings', 'dbschema', 'deployment_database_name'], 'no tables are written to a database'],
  [['settings', 'dbschema', 'deployment_schema_name'], 'no tables are written to a database'],
  [['settings', 'dev_setup'], 'no script is run'],
  [['settings', 'extract_parameters', 'ssd_sub1_range_years'], 'there is one window'],
  [['global_sql_tag_remove'], 'no script is run'],
];

/**
 * Everything that is carried over, has no meaning here, or only describes the file; anything else
 * is told.
 */
const KNOWN: Readonly<Record<string, readonly string[]>> = {
  '': [
    'la_code',
    'la_name',
    'deployment_system',
    'config_metadata',
    'header',
    'settings',
    'global_sql_tag_remove',
    'named_sql_container_remove',
    'named_sql_tag_remove',
    'extract_sql_custom_la',
  ],
  settings: ['extract_parameters', 'persistent_ssd', 'dbschema', 'dev_setup'],
  'settings.extract_parameters': ['ssd_timeframe_years', 'ssd_sub1_range_years'],
  'settings.dbschema': ['data_source_schema', 'deployment_database_name', 'deployment_schema_name'],
  extract_sql_custom_la: ['customise_db_schema'],
};

/**
 * Turns a published configuration into a site file that our own loader takes.
 * @throws ConfigError when the file cannot be read, or its system is none that we know.
 */
export function importSite(file: string): ImportedSite {
  const config = readLaConfig(file);
  const notes: Problem[] = [];
  const note = (path: YamlPath, message: string, hint?: string): void => {
    notes.push({
      severity: 'warning',
      code: 'not-carried-over',
      message,
      at: config.yaml.at(config.path(...path), { key: true }),
      ...(hint ? { hint } : {}),
    });
  };
  const cms = systemOf(config);
  const prepared = prepare({ cms });
  const source = sourceOf(config, prepared, note);
  const years = yearsOf(config, note);
  const overrides = customColumns(config, prepared, engineOf(config), note);
  tellTheRest(config, prepared, note);
  notes.sort(
    (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
  return {
    text: write(config, { cms, engine: engineOf(config), source, years, overrides }),
    notes,
  };
}

/** A value as it is written in the file. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

type Note = (path: YamlPath, message: string, hint?: string) => void;

function systemOf(config: LaConfig): string {
  const written = config.get('deployment_system', 'cms');
  const cms =
    SYSTEMS[
      shown(written)
        .toLowerCase()
        .replace(/[^a-z]/g, '')
    ];
  if (cms !== undefined && profileNames(DATA_DIR).includes(cms)) return cms;
  const problem: Problem = {
    severity: 'error',
    code: 'unknown-cms',
    message:
      written === undefined
        ? 'it does not say which case management system the authority has'
        : `there is no profile for the system "${shown(written)}"`,
    at: config.yaml.at(config.path('deployment_system', 'cms')),
    hint: didYouMean(shown(written), ['SystemC', 'Liquid Logic', 'Mosaic']),
  };
  throw new ConfigError({
    code: 'bad-la-config',
    message: `the configuration ${config.yaml.file} cannot be carried over`,
    problems: [problem],
  });
}

function engineOf(config: LaConfig): 'mssql' | 'oracle' {
  return /oracle/i.test(String(config.get('deployment_system', 'cms_db'))) ? 'oracle' : 'mssql';
}

const IDENTIFIER = /^[A-Za-z_][\w$#]*$/;

/** `HDM.Child_Social`: database and schema. */
function sourceOf(
  config: LaConfig,
  { profile }: Prepared,
  note: Note,
): { database?: string; schema?: string } {
  const written = config.get('settings', 'dbschema', 'data_source_schema');
  if (written === undefined) return profile.source;
  const parts = shown(written)
    .split('.')
    .map((part) => part.trim());
  if (parts.length > 2 || !parts.every((part) => IDENTIFIER.test(part))) {
    note(
      ['settings', 'dbschema', 'data_source_schema'],
      `data_source_schema "${shown(written)}" is not DATABASE.SCHEMA`,
      "the profile's own place is used; set source in the site file",
    );
    return profile.source;
  }
  const [schema, database] = parts.reverse();
  return {
    ...profile.source,
    ...(database === undefined ? {} : { database }),
    ...(schema === undefined ? {} : { schema }),
  };
}

function yearsOf(config: LaConfig, note: Note): number | undefined {
  const path = ['settings', 'extract_parameters', 'ssd_timeframe_years'];
  const years = config.get(...path);
  if (years === undefined) return undefined;
  if (typeof years === 'number' && Number.isInteger(years) && years >= 1 && years <= 30) {
    return years;
  }
  note(
    path,
    'ssd_timeframe_years is not a number of years from 1 to 30',
    'the default of 6 years holds; set window_years in the site file',
  );
  return undefined;
}

/**
 * Custom columns as overrides; each is tried against the mappings, and told when it does not fit.
 */
function customColumns(
  config: LaConfig,
  prepared: Prepared,
  engine: string,
  note: Note,
): Record<string, Override['node']> {
  const list = config.get('extract_sql_custom_la', 'customise_db_schema');
  const overrides: Record<string, { fields: Record<string, unknown> }> = {};
  for (const [index, entry] of (Array.isArray(list) ? (list as unknown[]) : []).entries()) {
    const path = ['extract_sql_custom_la', 'customise_db_schema', index];
    const told = Object.fromEntries(
      Object.entries((entry ?? {}) as Record<string, unknown>).filter(
        ([, value]) => value !== null && !isPlaceholder(value),
      ),
    );
    if (Object.keys(told).length === 0) continue;
    const column = customColumn(told, prepared, engine);
    if (column.fault !== undefined) note(path, column.fault, column.hint);
    else (overrides[column.object] ??= { fields: {} }).fields[column.field] = column.value;
    for (const key of ['la_datatype', 'la_datatype_size'].filter((name) => name in told)) {
      note(
        [...path, key],
        `${key}: types and sizes are those of the standard`,
        'a text that is longer than the standard allows is a finding, and is kept',
      );
    }
  }
  return overrides;
}

/** What has no place in a site file. */
function tellTheRest(config: LaConfig, { planSet }: Prepared, note: Note): void {
  for (const [path, why] of WITHOUT_MEANING) {
    if (config.get(...path) !== undefined) {
      note(path, `${path.at(-1) ?? ''} has no meaning here: ${why}`);
    }
  }
  const empty = new Set(
    planSet.plans.filter((plan) => plan.status !== 'extracted').map((plan) => plan.object),
  );
  const known = new Set(planSet.plans.map((plan) => plan.object));
  const skipped: (readonly [readonly string[], boolean])[] = [
    [['named_sql_container_remove'], true],
    [['named_sql_tag_remove', 'remove_insert_data'], false],
  ];
  for (const [path, whole] of skipped) {
    const names = config.get(...path);
    for (const [index, name] of (Array.isArray(names) ? (names as unknown[]) : []).entries()) {
      if (typeof name !== 'string' || isPlaceholder(name) || (!whole && empty.has(name))) continue;
      note(
        [...path, index],
        known.has(name)
          ? `${name} is left out there, and a site file leaves nothing out`
          : `${name} is no object of the standard`,
        known.has(name) ? `run with --skip ${name}` : undefined,
      );
    }
  }
  for (const key of [
    'remove_drop_table',
    'remove_create_table',
    'remove_create_pk',
    'remove_create_fk',
    'remove_create_idx',
  ]) {
    const names = config.get('named_sql_tag_remove', key);
    if (
      Array.isArray(names) &&
      names.some((name) => typeof name === 'string' && !isPlaceholder(name))
    ) {
      note(
        ['named_sql_tag_remove', key],
        `${key} has no meaning here: no tables are written to a database`,
      );
    }
  }
  for (const [parent, keys] of Object.entries(KNOWN)) {
    const path = parent === '' ? [] : parent.split('.');
    const there = config.get(...path);
    for (const key of Object.keys(typeof there === 'object' && there !== null ? there : {})) {
      if (!keys.includes(key)) {
        note([...path, key], `unknown setting "${key}"`, didYouMean(key, keys));
      }
    }
  }
}

interface Parts {
  readonly cms: string;
  readonly engine: 'mssql' | 'oracle';
  readonly source: { readonly database?: string; readonly schema?: string };
  readonly years: number | undefined;
  readonly overrides: Record<string, unknown>;
}

function write(config: LaConfig, { cms, engine, source, years, overrides }: Parts): string {
  const name = String(config.get('la_name'));
  const site =
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '') || 'authority';
  const place =
    engine === 'oracle'
      ? { ...(source.schema === undefined ? {} : { schema: source.schema }) }
      : source;
  const lines = [
    `# ${name.replace(/\s+/g, ' ')}, from its published configuration (last updated ${date(config.get('config_metadata', 'last_updated'))}). Made by: ssd-extract site import`,
    `# Fill in the connection: the published file does not have it.`,
    `site: ${site}`,
    `cms: ${cms}`,
    'connection:',
    `  engine: ${engine}`,
    ...(engine === 'mssql'
      ? [`  server: CHANGE-ME`, `  database: ${source.database ?? 'CHANGE-ME'}`]
      : ['  connect_string: CHANGE-ME:1521/CHANGE-ME']),
    '  user: CHANGE-ME',
    '  password: {env: SSD_DB_PASSWORD}      # or {file: PATH}; a password in this file is refused',
    `source: ${stringify(place, { collectionStyle: 'flow', flowCollectionPadding: false }).trimEnd()}`,
    ...(years === undefined ? [] : [`window_years: ${years}`]),
    'output: {dir: ./bundles}',
    ...(Object.keys(overrides).length > 0 ? [stringify({ overrides }).trimEnd()] : []),
  ];
  const text = `${lines.join('\n')}\n`;
  const [fault] = parseYaml(text, 'site.yml').problems;
  if (fault) throw new Error(`the site file that was made is not valid YAML: ${fault.message}`);
  return text;
}

function date(value: unknown): string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? value
    : 'on a day it does not say';
}
