import type sql from 'mssql';
import { ConfigError } from '../../problems/errors.ts';
import type { MssqlConnection } from '../../site/model.ts';
import { resolveSecret } from '../../site/secret.ts';
import { serverNameFault } from '../../site/server-name.ts';
import { present } from '../../yaml/present.ts';
import { readAuthority } from '../ca-file.ts';

/** What a DBA sees in sys.dm_exec_sessions. */
export const APPLICATION = 'ssd-extract';

/**
 * Milliseconds that an idle connection is kept: until the run ends, since what it shows began with
 * it.
 */
const KEPT = 2 ** 31 - 1;

type Authentication = NonNullable<sql.config['authentication']>;

/**
 * The driver's settings for a connection of the site file, but for the isolation level.
 * @throws ConfigError when the way to log in lacks something, or a secret is not there.
 */
export function loginConfig(connection: MssqlConnection): sql.config & { options: sql.IOptions } {
  const {
    server,
    port,
    instance,
    database,
    encrypt,
    ca_file,
    certificate_name,
    parallel,
    connect_timeout,
  } = connection;
  const fault = serverNameFault(server);
  if (fault) throw new ConfigError({ code: 'server-name', ...fault });
  if (port !== undefined && instance !== undefined) {
    throw new ConfigError({
      code: 'port-and-instance',
      message: 'the site file gives both a port and an instance',
      hint: 'keep the port: a named instance is only a way to find it',
    });
  }
  return {
    server,
    database,
    ...present({ port }),
    authentication: authentication(connection),
    connectionTimeout: connect_timeout * 1000,
    // The driver's limit ends at the first packet: ours does not.
    requestTimeout: 0,
    arrayRowMode: true,
    validateConnection: 'socket',
    pool: {
      min: 0,
      max: parallel,
      acquireTimeoutMillis: connect_timeout * 1000 + 10_000,
      createTimeoutMillis: connect_timeout * 1000 + 10_000,
      idleTimeoutMillis: KEPT,
    },
    options: {
      appName: APPLICATION,
      encrypt,
      trustServerCertificate: connection.trust_server_certificate,
      readOnlyIntent: connection.read_only_intent,
      // Dates are read as the clock that the database shows, in any time zone of this machine.
      useUTC: true,
      maxRetriesOnTransientErrors: 0,
      ...present({
        instanceName: instance,
        serverName: certificate_name,
        cryptoCredentialsDetails:
          ca_file === undefined ? undefined : { ca: readAuthority(ca_file) },
      }),
    },
  };
}

function authentication(connection: MssqlConnection): Authentication {
  switch (connection.authentication) {
    case 'sql':
      return {
        type: 'default',
        options: { userName: need(connection, 'user'), password: secret(connection, 'password') },
      };
    case 'windows':
      return {
        type: 'ntlm',
        options: {
          domain: need(connection, 'domain'),
          userName: need(connection, 'user'),
          password: secret(connection, 'password'),
        },
      };
    case 'azure_password':
      return {
        type: 'azure-active-directory-password',
        options: {
          userName: need(connection, 'user'),
          password: secret(connection, 'password'),
          clientId: need(connection, 'client_id'),
          tenantId: need(connection, 'tenant_id'),
        },
      };
    case 'azure_service_principal':
      return {
        type: 'azure-active-directory-service-principal-secret',
        options: {
          clientId: need(connection, 'client_id'),
          clientSecret: secret(connection, 'client_secret'),
          tenantId: need(connection, 'tenant_id'),
        },
      };
  }
}

function need(
  connection: MssqlConnection,
  key: 'user' | 'domain' | 'client_id' | 'tenant_id',
): string {
  const value = connection[key];
  if (value !== undefined) return value;
  throw lacking(connection, key, `connection: {${key}: …}`);
}

function secret(connection: MssqlConnection, key: 'password' | 'client_secret'): string {
  const value = connection[key];
  if (value !== undefined) return resolveSecret(value);
  throw lacking(connection, key, `connection: {${key}: {env: SSD_DB_PASSWORD}}`);
}

function lacking(
  { authentication: way }: MssqlConnection,
  key: string,
  example: string,
): ConfigError {
  return new ConfigError({
    code: 'login-incomplete',
    message: `a login by authentication: ${way} needs ${key} in the site file`,
    hint: `add ${example}; docs/sql-server.md shows each way to log in`,
  });
}
