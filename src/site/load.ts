import path from 'node:path';
import type { z } from 'zod';
import { ConfigError } from '../problems/errors.ts';
import type { Problem } from '../problems/problem.ts';
import { redact } from '../problems/redact.ts';
import { type Synonyms, checkShape } from '../yaml/check-shape.ts';
import { present } from '../yaml/present.ts';
import { type PlainYaml, type YamlFile, readYaml, showPath } from '../yaml/read.ts';
import { commonSlips } from './common-slips.ts';
import type { Connection, Site } from './model.ts';
import { notifyWithin } from './notify.ts';
import { protectionProblems } from './protection-problems.ts';
import { secretWithin } from './secret-within.ts';
import { serverNameFault } from './server-name.ts';
import { siteShape } from './shape.ts';
import { writtenSecrets } from './written-secrets.ts';

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
  keep: ['retention', 'retain'],
  bundles: ['count', 'runs', 'last', 'number'],
  days: ['age', 'max_age'],
  encrypt_to: ['recipients', 'encrypt', 'encryption', 'age'],
  pseudonymise: ['pseudonymize', 'pseudonyms', 'anonymise', 'anonymize'],
  tries: ['retries', 'attempts', 'max_retries'],
  pause: ['delay', 'wait', 'backoff'],
  max_pause: ['max_delay', 'max_wait'],
  window_years: ['years', 'window'],
};

/**
 * Loads a site file. Relative paths in it are relative to the file.
 * @throws ConfigError with every problem and its place; never with a secret.
 */
export function loadSite(file: string): Site {
  return toSite(readSite(file), file);
}

/** As `loadSite`, of a text that has not been written to its file yet. @throws ConfigError */
export function toSite(yaml: PlainYaml, file: string): Site {
  const { value, problems } = checkShape(yaml, siteShape, KEYS_ELSEWHERE);
  const found = oncePerLine([
    ...writtenSecrets(yaml),
    ...serverProblems(yaml, value),
    ...protectionProblems(yaml, value),
    ...commonSlips(yaml),
  ]);
  if (!value || found.length > 0) {
    const rest = problems
      .filter((problem) => !found.some(({ at }) => at?.line === problem.at?.line))
      .map((problem) => ({ ...problem, message: redact(problem.message) }));
    throw new ConfigError({
      code: 'bad-site',
      message: `the site file ${showPath(file)} cannot be used`,
      problems: [...found, ...rest],
    });
  }
  const dir = path.dirname(path.resolve(file));
  const { source, spec, connection, output, history, notify, pseudonymise, findings, ...plain } =
    value;
  return {
    ...plain,
    file: path.resolve(file),
    yaml,
    source: present(source),
    connection: toConnection(connection, dir),
    output: { ...output, dir: path.resolve(dir, output.dir) },
    history: history === false ? false : within(dir, history),
    ...(pseudonymise && { pseudonymise: { key: secretWithin(dir, pseudonymise.key) } }),
    ...(findings && { findings: { key: secretWithin(dir, findings.key) } }),
    spec: within(dir, spec),
    notify: notify && notifyWithin(dir, notify),
  };
}

/** Of several explanations of one line, the first. */
function oncePerLine(problems: readonly Problem[]): Problem[] {
  return problems.filter(
    ({ at }, index) =>
      at === undefined || problems.findIndex((other) => other.at?.line === at.line) === index,
  );
}

/** A value such as `*hunter2` is an alias to YAML, and its name may be a password. */
function readSite(file: string): PlainYaml {
  try {
    return readYaml(file);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new ConfigError({
      code: 'bad-site',
      message: `the site file ${showPath(file)} cannot be used: a value begins with * and is taken for the name of an anchor`,
      hint: 'put a value that begins with * in quotes; a password does not belong in the site file',
    });
  }
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
        ...present({
          ...connection,
          ca_file: within(dir, connection.ca_file),
          password: secretWithin(dir, connection.password),
          client_secret: secretWithin(dir, connection.client_secret),
        }),
        engine: 'mssql',
      };
    case 'oracle':
      return {
        ...present({
          ...connection,
          tns_admin: within(dir, connection.tns_admin),
          wallet_location: within(dir, connection.wallet_location),
          wallet_password: secretWithin(dir, connection.wallet_password),
        }),
        password: secretWithin(dir, connection.password),
        engine: 'oracle',
      };
    case 'postgres':
      return {
        ...present({ ...connection, ca_file: within(dir, connection.ca_file) }),
        password: secretWithin(dir, connection.password),
        engine: 'postgres',
      };
  }
}

/** A path that the file gives, absolute. */
function within(dir: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : path.resolve(dir, file);
}

function serverProblems(yaml: YamlFile, site: z.infer<typeof siteShape> | undefined): Problem[] {
  if (site?.connection.engine !== 'mssql') return [];
  const fault = serverNameFault(site.connection.server);
  const at = yaml.at(['connection', 'server']);
  return fault ? [{ severity: 'error', code: 'server-name', ...fault, at }] : [];
}
