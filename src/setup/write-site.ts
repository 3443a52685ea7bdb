import { stringify } from 'yaml';
import type { LaConfig } from '../site/la-config.ts';
import { present } from '../yaml/present.ts';
import { parseYaml } from '../yaml/read.ts';
import type { ImportedEngine } from './import-column.ts';

/** What goes into a site file, but for what only the authority knows. */
export interface SiteFile {
  readonly cms: string;
  readonly engine: ImportedEngine;
  readonly source: { readonly database?: string; readonly schema?: string };
  readonly years: number | undefined;
  readonly overrides: Record<string, unknown>;
}

/** The text of a site file, its connection to be filled in. */
export function writeSite(
  config: LaConfig,
  { cms, engine, source, years, overrides }: SiteFile,
): string {
  const name = String(config.get('la_name'));
  // on Oracle the login chooses the database
  const place = engine === 'oracle' ? present({ schema: source.schema }) : source;
  const lines = [
    `# ${name.replace(/\s+/g, ' ')}, from its published configuration (last updated ${updatedOn(config.get('config_metadata', 'last_updated'))}). Made by: ssd-extract site import`,
    `# Fill in the connection: the published file does not have it.`,
    `site: ${siteNameOf(name)}`,
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

function siteNameOf(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain || 'authority';
}

function updatedOn(value: unknown): string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
    ? value
    : 'on a day it does not say';
}
