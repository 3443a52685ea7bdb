import sql from 'mssql';
import type { SsdError } from '../../problems/errors.ts';
import { ExtractionError } from '../../problems/errors.ts';
import type { BoundParameter } from '../../query/parameter.ts';
import type { MssqlConnection } from '../../site/model.ts';
import type {
  DatabaseColumn,
  ServerDescription,
  Source,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';
import { type Opened, connectPool, serverName } from './connect.ts';
import {
  type MssqlPlace,
  connectError,
  facts,
  isConnectFailure,
  isTransientLogin,
  queryError,
} from './errors.ts';
import {
  type DatabaseState,
  askOn,
  readColumns,
  readStates,
  readVersion,
  readWriteRights,
} from './probe.ts';
import { Stall, readRows } from './rows.ts';

const BATCH = 1000;

/**
 * Logs in to SQL Server. The isolation level is found first, on a connection of its own: every
 * connection of the source then begins with it. `database` is where the tables are, when that is
 * not the database of the login.
 * @throws ConnectionError when the server cannot be reached or refuses the login; ConfigError when
 * the site file lacks something for it.
 */
export async function openMssql(
  connection: MssqlConnection,
  database?: string,
): Promise<MssqlSource> {
  const place: MssqlPlace = { server: serverName(connection), database: connection.database };
  const databases = [...new Set([connection.database, database ?? connection.database])];
  const first = await connectPool(connection, sql.ISOLATION_LEVEL.READ_COMMITTED);
  const states = await readStates(askOn(first.pool, quick(connection)), databases).catch(
    async (error: unknown) => {
      await first.pool.close();
      throw failure(error, 'the state of the database', place);
    },
  );
  const level = isolationOf(connection, states, databases);
  const opened =
    level === sql.ISOLATION_LEVEL.READ_COMMITTED
      ? first
      : await connectPool(connection, level).finally(() => first.pool.close());
  return new MssqlSource({
    connection,
    place,
    opened,
    states,
    level,
    database: database ?? connection.database,
  });
}

function isolationOf(
  { isolation }: MssqlConnection,
  states: readonly DatabaseState[],
  databases: readonly string[],
): number {
  if (isolation === 'read_uncommitted') return sql.ISOLATION_LEVEL.READ_UNCOMMITTED;
  const everywhere = databases.every((name) =>
    states.some((state) => state.snapshot && state.name.toUpperCase() === name.toUpperCase()),
  );
  return isolation === 'auto' && everywhere
    ? sql.ISOLATION_LEVEL.SNAPSHOT
    : sql.ISOLATION_LEVEL.READ_COMMITTED;
}

interface MssqlParts {
  readonly connection: MssqlConnection;
  readonly place: MssqlPlace;
  readonly opened: Opened;
  readonly states: readonly DatabaseState[];
  readonly level: number;
  readonly database: string;
}

export class MssqlSource implements Source {
  readonly #parts: MssqlParts;
  #opened: Opened;
  /**
   * Pools that were left for a newer one, and the change to it; each pool ends when its last query
   * does.
   */
  readonly #left = new Map<Opened, Promise<void>>();
  readonly #ends: Promise<void>[] = [];

  constructor(parts: MssqlParts) {
    this.#parts = parts;
    this.#opened = parts.opened;
  }

  get parallel(): number {
    return this.#parts.connection.parallel;
  }

  async describe(): Promise<ServerDescription> {
    const { connection, place, database } = this.#parts;
    const { pool, seen } = this.#opened;
    try {
      const ask = askOn(pool, quick(connection));
      const version = await readVersion(ask);
      const checked = connection.trust_server_certificate
        ? 'certificate not checked'
        : 'certificate checked';
      return {
        engine: 'mssql',
        version,
        encryption: seen.encryption === undefined ? 'none' : `${seen.encryption}, ${checked}`,
        consistency: this.#consistency(),
        warnings: this.#warnings(await readWriteRights(ask, database)),
      };
    } catch (error) {
      throw failure(error, 'the description of the server', place);
    }
  }

  #consistency(): string {
    const { level, states } = this.#parts;
    if (level === sql.ISOLATION_LEVEL.SNAPSHOT) {
      return `SNAPSHOT isolation: ${snapshotShows(this.parallel)}`;
    }
    if (level === sql.ISOLATION_LEVEL.READ_UNCOMMITTED) {
      return 'READ UNCOMMITTED isolation, as the site asks: rows may be missing, doubled, or never have been committed';
    }
    if (states.length > 0 && states.every((state) => state.rowVersions || state.readOnly)) {
      return 'READ COMMITTED isolation with row versions: each object shows the database as it was when its query began';
    }
    return 'READ COMMITTED isolation: rows that change while an object is read may be missed or read twice; the DBA can allow SNAPSHOT';
  }

  #warnings(rights: readonly string[]): string[] {
    const { connection, level, place } = this.#parts;
    const { seen } = this.#opened;
    const warnings: string[] = [];
    if (seen.encryption === undefined) {
      warnings.push(
        `the connection to ${place.server} is not encrypted: data and password can be read on the network`,
      );
    } else if (connection.trust_server_certificate) {
      warnings.push(
        `nobody checked the certificate of ${place.server} (trust_server_certificate): another machine could pose as it`,
      );
    }
    if (rights.length > 0) {
      warnings.push(
        `the login could write (${rights.join(', ')}): this program only reads, give it SELECT and nothing else`,
      );
    }
    if (level === sql.ISOLATION_LEVEL.READ_UNCOMMITTED) {
      warnings.push('isolation: read_uncommitted reads rows that may never be committed');
    }
    return warnings;
  }

  async *stream(
    query: SourceQuery,
    { signal, batchSize = BATCH }: { signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly SourceRow[]> {
    const { connection, place } = this.#parts;
    const opened = this.#opened;
    const limits = {
      first: connection.query_timeout * 1000,
      between: connection.stall_timeout * 1000,
    };
    const request = opened.pool.request();
    for (const parameter of query.parameters) bindParameter(request, parameter);
    try {
      yield* readRows(request, query.sql, { batchSize, limits, signal });
    } catch (error) {
      const told = isConnectFailure(error)
        ? this.#reconnectError(error, query.name)
        : failure(error, query.name, place);
      if (told instanceof ExtractionError && told.passing === 'contention') {
        await this.#renew(opened);
      }
      throw told;
    }
  }

  /** A new connection could not be made: the login is refused for good, anything else may pass. */
  #reconnectError(error: unknown, object: string): SsdError {
    const { place } = this.#parts;
    const refusal = connectError(error, place);
    if (facts(error).code === 'ELOGIN' && !isTransientLogin(error)) return refusal;
    return new ExtractionError({
      code: 'connection-lost',
      message: `${object}: ${refusal.message}`,
      hint: refusal.hint ?? '',
      passing: 'connection',
      cause: error,
    });
  }

  /**
   * A snapshot that came into conflict stays in conflict: the next try gets connections, and so a
   * snapshot, of its own.
   */
  async #renew(failed: Opened): Promise<void> {
    const { connection, level } = this.#parts;
    if (level !== sql.ISOLATION_LEVEL.SNAPSHOT) return;
    const change =
      this.#left.get(failed) ??
      connectPool(connection, level).then((renewed) => {
        this.#opened = renewed;
        this.#ends.push(failed.pool.close().catch(() => undefined));
      });
    this.#left.set(failed, change);
    // Where there is no connection now, the next try will say so.
    await change.catch(() => this.#left.delete(failed));
  }

  async columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]> {
    const { connection, place, states } = this.#parts;
    const { pool } = this.#opened;
    try {
      return await readColumns(
        askOn(pool, quick(connection)),
        tables,
        states.some((state) => state.tellsCase),
      );
    } catch (error) {
      throw failure(error, 'the list of columns', place);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ends, this.#opened.pool.close()]);
  }
}

function snapshotShows(connections: number): string {
  return connections === 1
    ? 'every object shows the database at one moment, the begin of the run; after a lost connection the rest shows a later one'
    : `each of ${connections} connections shows the database at one moment, close together at the begin of the run; after a lost connection its rest shows a later one`;
}

function bindParameter(request: sql.Request, { name, type, value }: BoundParameter): void {
  switch (type) {
    case 'text':
    case 'moment':
      request.input(name, sql.NVarChar(Math.max(1, String(value).length)), String(value));
      break;
    case 'integer':
      request.input(name, sql.BigInt, value);
      break;
    case 'decimal':
      request.input(name, sql.Decimal(38, 10), value);
      break;
  }
}

/** Milliseconds of silence that a question about the server may take. */
function quick({ connect_timeout, stall_timeout }: MssqlConnection): number {
  return Math.min(connect_timeout, stall_timeout) * 1000;
}

function failure(error: unknown, object: string, place: MssqlPlace): SsdError {
  if (error instanceof Stall) return stalled(error, object, place);
  if (!(error instanceof ExtractionError)) return queryError(error, object, place);
  const { code, message, hint, passing } = error;
  return new ExtractionError({
    code,
    message: `${object}: ${message} (${place.server})`,
    ...(hint === undefined ? {} : { hint }),
    ...(passing === undefined ? {} : { passing }),
    cause: error,
  });
}

function stalled(
  { rows, milliseconds }: Stall,
  object: string,
  { server }: MssqlPlace,
): ExtractionError {
  const seconds = Math.round(milliseconds / 1000);
  return new ExtractionError({
    code: 'stalled',
    message:
      rows === 0
        ? `${object}: ${server} gave no row within ${seconds} s`
        : `${object}: ${server} stopped sending rows (none for ${seconds} s after ${rows})`,
    hint:
      rows === 0
        ? 'another program may hold a lock on its tables; connection.query_timeout in the site file is the limit in seconds'
        : 'connection.stall_timeout in the site file is the limit in seconds; look for a firewall that drops quiet connections',
    passing: 'connection',
  });
}
