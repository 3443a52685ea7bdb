import fs from 'node:fs';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import type {
  Connection,
  MssqlConnection,
  OracleConnection,
  PostgresConnection,
} from '../../src/site/model.ts';
import { binaries } from '../servers/postgres/binaries.ts';
import { PASSWORD as READER_PASSWORD, PostgresServer, READER } from '../servers/postgres/server.ts';
import { PASSWORD, USER } from '../servers/tns/server.ts';
import { Child } from './child.ts';
import type { Sizes } from './dataset.ts';
import { fillPostgres } from './postgres-tables.ts';
import type { ReplaySettings } from './servers/replay-server.ts';

export const PASSWORD_VARIABLE = 'SSD_BENCH_PASSWORD';
const READER_VARIABLE = 'SSD_BENCH_READER_PASSWORD';
process.env[PASSWORD_VARIABLE] = PASSWORD;
process.env[READER_VARIABLE] = READER_PASSWORD;

/** A database with the tables of the bench. */
export interface Place {
  readonly title: string;
  /** As a site file has it; with `alone`, the contestant has it to itself. */
  readonly connection: (alone: string) => Connection;
  /** What shows the processor time of the server, where that is one process of ours. */
  readonly server?: Child | undefined;
  close(): Promise<void>;
}

export interface PlaceOptions {
  readonly spec: string;
  readonly sizes: Sizes;
  readonly dir: string;
  readonly spoilt?: boolean;
}

/** A replay server of ours in a process of its own. */
export async function replayPlace(
  engine: ReplaySettings['engine'],
  { spec, sizes, spoilt = false }: PlaceOptions,
): Promise<Place> {
  const settings: ReplaySettings = { engine, spec, sizes, spoilt };
  const { child, first: port } = await Child.start<number>('./servers/replay-server.ts', settings);
  const connection = engine === 'mssql' ? mssqlAt(port) : oracleAt(port);
  return {
    title: engine === 'mssql' ? 'SQL Server (replayed)' : 'Oracle (replayed)',
    connection: () => connection,
    server: child,
    close: () => child.stop(),
  };
}

/** A real PostgreSQL; undefined where this machine has none. */
export async function postgresPlace({
  spec,
  sizes,
  spoilt = false,
}: PlaceOptions): Promise<Place | undefined> {
  if (binaries === undefined) return undefined;
  const server = await PostgresServer.start({
    settings: { log_statement: 'none', work_mem: '256MB', max_wal_size: '8GB' },
  });
  const client = await server.connect();
  try {
    await fillPostgres((sql, values) => client.query(sql, [...(values ?? [])]), {
      spec,
      sizes,
      spoilt,
    });
    await client.query(`grant select on all tables in schema public to ${READER}`);
  } finally {
    await client.end();
  }
  const connection: PostgresConnection = {
    engine: 'postgres',
    host: '127.0.0.1',
    port: server.port,
    database: 'postgres',
    user: READER,
    password: { env: READER_VARIABLE },
    encrypt: false,
    trust_server_certificate: false,
    parallel: 2,
    threads: 2,
    connect_timeout: 15,
    query_timeout: 600,
    stall_timeout: 120,
  };
  return { title: 'PostgreSQL', connection: () => connection, close: () => server.close() };
}

/** The embedded engine; each contestant gets a copy of the database, which one process may open. */
export async function embeddedPlace({
  spec,
  sizes,
  dir,
  spoilt = false,
}: PlaceOptions): Promise<Place> {
  const made = fs.mkdtempSync(path.join(dir, 'embedded-'));
  const db = await PGlite.create(made);
  await fillPostgres((sql, values) => db.query(sql, [...(values ?? [])]), { spec, sizes, spoilt });
  await db.close();
  return {
    title: 'The embedded engine',
    connection: (alone) => {
      const copy = path.join(alone, 'db');
      fs.cpSync(made, copy, { recursive: true });
      return { engine: 'embedded', path: copy };
    },
    close: () => Promise.resolve(fs.rmSync(made, { recursive: true, force: true })),
  };
}

/** As a site file leaves it to the defaults, without encryption. */
function mssqlAt(port: number): MssqlConnection {
  return {
    engine: 'mssql',
    server: 'localhost',
    port,
    database: 'BENCH',
    authentication: 'sql',
    user: 'ssd_reader',
    password: { env: PASSWORD_VARIABLE },
    encrypt: false,
    trust_server_certificate: false,
    read_only_intent: true,
    isolation: 'auto',
    parallel: 2,
    threads: 2,
    connect_timeout: 15,
    query_timeout: 600,
    stall_timeout: 120,
  };
}

function oracleAt(port: number): OracleConnection {
  return {
    engine: 'oracle',
    connect_string: `127.0.0.1:${port}/MOSAIC`,
    user: USER.toLowerCase(),
    password: { env: PASSWORD_VARIABLE },
    parallel: 2,
    threads: 2,
    fetch_size: 1000,
    connect_timeout: 15,
    stall_timeout: 120,
  };
}

export const folderIn = (dir: string, name: string): string =>
  path.join(dir, name.replace(/\W+/g, '-'));
