import type { Client, QueryArrayResult } from 'pg';
import { sqlState } from './errors.ts';
import { within } from './login.ts';

/**
 * Settings of a transaction, so that no setting of server, database or login decides how a value is
 * written. Moments with a zone read as clocks in England show them: midnight stays on its day,
 * whether it was loaded as England's or as UTC. A transaction may be quiet while other connections
 * read.
 */
const SETTINGS = {
  datestyle: 'ISO, YMD',
  intervalstyle: 'postgres',
  timezone: 'Europe/London',
  bytea_output: 'hex',
  extra_float_digits: '1',
  standard_conforming_strings: 'on',
  idle_in_transaction_session_timeout: '0',
};

/** Begins a transaction that only reads: it shows the moment of a snapshot, or else the present. */
export function beginAt(snapshot: string | undefined): string {
  return [
    'begin transaction isolation level repeatable read, read only',
    ...(snapshot === undefined ? [] : [`set transaction snapshot '${snapshot}'`]),
    ...Object.entries(SETTINGS).map(([name, value]) => `set local ${name} = '${value}'`),
    // the moment is that of the first query
    ...(snapshot === undefined ? ['select 1'] : []),
  ].join('; ');
}

const EXPORT = 'select pg_export_snapshot()';
const SNAPSHOT = /^[0-9A-Fa-f-]+$/;

/** A server that does not know a snapshot any more. */
export function isUnknownSnapshot(error: unknown): boolean {
  return ['22023', '42704'].includes(sqlState(error) ?? '');
}

/**
 * A moment of the database that any number of connections can show, for as long as the one that
 * keeps it, and does nothing else, is there.
 */
export class Moment {
  /** Undefined when another source keeps it. */
  readonly #keeper: Client | undefined;
  /** Undefined where the server does not let the login share one: each connection has its own. */
  readonly snapshot: string | undefined;
  #lost = false;

  private constructor(keeper: Client | undefined, snapshot: string | undefined) {
    this.#keeper = keeper;
    this.snapshot = snapshot;
    keeper?.on('end', () => {
      this.#lost = snapshot !== undefined;
    });
  }

  /** The present moment, on a connection that is the moment's from then on. */
  static async keep(keeper: Client, milliseconds: number): Promise<Moment> {
    const work = exported(keeper);
    const moment = new Moment(keeper, await within(milliseconds, keeper, work));
    if (moment.snapshot === undefined) await moment.close();
    return moment;
  }

  /** The moment that another source, which has told of it, keeps. */
  static keptElsewhere(snapshot: string): Moment {
    return new Moment(undefined, snapshot);
  }

  get lost(): boolean {
    return this.#lost;
  }

  async close(): Promise<void> {
    this.#lost = this.snapshot !== undefined;
    const keeper = this.#keeper;
    if (keeper) await within(1000, keeper, keeper.end()).catch(() => undefined);
  }
}

async function exported(client: Client): Promise<string | undefined> {
  try {
    await client.query(beginAt(undefined));
    const { rows }: QueryArrayResult<[string]> = await client.query({
      text: EXPORT,
      rowMode: 'array',
    });
    const snapshot = rows[0]?.[0];
    return snapshot !== undefined && SNAPSHOT.test(snapshot) ? snapshot : undefined;
  } catch (error) {
    if (/^(42|0A)/.test(sqlState(error) ?? '')) return undefined;
    throw error;
  }
}
