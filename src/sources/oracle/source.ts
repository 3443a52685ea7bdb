import type { OracleConnection } from '../../site/model.ts';
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
import { readColumns } from './columns.ts';
import { readIndexes } from './indexes.ts';
import { readWriteRights } from './probe.ts';
import { OracleSessions } from './sessions.ts';

/**
 * Opens Oracle for reading by the driver's thin mode: as many connections as may stream at a time,
 * all at once, so that they show the same moment of the database, or nearly.
 * @throws ConnectionError
 */
export async function openOracle(
  site: OracleConnection,
  opening: Opening = {},
): Promise<OracleSource> {
  const source = new OracleSource(site, opening);
  try {
    await source.connect();
    return source;
  } catch (error) {
    await source.close();
    throw error;
  }
}

export class OracleSource implements Source {
  readonly parallel: number;
  readonly #site: OracleConnection;
  readonly #sessions: OracleSessions;

  constructor(site: OracleConnection, opening: Opening) {
    this.#site = site;
    this.parallel = opening.connections ?? site.parallel;
    this.#sessions = new OracleSessions(site, { ...opening, connections: this.parallel });
  }

  get moment(): SharedMoment | undefined {
    const { moment } = this.#sessions;
    return moment?.kind === 'scn' ? { scn: moment.scn } : undefined;
  }

  async connect(): Promise<void> {
    await this.#sessions.connect();
  }

  async describe(): Promise<ServerDescription> {
    const rights = await readWriteRights(this.#ask);
    const { version, warned, encryption } = await this.#sessions.use(
      ({ version, warned, encryption }) => Promise.resolve({ version, warned, encryption }),
    );
    return {
      engine: 'oracle',
      version: printable(`Oracle ${version}`),
      encryption: encryption ?? 'none',
      consistency: this.#consistency(),
      writeRights: rights ?? 'unknown',
      warnings: [
        ...secretWarnings(this.#site.password),
        ...secretWarnings(this.#site.wallet_password),
        ...warningsOf({ encrypted: encryption !== undefined, rights, passwordExpires: warned }),
      ],
    };
  }

  #consistency(): string {
    const { moment } = this.#sessions;
    if (moment?.kind === 'scn') {
      return `every object shows the same moment, system change number ${moment.scn}`;
    }
    const later = 'one that is read again on a new connection shows a later moment';
    const { parallel } = this.#site;
    return parallel === 1
      ? `one read-only transaction: every object shows the same moment, but ${later}`
      : `a read-only transaction for each of ${parallel} connections, begun together: objects may show moments a little apart, and ${later}`;
  }

  async *stream(
    query: SourceQuery,
    { signal, batchSize = this.#site.fetch_size }: { signal: AbortSignal; batchSize?: number },
  ): AsyncGenerator<readonly SourceRow[]> {
    const session = await this.#sessions.take();
    try {
      yield* session.stream(query, { signal, batchSize });
    } finally {
      await this.#sessions.give(session);
    }
  }

  prepare(query: SourceQuery): Promise<void> {
    return this.#sessions.use((session) => session.parse(query));
  }

  columns(tables: readonly TableName[]): Promise<readonly DatabaseColumn[]> {
    return readColumns(this.#ask, tables);
  }

  indexes(tables: readonly TableName[]): Promise<readonly IndexedColumn[]> {
    return readIndexes(this.#ask, tables);
  }

  async close(): Promise<void> {
    await this.#sessions.close();
  }

  readonly #ask = (query: SourceQuery): Promise<readonly SourceRow[]> =>
    this.#sessions.use((session) => session.rows(query));
}

interface LoginFacts {
  readonly encrypted: boolean;
  /** Undefined when the server will not say. */
  readonly rights: readonly string[] | undefined;
  readonly passwordExpires: boolean;
}

function warningsOf({ encrypted, rights, passwordExpires }: LoginFacts): string[] {
  const warnings: string[] = [];
  if (!encrypted) {
    warnings.push(
      'the connection is not encrypted: names and addresses of children cross the network in the clear; docs/oracle.md says how to use TCPS',
    );
  }
  if (rights === undefined) {
    warnings.push('whether the login can write could not be found out');
  } else if (rights.length > 0) {
    warnings.push(
      `the login can write (${rights.join(', ')}): nothing here does, but a login that only reads is safer`,
    );
  }
  if (passwordExpires) {
    warnings.push('the server says that the password of the login is about to expire');
  }
  return warnings;
}
