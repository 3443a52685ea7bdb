import path from 'node:path';
import type { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { type Synonyms, checkShape } from '../yaml/check-shape.ts';
import { present } from '../yaml/present.ts';
import { type YamlFile, readYaml, showPath } from '../yaml/read.ts';
import { commonSlips } from './common-slips.ts';
import type { Connection, Site } from './model.ts';
import { siteShape } from './shape.ts';

/** How other programs call what these keys hold. */
const KEYS_ELSEWHERE: Synonyms = {
  server: ['host', 'hostname', 'data_source', 'address'],
  host: ['server', 'hostname', 'address'],
  connect_string: ['host', 'server', 'service', 'service_name', 'sid', 'dsn', 'connection_string'],
  database: ['db', 'dbname', 'initial_catalog', 'catalog'],
  user: ['username', 'user_name', 'user_id', 'uid', 'login'],
  authentication: ['auth', 'integrated_security', 'trusted_connection'],
  ca_file: ['ca', 'cafile', 'certificate', 'ssl_ca'],
  encrypt: ['ssl', 'tls', 'sslmode'],
  dir: ['folder', 'directory', 'path'],
  output: ['out', 'bundles'],
  window_years: ['years', 'window'],
};

/**
 * Loads a site file. Relative paths in it are relative to the file.
 * @throws ConfigError with every problem and its place; never with a secret.
 */
export function loadSite(file: string): Site {
  const yaml = readYaml(file);
  const { value, problems } = checkShape(yaml, siteShape, KEYS_ELSEWHERE);
  const written = [...writtenSecrets(yaml), ...commonSlips(yaml)];
  if (!value || written.length > 0) {
    const rest = problems.filter(
      (problem) => !written.some((secret) => secret.at?.line === problem.at?.line),
    );
    throw new ConfigError({
      code: 'bad-site',
      message: `the site file ${showPath(file)} cannot be used`,
      problems: [...written, ...rest],
    });
  }
  const dir = path.dirname(path.resolve(file));
  const { source, spec, connection, output, ...plain } = value;
  return {
    ...plain,
    file: path.resolve(file),
    yaml,
    source: present(source),
    connection: toConnection(connection, dir),
    output: { ...output, dir: path.resolve(dir, output.dir) },
    spec: within(dir, spec),
  };
}

function toConnection(
  connection: z.infer<typeof siteShape>['connection'],
  dir: string,
): Connection {
  switch (connection.engine) {
    case 'embedded':
      return { ...present({ path: within(dir, connection.path) }), engine: 'embedded' };
    case 'mssql':
      return {
        ...present({ ...connection, ca_file: within(dir, connection.ca_file) }),
        engine: 'mssql',
      };
    case 'oracle':
      return {
        ...present({
          ...connection,
          tns_admin: within(dir, connection.tns_admin),
          wallet_location: within(dir, connection.wallet_location),
        }),
        engine: 'oracle',
      };
    case 'postgres':
      return {
        ...present({ ...connection, ca_file: within(dir, connection.ca_file) }),
        engine: 'postgres',
      };
  }
}

/** A path that the file gives, absolute. */
function within(dir: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(dir, file);
}

/** Keys that hold a secret as plain text: refused, and not repeated. */
function writtenSecrets(yaml: YamlFile): Problem[] {
  const connection = (yaml.value as { connection?: unknown } | undefined)?.connection;
  if (typeof connection !== 'object' || connection === null) return [];
  return Object.entries(connection)
    .filter(([key, value]) => /password|secret|token|pwd/i.test(key) && typeof value !== 'object')
    .map(([key]) => ({
      severity: 'error',
      code: 'secret-in-file',
      message: `a secret does not belong in the site file ("${key}")`,
      at: yaml.at(['connection', key], { key: true }),
      hint: `write ${key}: {env: SSD_DB_PASSWORD}, set that environment variable, and change the secret: it has been in a file`,
    }));
}
