import assert from 'node:assert/strict';
import { after } from 'node:test';
import type { SsdError } from '../../src/problems/errors.ts';
import type { OracleConnection } from '../../src/site/model.ts';
import { type OracleSource, openOracle } from '../../src/sources/oracle/source.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import {
  type Backing,
  type Cell,
  type Column,
  type OracleError,
  replay,
  rowsOf,
} from '../servers/tns/backing.ts';
import { PASSWORD, TnsServer, type TnsServerOptions, USER } from '../servers/tns/server.ts';

process.env['SSD_TEST_PASSWORD'] = PASSWORD;

/** A server that is closed when the test file ends. */
export async function serve(options: TnsServerOptions): Promise<TnsServer> {
  const server = await TnsServer.start(options);
  after(() => server.close());
  return server;
}

export function siteOf(server: TnsServer, more: Partial<OracleConnection> = {}): OracleConnection {
  return {
    engine: 'oracle',
    connect_string: server.connectString,
    user: USER.toLowerCase(),
    password: { env: 'SSD_TEST_PASSWORD' },
    parallel: 1,
    threads: 1,
    fetch_size: 100,
    connect_timeout: 5,
    stall_timeout: 5,
    ...more,
  };
}

/** A source that is closed when `use` has ended. */
export async function withSource<T>(
  site: OracleConnection,
  use: (source: OracleSource) => Promise<T>,
): Promise<T> {
  const source = await openOracle(site);
  try {
    return await use(source);
  } finally {
    await source.close();
  }
}

export const never = new AbortController().signal;

export function query(sql: string, name = 'ssd_a') {
  return { name, sql, parameters: [] };
}

export async function all(batches: AsyncIterable<readonly SourceRow[]>): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of batches) rows.push(...batch);
  return rows;
}

export const text = (name: string): Column => ({ name, type: 'varchar2' });

/** A table of `count` numbered rows, an answer to `select … from t`. */
export function numbered(
  count: number,
  fail?: { readonly after: number; readonly error: OracleError },
): Backing {
  const rows = Array.from({ length: count }, (_, index): Cell[] => [
    String(index + 1),
    `child ${index + 1}`,
  ]);
  return replay([
    [/from t\b/, () => rowsOf([{ name: 'ID', type: 'number' }, text('NAME')], rows, fail)],
    ...DICTIONARY,
  ]);
}

/** What every source asks when it describes a server. */
export const DICTIONARY: Parameters<typeof replay>[0] = [
  [/session_privs/, () => rowsOf([text('PRIVILEGE'), text('TABLES')], [])],
  [/all_synonyms/, () => rowsOf(['S', 'O', 'T', 'L', 'P'].map(text), [])],
  [/all_users/, () => rowsOf([text('USERNAME')], [])],
  [
    /all_tab_columns/,
    () =>
      rowsOf(
        [text('TABLE_NAME'), text('COLUMN_NAME'), text('DATA_TYPE')],
        [
          ['T', 'ID', 'NUMBER'],
          ['T', 'NAME', 'VARCHAR2'],
        ],
      ),
  ],
];

/** The error that `work` ends with. */
export async function failure(work: Promise<unknown>): Promise<SsdError> {
  try {
    await work;
  } catch (error) {
    return error as SsdError;
  }
  return assert.fail('nothing failed');
}

/** Opens a source, reads the ids of `t`, closes it. */
export function readIds(
  server: TnsServer,
  more: Partial<OracleConnection> = {},
): Promise<string[]> {
  return withSource(siteOf(server, more), async (source) => {
    const rows = await all(source.stream(query('select id from t'), { signal: never }));
    return rows.map(([id]) => id ?? '');
  });
}

/** Bytes that a server sends for its login, and for the whole of reading `rows` rows. */
export async function bytesToRead(rows: number): Promise<{ login: number; whole: number }> {
  const server = await serve({ backing: numbered(rows) });
  const login = await withSource(siteOf(server), async (source) => {
    const sent = server.sent(1);
    await all(source.stream(query('select id from t'), { signal: never }));
    return sent;
  });
  return { login, whole: server.sent(1) };
}
