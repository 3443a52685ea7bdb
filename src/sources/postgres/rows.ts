import Cursor from 'pg-cursor';
import type { Client, ClientConfig, QueryResult } from 'pg';
import { StoppedError } from '../../problems/errors.ts';
import { refuseOther } from '../result-columns.ts';
import type { SourceQuery, SourceRow } from '../source.ts';
import { cancel, keyOf } from './cancel.ts';
import { endsConnection } from './errors.ts';
import { kill } from './guard.ts';
import { within } from './login.ts';
import { Stall } from './stall.ts';
import { AS_TEXT, bindsOf } from './values.ts';
import { type ReadLimits, Watch } from './watch.ts';

/**
 * How long a server may take to answer a cancel or a goodbye before the socket is closed on it, in
 * milliseconds.
 */
const GRACE = 5000;

type Fetched = readonly SourceRow[];

/** The newest request for rows of a portal, and what came of it. */
interface Reading {
  readonly rows: Promise<Fetched>;
  readonly state: 'open' | 'given' | 'refused';
  /** Names of the answer's columns; undefined after its end. */
  readonly columns?: readonly string[] | undefined;
}

/** One connection: a query at a time, and none of its calls waits for ever. */
export class PostgresSession {
  readonly client: Client;
  readonly #options: ClientConfig;
  #broken = false;
  #begun = false;
  #reading: Reading | undefined;

  /** @param options how to reach the server again, to cancel a query */
  constructor(client: Client, options: ClientConfig) {
    this.client = client;
    this.#options = options;
    const gone = (): void => {
      this.#broken = true;
    };
    client.on('error', gone);
    client.on('end', gone);
  }

  /** The connection is gone, or nobody knows what is left on it: it is not used again. */
  get broken(): boolean {
    return this.#broken;
  }

  /** A transaction is open in which queries can be asked. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Begins a transaction by these statements, in place of one that may be left open. */
  async begin(statements: string, milliseconds: number): Promise<void> {
    const left = this.client.getTransactionStatus() === 'I' ? '' : 'rollback; ';
    try {
      await within(milliseconds, this.client, this.client.query(left + statements));
      this.#begun = true;
    } catch (error) {
      this.#note(error);
      throw error;
    }
  }

  /**
   * Streams a query by a portal, `batchSize` rows at a time, the next ones under way while the last
   * are used.
   * @throws what driver or server report; Stall when rows stop coming; StoppedError when aborted
   */
  async *stream(
    query: SourceQuery,
    options: { signal: AbortSignal; batchSize: number; limits: ReadLimits },
  ): AsyncGenerator<Fetched> {
    const { signal, batchSize, limits } = options;
    if (signal.aborted) throw stopped();
    const cursor = new Cursor<SourceRow>(query.sql, bindsOf(query.parameters), {
      rowMode: 'array',
      types: AS_TEXT,
    });
    const watch = new Watch(limits);
    const onAbort = (): void => watch.fail(stopped());
    signal.addEventListener('abort', onAbort);
    cursor.on('row', () => watch.row());
    try {
      this.client.query(cursor);
      for (let next = this.#read(cursor, batchSize); ;) {
        const rows = await watch.during(next);
        refuseOther(query, this.#reading?.columns);
        if (rows.length === 0) return;
        next = this.#read(cursor, batchSize);
        yield rows;
      }
    } catch (error) {
      this.#note(error);
      throw error;
    } finally {
      signal.removeEventListener('abort', onAbort);
      watch.close();
      await this.#finish(cursor);
    }
  }

  async close(): Promise<void> {
    if (!this.#broken) await within(GRACE, this.client, this.client.end()).catch(() => undefined);
    kill(this.client);
  }

  #read(cursor: Cursor<SourceRow>, batchSize: number): Promise<Fetched> {
    let columns: readonly string[] | undefined;
    const rows = new Promise<Fetched>((resolve, reject) => {
      cursor.read(batchSize, (error: Error | null | undefined, page, result?: QueryResult) => {
        columns = result?.fields.map(({ name }) => name);
        if (error) reject(error);
        else resolve(page);
      });
    });
    this.#reading = { rows, state: 'open' };
    // nobody waits for it while the rows before it are used
    rows.then(
      () => {
        this.#reading = { rows, state: 'given', columns };
      },
      () => {
        this.#reading = { rows, state: 'refused' };
      },
    );
    return rows;
  }

  /** After any error the transaction is of no use. */
  #note(error: unknown): void {
    this.#begun = false;
    const ours = error instanceof StoppedError || error instanceof Stall;
    if (!ours && endsConnection(error)) this.#broken = true;
  }

  /** Leaves the connection fit for the next query, or broken. */
  async #finish(cursor: Cursor<SourceRow>): Promise<void> {
    const reading = this.#reading;
    if (reading?.state === 'open') {
      this.#begun = false;
      const asked = cancel(this.#options, keyOf(this.client), GRACE);
      await within(GRACE, this.client, reading.rows).catch(() => undefined);
      await asked;
    }
    // the driver ends a portal itself when the server refused its rows
    if (this.#reading?.state === 'given' && !this.#broken) {
      await within(GRACE, this.client, cursor.close()).catch(() => undefined);
    }
    this.#reading = undefined;
  }
}

function stopped(): StoppedError {
  return new StoppedError({ code: 'stopped', message: 'the run was stopped' });
}
