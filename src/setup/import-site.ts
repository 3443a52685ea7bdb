import type { Override } from '../mapping/overrides.ts';
import { profileNames } from '../mapping/profile.ts';
import { DATA_DIR } from '../prepare/paths.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { type LaConfig, isPlaceholder, readLaConfig } from '../site/la-config.ts';
import { present } from '../yaml/present.ts';
import { type ImportedEngine, customColumn } from './import-column.ts';
import { type Note, noteLeftOver } from './left-over.ts';
import { writeSite } from './write-site.ts';

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

/**
 * Turns a published configuration into a site file that our own loader takes.
 * @throws ConfigError when the file cannot be read, or its system is none that we know.
 */
export function importSite(file: string): ImportedSite {
  const config = readLaConfig(file);
  const notes: Problem[] = [];
  const note: Note = (path, message, hint) => {
    notes.push({
      severity: 'warning',
      code: 'not-carried-over',
      message,
      at: config.yaml.at(config.path(...path), { key: true }),
      hint,
    });
  };
  const cms = systemOf(config);
  const engine = engineOf(config);
  const prepared = prepare({ cms });
  const source = sourceOf(config, prepared, note);
  const years = yearsOf(config, note);
  const overrides = customColumns(config, prepared, engine, note);
  noteLeftOver(config, prepared.planSet, note);
  notes.sort(
    (a, b) => (a.at?.line ?? 0) - (b.at?.line ?? 0) || (a.at?.column ?? 0) - (b.at?.column ?? 0),
  );
  return {
    text: writeSite(config, { cms, engine, source, years, overrides }),
    notes,
  };
}

/** A value as it is written in the file. */
function shown(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

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

function engineOf(config: LaConfig): ImportedEngine {
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
    ...present({ database, schema }),
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
 * Custom columns as overrides; each is tried against the mappings, and noted when it does not fit.
 */
function customColumns(
  config: LaConfig,
  prepared: Prepared,
  engine: ImportedEngine,
  note: Note,
): Record<string, Override['node']> {
  const list = config.get('extract_sql_custom_la', 'customise_db_schema');
  const overrides: Record<string, { fields: Record<string, unknown> }> = {};
  for (const [index, entry] of (Array.isArray(list) ? (list as unknown[]) : []).entries()) {
    const path = ['extract_sql_custom_la', 'customise_db_schema', index];
    const filled = filledIn((entry ?? {}) as Record<string, unknown>);
    if (Object.keys(filled).length === 0) continue;
    const column = customColumn(filled, prepared, engine);
    if (column.fault !== undefined) note(path, column.fault, column.hint);
    else (overrides[column.object] ??= { fields: {} }).fields[column.field] = column.value;
    for (const key of ['la_datatype', 'la_datatype_size'].filter((name) => name in filled)) {
      note(
        [...path, key],
        `${key}: types and sizes are those of the standard`,
        'a text that is longer than the standard allows is a finding, and is kept',
      );
    }
  }
  return overrides;
}

function filledIn(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(([, value]) => value !== null && !isPlaceholder(value)),
  );
}
