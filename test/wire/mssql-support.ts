import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after } from 'node:test';
import { SsdError, StoppedError } from '../../src/problems/errors.ts';
import type { MssqlConnection } from '../../src/site/model.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';
import type { Engine } from '../servers/engine/engine.ts';
import { type TdsServerOptions, TdsServer } from '../servers/tds/server.ts';
import type { Backing } from '../servers/tds/backing.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import type { Statement } from '../servers/tds/requests.ts';
import { type SystemFacts, withSystem } from '../servers/tds/system.ts';
import { type Certificate, caFile as caFileIn, certificate } from '../support/certificate.ts';
import { tempDir } from '../support/files.ts';
import { type SiteFile, siteWith } from '../support/site.ts';

const PASSWORD_VARIABLE = 'SSD_TEST_PASSWORD';
export const PASSWORD = 'Correct horse; battery staple';
process.env[PASSWORD_VARIABLE] = PASSWORD;

export { certificate };

/** Of the whole test file: what is made inside a hook would be gone when the hook ends. */
const root = tempDir();
const servers: TdsServer[] = [];
after(() => Promise.all(servers.map((server) => server.close())));

/** The certificate as the file of an authority that vouches for it. */
export function caFile(tls: Certificate): string {
  return caFileIn(root, tls);
}

/** A server that is closed when the test file ends. */
export async function listen(options: TdsServerOptions): Promise<TdsServer> {
  const server = await TdsServer.listen(options);
  servers.push(server);
  return server;
}

/**
 * The connection of a site file to a server of ours, without encryption unless told otherwise; its
 * limits are short.
 */
export function connectionTo(
  server: { readonly port: number },
  more: Partial<MssqlConnection> = {},
): MssqlConnection {
  return {
    engine: 'mssql',
    server: 'localhost',
    port: server.port,
    database: 'HDM',
    authentication: 'sql',
    user: 'ssd_reader',
    password: { env: PASSWORD_VARIABLE },
    encrypt: false,
    trust_server_certificate: false,
    read_only_intent: true,
    isolation: 'auto',
    parallel: 2,
    threads: 1,
    connect_timeout: 15,
    query_timeout: 20,
    stall_timeout: 20,
    ...more,
  };
}

/** Writes a site file for such a connection and gives its path. */
export function writeMssqlSite(
  server: { readonly port: number },
  options: Partial<MssqlConnection> = {},
  site: Pick<SiteFile, 'cms' | 'source' | 'more'> = {},
): string {
  const dir = fs.mkdtempSync(path.join(root, 'site-'));
  const connection = connectionTo(server, options);
  return siteWith({ dir, connection, testdb: undefined, ...site });
}

/** The columns of a schema of an engine, as the system's answers want them. */
export async function columnsOf(
  engine: Engine,
  schema: string,
): Promise<NonNullable<SystemFacts['columns']>> {
  const { rows } = await engine.query(
    `select table_name, column_name, case when data_type like 'timestamp%' then 'datetime' when data_type in ('text', 'character varying') then 'nvarchar(4000)' when data_type = 'integer' then 'int'
       when data_type = 'double precision' then 'float' when data_type = 'numeric' then 'decimal(38,' || coalesce(numeric_scale, 10) || ')' when data_type = 'boolean' then 'bit' else data_type end
     from information_schema.columns where table_schema = $1::text`,
    [schema],
  );
  return rows.map(([table, column, type]) => ({
    schema,
    table: table ?? '',
    column: column ?? '',
    type: type ?? '',
  }));
}

/** A source that is closed when `use` has ended. */
export async function withSource<T>(
  connection: MssqlConnection,
  use: (source: Source) => Promise<T>,
): Promise<T> {
  const source = await openMssql(connection);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

export const never = new AbortController().signal;

/** The statement that a replay answers with its rows. */
export const QUERY = { name: 'ssd_person', sql: 'select "a", "b" from "t"', parameters: [] };

export function isQuery({ sql }: Statement): boolean {
  return sql === QUERY.sql;
}

/** Numbered rows of an id and a text whose length varies, some of them null. */
export function numbered(count: number): (string | null)[][] {
  return Array.from({ length: count }, (_, index) => [
    String(index + 1),
    index % 7 === 0 ? null : 'é'.repeat(index % 50),
  ]);
}

export const TWO_COLUMNS = [
  { name: 'a', type: 'bigint' },
  { name: 'b', type: 'nvarchar(100)' },
];

export function replayOf(count: number, facts: Partial<SystemFacts> = {}): Backing {
  return withSystem({ database: 'HDM', ...facts }, replay(replayed(TWO_COLUMNS, numbered(count))));
}

export async function allRows(
  source: Source,
  options: { readonly batchSize?: number; readonly signal?: AbortSignal } = {},
): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of source.stream(QUERY, { signal: never, ...options })) {
    rows.push(...batch);
  }
  return rows;
}

/** A value of the CMS, as a server's message may quote it. */
export const SECRET = 'Zebedee';

/** The error that `work` ends with, within the time; nothing of the CMS and no password in it. */
export async function failure(work: Promise<unknown>, seconds: number): Promise<SsdError> {
  const began = performance.now();
  const error = await work.then(
    () => assert.fail('it succeeded'),
    (thrown: unknown) => thrown,
  );
  assert.ok(
    performance.now() - began < seconds * 1000,
    `it took ${Math.round(performance.now() - began)} ms`,
  );
  assert.ok(error instanceof SsdError, String(error));
  assert.ok(error.hint || error instanceof StoppedError, 'it says what to do next');
  for (const text of [error.message, error.hint ?? '']) {
    assert.ok(!text.includes(SECRET) && !text.includes(PASSWORD), text);
  }
  return error;
}
