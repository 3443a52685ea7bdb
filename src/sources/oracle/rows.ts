import { setTimeout as sleep } from 'node:timers/promises';
import oracledb, { type Connection, type DBError, type ResultSet } from 'oracledb';
import { StoppedError } from '../../problems/errors.ts';
import { refuseOther } from '../result-columns.ts';
import type { SourceQuery, SourceRow } from '../source.ts';
import { queryError } from './errors.ts';
import type { OpenedConnection } from './login.ts';
import { asText, bindsOf, refuseLossy } from './values.ts';

/**
 * How long a server may take at most to answer a cancel or a goodbye before the socket is closed on
 * it, in milliseconds.
 */
const GRACE = 5000;

type Fetched = readonly SourceRow[];

/** One connection: a query at a time, and none of its calls waits for ever. */
export class OracleSession {
  /** How its socket is protected; undefined for plain TCP. */
  readonly encryption: string | undefined;
  readonly #connection: Connection;
  readonly #kill: () => void;
  readonly #limit: number;
  readonly #grace: number;
  /** Its server did not answer in time: nothing more is said to it. */
  #cut = false;
  #broken = false;
  #busy = 0;

  constructor({ connection, encryption, kill }: OpenedConnection) {
    this.encryption = encryption;
    this.#connection = connection;
    this.#kill = kill;
    this.#limit = connection.callTimeout ?? 0;
    this.#grace = Math.min(this.#limit, GRACE);
  }

  /** The connection is gone, or nobody knows what is left on it: it is not used again. */
  get broken(): boolean {
    return this.#broken;
  }

  get version(): string {
    return this.#connection.oracleServerVersionString;
  }

  /** The password runs out soon, by the server's own word at the login. */
  get warned(): boolean {
    return this.#connection.warning !== undefined;
  }

  /** All rows of a small query. @throws SsdError */
  async rows(query: SourceQuery): Promise<Fetched> {
    const all: SourceRow[] = [];
    for await (const rows of this.stream(query, {
      signal: new AbortController().signal,
      batchSize: 1000,
    })) {
      all.push(...rows);
    }
    return all;
  }

  /**
   * Has the server parse a query, without running it.
   * @throws SsdError
   */
  async parse(query: SourceQuery): Promise<void> {
    try {
      await this.#call(() => this.#connection.getStatementInfo(query.sql));
    } catch (error) {
      throw queryError(error, query);
    }
  }

  /**
   * Streams a query in fetches of `batchSize` rows, the next one under way while the last is used.
   * @throws SsdError
   */
  async *stream(
    query: SourceQuery,
    { signal, batchSize }: { signal: AbortSignal; batchSize: number },
  ): AsyncGenerator<Fetched> {
    const onAbort = (): void => {
      this.#cancel();
    };
    signal.addEventListener('abort', onAbort);
    let results: ResultSet<SourceRow> | undefined;
    let next: Promise<Fetched> | undefined;
    try {
      if (signal.aborted) throw stopped();
      const opened = (results = await this.#execute(query, batchSize));
      refuseOther(
        query,
        opened.metaData.map(({ name }) => name),
      );
      refuseLossy(query.name, opened.metaData);
      // the end is a fetch without rows: a short one may be no more than a short one
      for (next = this.#fetch(opened, batchSize); ;) {
        const rows = await next;
        if (signal.aborted) throw stopped();
        if (rows.length === 0) return;
        next = this.#fetch(opened, batchSize);
        yield rows;
      }
    } catch (error) {
      throw signal.aborted ? stopped() : queryError(error, query);
    } finally {
      signal.removeEventListener('abort', onAbort);
      await this.#finish(next, results);
    }
  }

  async close(): Promise<void> {
    if (this.#cut) return;
    await this.#withinGrace(this.#connection.close());
    // a server that does not close its side would keep the process alive
    setTimeout(this.#kill, this.#grace).unref();
  }

  async #execute(
    { sql, parameters }: SourceQuery,
    batchSize: number,
  ): Promise<ResultSet<SourceRow>> {
    const { resultSet } = await this.#call(() =>
      this.#connection.execute<SourceRow>(sql, bindsOf(parameters), {
        resultSet: true,
        outFormat: oracledb.OUT_FORMAT_ARRAY,
        fetchTypeHandler: asText,
        prefetchRows: batchSize,
        keepInStmtCache: false,
      }),
    );
    if (!resultSet) throw new Error('a query gave no result set');
    return resultSet;
  }

  #fetch(results: ResultSet<SourceRow>, batchSize: number): Promise<Fetched> {
    const rows = this.#call(() => results.getRows(batchSize));
    // nobody waits for it while the rows before it are used
    rows.catch(() => undefined);
    return rows;
  }

  /**
   * The driver breaks a call after `callTimeout`; a server that does not even answer that is cut
   * off.
   */
  async #call<T>(work: () => Promise<T>): Promise<T> {
    const guard = setTimeout(() => this.#cutOff(), this.#limit + this.#grace);
    this.#busy++;
    try {
      return await work();
    } catch (failure) {
      const error = this.#cut ? { code: 'NJS-123', cause: failure } : failure;
      // an error that the server reports leaves the connection as it was; any other is a fault of
      // the connection itself
      if (!((error as DBError).code ?? '').startsWith('ORA-') || !this.#connection.isHealthy()) {
        this.#broken = true;
      }
      throw error;
    } finally {
      this.#busy--;
      clearTimeout(guard);
    }
  }

  #cancel(): void {
    if (this.#busy === 0) return;
    this.#connection.break().catch(() => undefined);
    setTimeout(() => {
      if (this.#busy > 0) this.#cutOff();
    }, this.#grace).unref();
  }

  #cutOff(): void {
    this.#cut = true;
    this.#kill();
  }

  /** Leaves the connection fit for the next query, or broken. */
  async #finish(
    next: Promise<Fetched> | undefined,
    results: ResultSet<SourceRow> | undefined,
  ): Promise<void> {
    if (this.#busy > 0) this.#cancel();
    await next?.catch(() => undefined);
    if (results && !this.#broken) await this.#call(() => results.close()).catch(() => undefined);
  }

  async #withinGrace(work: Promise<unknown>): Promise<void> {
    const over = new AbortController();
    await Promise.race([
      work.catch(() => undefined),
      sleep(this.#grace, undefined, { signal: over.signal, ref: false }).catch(() => undefined),
    ]);
    over.abort();
  }
}

function stopped(): StoppedError {
  return new StoppedError({ code: 'stopped', message: 'the run was stopped' });
}
