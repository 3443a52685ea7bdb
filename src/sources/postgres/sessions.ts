import type { ClientConfig } from 'pg';
import { ExtractionError, SsdError } from '../../problems/errors.ts';
import type { PostgresConnection } from '../../site/model.ts';
import { loginError, sqlState } from './errors.ts';
import { driverOptions, login, placeOf } from './login.ts';
import { Moment, beginAt, isUnknownSnapshot } from './moment.ts';
import { PostgresSession } from './rows.ts';

/** The connections of a source, all of which show one moment while it can be kept. */
export class Sessions {
  readonly #site: PostgresConnection;
  readonly #options: ClientConfig;
  readonly #idle: PostgresSession[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Sessions in use and idle ones. */
  #open = 0;
  #moment: Promise<Moment> | undefined;
  #shared = true;

  constructor(site: PostgresConnection) {
    this.#site = site;
    this.#options = driverOptions(site);
  }

  /**
   * All of them at once, the first alone, so that a wrong password is tried once and no more.
   * @throws ConnectionError
   */
  async connect(): Promise<void> {
    try {
      await this.#keep();
      for (let count = 0; count < this.#site.parallel; count++) {
        const session = await this.#login();
        this.#open++;
        this.#idle.push(session);
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

  /** A session that is free, in a transaction, for as long as the work lasts. @throws SsdError */
  async use<T>(work: (session: PostgresSession) => Promise<T>): Promise<T> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      await this.give(session);
    }
  }

  /** As `use`, for who gives it back. */
  async take(): Promise<PostgresSession> {
    for (;;) {
      const session = this.#idle.pop();
      if (session) {
        if (await this.#fit(session)) return session;
      } else if (this.#open < this.#site.parallel) {
        return this.#anew();
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  async give(session: PostgresSession): Promise<void> {
    if (session.broken) {
      this.#open--;
      await session.close();
    } else {
      this.#idle.push(session);
    }
    this.#waiting.shift()?.();
  }

  async close(): Promise<void> {
    const moment = await this.#moment?.catch(() => undefined);
    await Promise.all([...this.#idle.splice(0).map((session) => session.close()), moment?.close()]);
  }

  /** False when it broke, while it was idle or now: it is given up. */
  async #fit(session: PostgresSession): Promise<boolean> {
    try {
      if (!session.broken) await this.#begin(session);
    } catch (error) {
      await this.give(session);
      if (session.broken) return false;
      throw connectedBefore(error, this.#site);
    }
    if (session.broken) await this.give(session);
    return !session.broken;
  }

  /** In the place of one that broke. */
  async #anew(): Promise<PostgresSession> {
    this.#open++;
    let session: PostgresSession | undefined;
    try {
      session = await this.#login();
      await this.#begin(session);
      return session;
    } catch (error) {
      this.#open--;
      await session?.close();
      this.#waiting.shift()?.();
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
    this.#shared &&= moment.snapshot !== undefined;
    return moment;
  }
}

/**
 * A login that failed after one has worked: what waiting may mend, such as a server that starts
 * anew, is worth another try.
 */
function connectedBefore(failure: unknown, site: PostgresConnection): Error {
  if (failure instanceof SsdError) return failure;
  const { error, passing } = loginError(failure, placeOf(site));
  if (passing === undefined) return error;
  const { code, message, hint } = error;
  return new ExtractionError({
    code,
    message,
    passing,
    cause: failure,
    ...(hint === undefined ? {} : { hint }),
  });
}
