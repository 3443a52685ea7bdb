import type { ClientConfig } from 'pg';
import { SsdError } from '../../problems/errors.ts';
import type { PostgresConnection } from '../../site/model.ts';
import type { Opening } from '../source.ts';
import { SessionPool, failedAgain } from '../session-pool.ts';
import { loginError, sqlState } from './errors.ts';
import { driverOptions, login, placeOf } from './login.ts';
import { Moment, beginAt, isUnknownSnapshot } from './moment.ts';
import { PostgresSession } from './rows.ts';

/** The connections of a source, all of which show one moment while it can be kept. */
export class Sessions extends SessionPool<PostgresSession> {
  readonly #site: PostgresConnection;
  readonly #options: ClientConfig;
  /** Connections that may be open. */
  readonly size: number;
  #moment: Promise<Moment> | undefined;
  #snapshot: string | undefined;
  #shared = true;

  constructor(site: PostgresConnection, { connections = site.parallel, moment }: Opening) {
    super(connections);
    this.size = connections;
    this.#site = site;
    this.#options = driverOptions(site);
    if (moment && 'snapshot' in moment) {
      this.#moment = Promise.resolve(Moment.keptElsewhere(moment.snapshot));
    }
  }

  /** What its connections show, where others can show it too. */
  get snapshot(): string | undefined {
    return this.#snapshot;
  }

  /**
   * All of them at once, the first alone, so that a wrong password is tried once and no more.
   * @throws ConnectionError
   */
  async connect(): Promise<void> {
    try {
      await this.#keep();
      for (let count = 0; count < this.size; count++) {
        const session = await this.#login();
        this.add(session);
        await this.#begin(session);
      }
    } catch (error) {
      throw error instanceof SsdError ? error : loginError(error, placeOf(this.#site)).error;
    }
  }

  /** Whether all connections show the same moment, and not each its own. */
  get shared(): boolean {
    return this.#shared;
  }

  override async close(): Promise<void> {
    const moment = await this.#moment?.catch(() => undefined);
    await Promise.all([super.close(), moment?.close()]);
  }

  /** In a transaction; false when it broke, while it was idle or now: it is given up. */
  protected override async fit(session: PostgresSession): Promise<boolean> {
    try {
      if (!session.broken) await this.#begin(session);
    } catch (error) {
      await this.give(session);
      if (session.broken) return false;
      throw connectedBefore(error, this.#site);
    }
    return super.fit(session);
  }

  protected override async anew(): Promise<PostgresSession> {
    let session: PostgresSession | undefined;
    try {
      session = await this.#login();
      await this.#begin(session);
      return session;
    } catch (error) {
      await session?.close();
      throw connectedBefore(error, this.#site);
    }
  }

  async #login(): Promise<PostgresSession> {
    return new PostgresSession(await login(this.#site), this.#options);
  }

  async #begin(session: PostgresSession): Promise<void> {
    if (session.begun) return;
    const limit = this.#site.connect_timeout * 1000;
    const moment = await this.#keep();
    try {
      await session.begin(beginAt(moment.snapshot), limit);
    } catch (error) {
      if (isUnknownSnapshot(error)) await moment.close();
      // a cancel that came too late for the query before
      else if (sqlState(error) !== '57014') throw error;
      await session.begin(beginAt((await this.#keep()).snapshot), limit);
    }
  }

  /** The moment that is kept, or the present one where it was lost. */
  async #keep(): Promise<Moment> {
    const kept = await this.#moment?.catch(() => undefined);
    if (kept && !kept.lost) return kept;
    const before = this.#moment;
    const next = login(this.#site).then((client) =>
      Moment.keep(client, this.#site.connect_timeout * 1000),
    );
    // another session may have been quicker
    if (this.#moment === before) this.#moment = next;
    const moment = await next;
    this.#snapshot = moment.snapshot;
    this.#shared &&= moment.snapshot !== undefined;
    return moment;
  }
}

function connectedBefore(failure: unknown, site: PostgresConnection): Error {
  return failure instanceof SsdError
    ? failure
    : failedAgain(loginError(failure, placeOf(site)), failure);
}
