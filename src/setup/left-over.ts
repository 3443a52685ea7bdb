import type { PlanSet } from '../mapping/plan.ts';
import { didYouMean } from '../problems/suggest.ts';
import { type LaConfig, isPlaceholder } from '../site/la-config.ts';
import type { YamlPath } from '../yaml/read.ts';

/** Takes what could not be carried over, with its path below the authority's number. */
export type Note = (path: YamlPath, message: string, hint?: string) => void;

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
 * is noted.
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

/** Parts of the national script that write tables, which an authority may have left out. */
const WRITING_PARTS = [
  'remove_drop_table',
  'remove_create_table',
  'remove_create_pk',
  'remove_create_fk',
  'remove_create_idx',
];

/** Notes what the file says and a site file has no place for. */
export function noteLeftOver(config: LaConfig, planSet: PlanSet, note: Note): void {
  noteWithoutMeaning(config, note);
  noteSkippedObjects(config, planSet, note);
  noteUnknownSettings(config, note);
}

function noteWithoutMeaning(config: LaConfig, note: Note): void {
  for (const [path, why] of WITHOUT_MEANING) {
    if (config.get(...path) !== undefined) {
      note(path, `${path.at(-1) ?? ''} has no meaning here: ${why}`);
    }
  }
  for (const key of WRITING_PARTS) {
    const path = ['named_sql_tag_remove', key];
    if (namesAt(config, path).length > 0) {
      note(path, `${key} has no meaning here: no tables are written to a database`);
    }
  }
}

function noteSkippedObjects(config: LaConfig, { plans }: PlanSet, note: Note): void {
  const known = new Set(plans.map((plan) => plan.object));
  const empty = new Set(
    plans.filter((plan) => plan.status !== 'extracted').map((plan) => plan.object),
  );
  const noteEach = (path: readonly string[], names: readonly ListedName[]): void => {
    for (const { name, index } of names) {
      if (known.has(name)) {
        note(
          [...path, index],
          `${name} is left out there`,
          `skip: {${name}: why} in the site file leaves it out here`,
        );
      } else {
        note([...path, index], `${name} is no object of the standard`);
      }
    }
  };
  const whole = ['named_sql_container_remove'];
  noteEach(whole, namesAt(config, whole));
  // only its rows are left out: of an object that has none here there is nothing to say
  const rows = ['named_sql_tag_remove', 'remove_insert_data'];
  noteEach(
    rows,
    namesAt(config, rows).filter(({ name }) => !empty.has(name)),
  );
}

interface ListedName {
  readonly name: string;
  readonly index: number;
}

/** The names in a list that somebody filled in, with their places in it. */
function namesAt(config: LaConfig, path: readonly string[]): ListedName[] {
  const list = config.get(...path);
  return (Array.isArray(list) ? (list as unknown[]) : []).flatMap((name, index) =>
    typeof name === 'string' && !isPlaceholder(name) ? [{ name, index }] : [],
  );
}

function noteUnknownSettings(config: LaConfig, note: Note): void {
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
