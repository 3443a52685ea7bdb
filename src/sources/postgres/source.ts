import { ExtractionError, type SsdError } from '../../problems/errors.ts';
import type { PostgresConnection } from '../../site/model.ts';
import { secretWarnings } from '../../site/secret.ts';
import type {
  DatabaseColumn,
  IndexedColumn,
  Opening,
  ServerDescription,
  SharedMoment,
  Source,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';
import { printable } from '../printable.ts';
import { type PostgresPlace, queryError } from './errors.ts';
import { encryptionOf } from './guard.ts';
import { readIndexes } from './indexes.ts';
import { placeOf } from './login.ts';
import { type Ask, readColumns, readServer, readWriteRights } from './probe.ts';
import type { PostgresSession } from './rows.ts';
import { Sessions } from './sessions.ts';
import { Stall, stalled } from './stall.ts';
import type { ReadLimits } from './watch.ts';

const BATCH = 1000;

/**
 * Logs in to PostgreSQL: as many connections as may stream at a time, and one that keeps the moment
 * which all of them show.
 * @throws ConnectionError when the server cannot be reached or refuses the login; ConfigError when
 * the site file lacks something for it.
 */
export async function openPostgres(
  site: PostgresConnection,
  opening: Opening = {},
): Promise<PostgresSource> {
  const sessions = new Sessions(site, opening);
  try {
    await sessions.connect();
    return new PostgresSource(site, sessions);
  } catch (error) {
    await sessions.close();
    throw error;
  }
}

export class PostgresSource implements Source {
  readonly parallel: number;
  readonly #site: PostgresConnection;
  readonly #place: PostgresPlace;
  readonly #sessions: Sessions;
  readonly #limits: ReadLimits;

  constructor(site: PostgresConnection, sessions: Sessions) {
    this.parallel = sessions.size;
    this.#site = site;
    this.#place = placeOf(site);
    this.#sessions = sessions;
    this.#limits = { first: site.query_timeout * 1000, between: site.stall_timeout * 1000 };
  }

  get moment(): SharedMoment | undefined {
    const { snapshot } = this.#sessions;
    return snapshot === undefined ? undefined : { snapshot };
  }

  async describe(): Promise<ServerDescription> {
    return this.#sessions.use(async (session) => {
      const ask = this.#ask(session, 'the description of the server');
      const { version, encoding } = await readServer(ask);
      const rights = await readWriteRights(ask);
      const encryption = encryptionOf(session.client);
      const checked = this.#site.trust_server_certificate
        ? 'certificate not checked'
        : 'certificate checked';
      return {
        engine: 'postgres',
        version: printable(`PostgreSQL ${version}`),
        encryption: encryption === undefined ? 'none' : `${encryption}, ${checked}`,
        consistency: this.#consistency(),
        warnings: [
          ...secretWarnings(this.#site.password),
          ...this.#warnings(encryption, encoding, rights),
        ],
        writeRights: rights,
      };
    });
  }

  #consistency(): string {
    if (this.#sessions.shared) {
      return 'one snapshot: every object shows the database at one moment, the begin of the run, after a lost connection too; only where the connection that keeps the snapshot is lost as well does the rest show a later moment';
    }
    const { parallel } = this.#site;
    return parallel === 1
      ? 'REPEATABLE READ: every object shows the database at one moment; after a lost connection the rest shows a later one'
      : `REPEATABLE READ: each of ${parallel} connections shows the database at one moment, close together at the begin of the run; after a lost connection its rest shows a later one`;
  }

  #warnings(
    encryption: string | undefined,
    encoding: string,
    rights: readonly string[],
  ): readonly string[] {
    const { server } = this.#place;
    const warnings: string[] = [];
    if (encryption === undefined) {
      warnings.push(
        `the connection to ${server} is not encrypted: names and addresses of children cross the network in the clear`,
      );
    } else if (this.#site.trust_server_certificate) {
      warnings.push(
        `nobody checked the certificate of ${server} (trust_server_certificate): another machine could pose as it`,
      );
    }
    if (rights.length > 0) {
      warnings.push(
        `the login could write (${rights.join(', ')}): this program only reads, give it SELECT and nothing else`,
      );
    }
    if (encoding === 'SQL_ASCII') {
      warnings.push(
        'the database does not know which characters its texts hold (SQL_ASCII): letters with accents may come out wrong',
      );
    }
    return warnings;
  }

  async *stream(
    query: SourceQuery,
    { signal, batchSize = BATCH }: { signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly SourceRow[]> {
    const session = await this.#sessions.take().catch((error: unknown) => {
      throw named(error, query.name);
    });
    try {
      yield* session.stream(query, { signal, batchSize, limits: this.#limits });
    } catch (error) {
      throw this.#failure(error, query);
    } finally {
      await this.#sessions.give(session);
    }
  }

  async prepare(query: SourceQuery): Promise<void> {
    // the answer is the plan, whose columns are not those of the query
    const planned = { ...query, sql: `explain ${query.sql}`, columns: undefined };
    const lines = this.stream(planned, { signal: new AbortController().signal });
    while ((await lines.next()).done !== true);
  }

  async columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]> {
    return this.#sessions.use((session) =>
      readColumns(this.#ask(session, 'the list of columns'), tables),
    );
  }

  async indexes(tables: readonly TableName[]): Promise<readonly IndexedColumn[]> {
    return this.#sessions.use((session) =>
      readIndexes(this.#ask(session, 'the list of indexes'), tables),
    );
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  /** Questions about the server itself, which it answers at once or not at all. */
  #ask(session: PostgresSession, name: string): Ask {
    const limit = Math.min(this.#site.connect_timeout, this.#site.stall_timeout) * 1000;
    const options = {
      signal: new AbortController().signal,
      batchSize: BATCH,
      limits: { first: limit, between: limit },
    };
    return async (sql, values = []) => {
      const query = {
        name,
        sql,
        parameters: values.map((value, index) => ({
          name: String(index + 1),
          type: 'text' as const,
          value,
        })),
      };
      const all: SourceRow[] = [];
      try {
        for await (const rows of session.stream(query, options)) all.push(...rows);
      } catch (error) {
        throw this.#failure(error, query);
      }
      return all;
    };
  }

  #failure(error: unknown, query: SourceQuery): SsdError {
    return error instanceof Stall
      ? stalled(error, query.name, this.#place)
      : queryError(error, query, this.#place);
  }
}

/** A lost connection that cannot be made anew, said of the object that needs it. */
function named(error: unknown, object: string): unknown {
  if (!(error instanceof ExtractionError)) return error;
  const { code, message, hint, passing, cause } = error;
  return new ExtractionError({
    code,
    message: `${object}: ${message}`,
    cause,
    ...(hint === undefined ? {} : { hint }),
    ...(passing === undefined ? {} : { passing }),
  });
}
