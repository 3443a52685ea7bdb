import sql from 'mssql';
import { ExtractionError } from '../../problems/errors.ts';
import type { MssqlConnection } from '../../site/model.ts';
import { secretWarnings } from '../../site/secret.ts';
import type {
  DatabaseColumn,
  IndexedColumn,
  Opening,
  ServerDescription,
  Source,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';
import { closePool } from './close.ts';
import { readColumns } from './columns.ts';
import { type Opened, connectPool, serverName } from './connect.ts';
import { type MssqlPlace, queryError, readError, streamError } from './errors.ts';
import { readIndexes } from './indexes.ts';
import { consistencyOf, isolationOf } from './isolation.ts';
import { type DatabaseState, askOn, readRefusal, readStates, readVersion } from './probe.ts';
import { readRows } from './rows.ts';
import { bindParameter } from './values.ts';
import { readWriteRights } from './write-rights.ts';

/**
 * Rows at a time. They are used up before the garbage collector looks: of 1,000 it kept many as
 * long-lived, which took a fifth of the time and twice the memory.
 */
const BATCH = 200;

/**
 * Logs in to SQL Server. The isolation level is found first, on a connection of its own: every
 * connection of the source then begins with it. `database` is where the tables are, when that is
 * not the database of the login.
 * @throws ConnectionError when the server cannot be reached or refuses the login; ConfigError when
 * the site file lacks something for it.
 */
export async function openMssql(
  site: MssqlConnection,
  {
    database,
    connections = site.parallel,
  }: Opening & { readonly database?: string | undefined } = {},
): Promise<MssqlSource> {
  const connection = { ...site, parallel: connections };
  const place: MssqlPlace = { server: serverName(connection), database: connection.database };
  const databases = [...new Set([connection.database, database ?? connection.database])];
  const first = await connectPool(connection, sql.ISOLATION_LEVEL.READ_COMMITTED);
  const states = await readStates(askOn(first.pool, quick(connection)), databases).catch(
    async (error: unknown) => {
      await closePool(first.pool);
      throw readError(error, 'the state of the database', place);
    },
  );
  const level = isolationOf(connection, states, databases);
  const opened =
    level === sql.ISOLATION_LEVEL.READ_COMMITTED
      ? first
      : await connectPool(connection, level).finally(() => closePool(first.pool));
  return new MssqlSource({
    connection,
    place,
    opened,
    states,
    level,
    database: database ?? connection.database,
    inAll: site.parallel,
  });
}

interface MssqlParts {
  readonly connection: MssqlConnection;
  readonly place: MssqlPlace;
  readonly opened: Opened;
  readonly states: readonly DatabaseState[];
  readonly level: number;
  readonly database: string;
  /** Connections of the run; this source may be one of several. */
  readonly inAll: number;
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
    const { connection, place, database, level, states, inAll } = this.#parts;
    const { pool, seen } = this.#opened;
    try {
      const ask = askOn(pool, quick(connection));
      const version = await readVersion(ask);
      const rights = await readWriteRights(ask, {
        entered: connection.database,
        read: database,
      });
      const routed = seen.routed === undefined ? '' : `, routed to ${seen.routed}`;
      return {
        engine: 'mssql',
        version,
        encryption: `${seen.encryption ?? 'none'}${routed}`,
        consistency: consistencyOf(level, states, inAll),
        warnings: this.#warnings(rights),
        writeRights: rights,
      };
    } catch (error) {
      throw readError(error, 'the description of the server', place);
    }
  }

  #warnings(rights: ServerDescription['writeRights']): string[] {
    const { connection, level, place } = this.#parts;
    const { seen } = this.#opened;
    const warnings = [
      ...secretWarnings(connection.password),
      ...secretWarnings(connection.client_secret),
    ];
    if (seen.encryption === undefined) {
      warnings.push(
        `the connection to ${place.server} is not encrypted: data and password can be read on the network`,
      );
    } else if (connection.trust_server_certificate) {
      warnings.push(
        `nobody checked the certificate of ${place.server} (trust_server_certificate): another machine could pose as it`,
      );
    }
    if (rights === 'unknown') {
      warnings.push('whether the login could write could not be found out');
    } else if (rights.length > 0) {
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
      yield* readRows(request, query.sql, { batchSize, limits, signal, columns: query.columns });
    } catch (error) {
      const failure = streamError(error, query.name, place);
      if (failure instanceof ExtractionError && failure.passing === 'contention') {
        await this.#renew(opened);
      }
      throw failure;
    }
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
        this.#ends.push(closePool(failed.pool).catch(() => undefined));
      });
    this.#left.set(failed, change);
    // Where there is no connection now, the next try will say so.
    await change.catch(() => this.#left.delete(failed));
  }

  async indexes(tables: readonly TableName[]): Promise<readonly IndexedColumn[]> {
    const { connection, place, states } = this.#parts;
    try {
      return await readIndexes(
        askOn(this.#opened.pool, quick(connection)),
        tables,
        states.some((state) => state.tellsCase),
      );
    } catch (error) {
      throw readError(error, 'the indexes of the database', place);
    }
  }

  async prepare(query: SourceQuery): Promise<void> {
    const { connection, place } = this.#parts;
    const ask = askOn(this.#opened.pool, quick(connection));
    const refusal = await readRefusal(ask, query).catch((error: unknown) => {
      throw readError(error, query.name, place);
    });
    if (refusal) throw queryError(refusal, query.name, place);
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
      throw readError(error, 'the list of columns', place);
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#ends, closePool(this.#opened.pool)]);
  }
}

/** Milliseconds of silence that a question about the server may take. */
function quick({ connect_timeout, stall_timeout }: MssqlConnection): number {
  return Math.min(connect_timeout, stall_timeout) * 1000;
}
