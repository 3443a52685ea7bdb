import fs from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { CONFIG_DIR } from '../prepare/paths.ts';
import { parsePasswordPlace } from './password-place.ts';
import type { Answers } from './questions.ts';
import { parseServer } from './server-address.ts';

const DOCS: Readonly<Record<string, string>> = {
  mssql: 'docs/sql-server.md',
  oracle: 'docs/oracle.md',
  postgres: 'docs/postgres.md',
};

/** The text of a commented site file, from answers that are complete. */
export function firstSite(answers: Answers): string {
  const { name, cms, engine = '', schema, windowYears, out } = answers;
  const place = engine === 'mssql' ? [entry('database', answers.database)] : [];
  return [
    '# Made by: ssd-extract init. Every key is explained in docs/site-file.md.',
    '# After each change: ssd-extract check --site FILE',
    entry('site', name),
    entry('cms', cms),
    '',
    ...(engine === 'embedded' ? trial() : connection(answers)),
    ...(schema === undefined
      ? []
      : [
          '',
          '# Where the tables of the CMS are.',
          'source:',
          ...indent([...place, entry('schema', schema)]),
        ]),
    '',
    '# How many years back the extract reaches.',
    entry('window_years', Number(windowYears)),
    '',
    '# Bundles hold data of children: a folder that only those may read who need it.',
    'output:',
    ...indent([entry('dir', out)]),
    '',
    '# Old bundles stay unless this is set (docs/operations.md).',
    '# keep: {bundles: 14, days: 90}',
    ...parametersOf(cms),
    '',
  ].join('\n');
}

/** The text of the `.env` beside it; undefined when the password is elsewhere. */
export function envTemplate({ passwordFrom = '' }: Answers): string | undefined {
  const place = parsePasswordPlace(passwordFrom);
  if (!place || !('env' in place)) return undefined;
  return [
    '# Read by ssd-extract for the variables that the site file beside it names, where the',
    '# environment does not set them. Only the account that runs it may read this file.',
    '# Write the password between the quotes; if it holds a single quote, use double quotes.',
    `${place.env}=''`,
    '',
  ].join('\n');
}

function trial(): string[] {
  return [
    '# A trial without a server: a database of synthetic children in a folder.',
    'connection:',
    ...indent([entry('engine', 'embedded'), entry('path', './trial-database')]),
    "# `testdb` may write to this database; the authority's own site file does not say this.",
    'testdb: true',
  ];
}

function connection({ engine, passwordFrom = '', ...answers }: Answers): string[] {
  const { host, instance, port } = parseServer(answers.server ?? '') ?? {};
  const password = JSON.stringify(parsePasswordPlace(passwordFrom)).replaceAll('":', '": ');
  const keys = [
    entry('engine', engine),
    entry(engine === 'postgres' ? 'host' : 'server', host),
    entry('instance', instance),
    entry('port', port),
    entry('connect_string', answers.connectString),
    entry('database', answers.database),
    entry('authentication', answers.authentication),
    entry('domain', answers.domain),
    entry('user', answers.user),
    `password: ${password}`,
    ...(engine === 'oracle'
      ? ['# wallet_location: ./wallet          # for TCPS']
      : [
          "# ca_file: ./ca.pem                  # the authority that signed the server's certificate",
          '# trust_server_certificate: true     # without one; anybody could pose as the server',
        ]),
  ];
  return [
    `# Where the database is: ${DOCS[engine ?? ''] ?? ''}. The password is never written here.`,
    'connection:',
    ...indent(keys),
  ];
}

/** Settings that only the authority knows, to be filled in; from the example of the CMS. */
function parametersOf(cms = ''): string[] {
  const example = fs
    .readdirSync(CONFIG_DIR)
    .find((name) => name.startsWith(`${cms}.`) && name.endsWith('.example.yml'));
  if (example === undefined) return [];
  const text = fs.readFileSync(path.join(CONFIG_DIR, example), 'utf8').replaceAll('\r\n', '\n');
  const begin = text.indexOf('# What only the authority can know');
  return begin < 0 ? [] : ['', text.slice(begin).trimEnd()];
}

/** Nothing for an answer that there is none to. */
function entry(key: string, value: string | number | undefined): string {
  return value === undefined ? '' : stringify({ [key]: value }, { lineWidth: 0 }).trimEnd();
}

function indent(lines: readonly string[]): string[] {
  return lines.filter((line) => line !== '').map((line) => `  ${line}`);
}
