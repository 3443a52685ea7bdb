import { createRequire } from 'node:module';
import { setTimeout as pause } from 'node:timers/promises';
import { type ConnectionOptions, checkServerIdentity } from 'node:tls';
import type { Client, ClientConfig } from 'pg';
import { redact } from '../../problems/redact.ts';
import type { PostgresConnection } from '../../site/model.ts';
import { resolveSecret } from '../../site/secret.ts';
import { readAuthority } from '../ca-file.ts';
import { type PostgresPlace, isTransientLogin } from './errors.ts';
import { guardClient, kill } from './guard.ts';
import { AS_TEXT } from './values.ts';

/** What a DBA sees in pg_stat_activity. */
const APPLICATION = 'ssd-extract';

/** Keeps firewalls from forgetting a connection that waits for a long query, in milliseconds. */
const KEEP_ALIVE = 60_000;

/** The class itself: the driver's entrance loads another one where NODE_PG_FORCE_NATIVE is set. */
const PgClient = createRequire(import.meta.url)('pg/lib/client.js') as typeof Client;

/** The server as a person calls it. */
export function placeOf({ host, port, database }: PostgresConnection): PostgresPlace {
  return { server: redact(`${host}:${port}`), database };
}

/**
 * Opens one connection within `connect_timeout`. A refused login is never tried again, a server
 * that is starting or full until that time is over.
 * @throws ConfigError when the site file lacks something; what driver or server say otherwise
 */
export async function login(site: PostgresConnection): Promise<Client> {
  const options = driverOptions(site);
  const until = performance.now() + site.connect_timeout * 1000;
  for (let wait = 250; ; wait = Math.min(wait * 2, 4000)) {
    try {
      return await connect(options, until - performance.now());
    } catch (error) {
      if (!isTransientLogin(error) || performance.now() + wait >= until) throw error;
      await pause(wait);
    }
  }
}

/** A client that is not connected. */
export function clientOf(options: ClientConfig): Client {
  const client = new PgClient(options);
  guardClient(client);
  // a failure reaches whoever asked; without a listener it would end the process as well
  client.on('error', () => undefined);
  return client;
}

async function connect(options: ClientConfig, milliseconds: number): Promise<Client> {
  const client = clientOf(options);
  try {
    return await within(milliseconds, client, client.connect());
  } catch (error) {
    kill(client);
    throw error;
  }
}

/** Work on a connection that is ended when it takes too long. @throws an error with ETIMEOUT */
export async function within<T>(
  milliseconds: number,
  client: Client,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEOUT' }));
        kill(client);
      },
      Math.max(0, milliseconds),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}

/**
 * What the driver is told of a login: everything that it would otherwise look for in the
 * environment. @throws ConfigError when a secret or the file of an authority is not there
 */
export function driverOptions(site: PostgresConnection): ClientConfig {
  return {
    host: site.host,
    port: site.port,
    database: site.database,
    user: site.user,
    password: resolveSecret(site.password),
    ssl: site.encrypt ? tlsOptions(site) : false,
    sslnegotiation: 'postgres',
    enableChannelBinding: site.encrypt,
    application_name: APPLICATION,
    client_encoding: 'UTF8',
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE,
    types: AS_TEXT,
  };
}

function tlsOptions({
  ca_file,
  certificate_name,
  trust_server_certificate,
}: PostgresConnection): ConnectionOptions {
  return {
    rejectUnauthorized: !trust_server_certificate,
    minVersion: 'TLSv1.2',
    ...(ca_file === undefined ? {} : { ca: readAuthority(ca_file) }),
    ...(certificate_name === undefined
      ? {}
      : {
          checkServerIdentity: (_, certificate) =>
            checkServerIdentity(certificate_name, certificate),
        }),
  };
}
