import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { SsdError } from '../../src/problems/errors.ts';
import type { PostgresConnection } from '../../src/site/model.ts';
import { openPostgres } from '../../src/sources/postgres/source.ts';
import type { Source, SourceQuery, SourceRow } from '../../src/sources/source.ts';
import {
  PASSWORD,
  PostgresServer,
  READER,
  type ServerOptions,
} from '../servers/postgres/server.ts';
import { tempDir } from '../support/files.ts';

export const PASSWORD_VARIABLE = 'SSD_TEST_PASSWORD';
process.env[PASSWORD_VARIABLE] = PASSWORD;

const root = tempDir();
const servers: PostgresServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** A server that is removed when the test file ends. */
export async function serve(options: ServerOptions = {}): Promise<PostgresServer> {
  const server = await PostgresServer.start(options);
  servers.push(server);
  return server;
}

/** The connection of a site file to a server of ours, in clear unless told otherwise. */
export function connectionTo(
  server: { readonly port: number },
  more: Partial<PostgresConnection> = {},
): PostgresConnection {
  return {
    engine: 'postgres',
    host: '127.0.0.1',
    port: server.port,
    database: 'postgres',
    user: READER,
    password: { env: PASSWORD_VARIABLE },
    encrypt: false,
    trust_server_certificate: false,
    parallel: 2,
    threads: 1,
    connect_timeout: 15,
    query_timeout: 30,
    stall_timeout: 30,
    ...more,
  };
}

/** Writes a site file for such a connection and gives its path. */
export function writePostgresSite(connection: PostgresConnection, cms: string, rest = ''): string {
  const file = path.join(fs.mkdtempSync(path.join(root, 'site-')), 'site.yml');
  fs.writeFileSync(
    file,
    `site: trial\ncms: ${cms}\nconnection: ${JSON.stringify(connection)}\noutput: {dir: ./bundles}\n${rest}`,
  );
  return file;
}

/** A source that is closed when `use` has ended. */
export async function withSource<T>(
  connection: PostgresConnection,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const source = await openPostgres(connection);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

export const never = new AbortController().signal;

export function query(sql: string, parameters: SourceQuery['parameters'] = []): SourceQuery {
  return { name: 'ssd_person', sql, parameters };
}

export async function allRows(
  source: Source,
  sql: string,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of source.stream(query(sql), { signal: never, ...options })) {
    rows.push(...batch);
  }
  return rows;
}

/** The error that work ends with. */
export async function failing(work: Promise<unknown>): Promise<SsdError> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof SsdError, String(error));
    return error;
  }
  return assert.fail('nothing failed');
}

/** `count` rows of an id and a text of varying length, some of them null. */
export const NUMBERED = (count: number): string =>
  `select cast(n as text), case when n % 7 > 0 then repeat('é', n % 50) end from generate_series(1, ${count}) n`;

export function numbered(count: number): (string | null)[][] {
  return Array.from({ length: count }, (_, index) => [
    String(index + 1),
    (index + 1) % 7 === 0 ? null : 'é'.repeat((index + 1) % 50),
  ]);
}
