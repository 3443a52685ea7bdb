import { ExtractionError } from '../../problems/errors.ts';
import type { OracleConnection } from '../../site/model.ts';
import { loginError } from './errors.ts';
import { type Moment, login } from './login.ts';
import { OracleSession } from './rows.ts';

/** The sessions of one source: as many as may stream at a time, all showing one moment. */
export class OracleSessions {
  readonly #site: OracleConnection;
  readonly #idle: OracleSession[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Sessions in use and idle ones. */
  #open = 0;
  #moment: Moment | undefined;

  constructor(site: OracleConnection) {
    this.#site = site;
  }

  /** The moment that all of them show; undefined before the first login. */
  get moment(): Moment | undefined {
    return this.#moment;
  }

  /**
   * The first alone, so that a wrong password is tried once and no more; it settles the moment that
   * all of them show.
   * @throws ConnectionError
   */
  async connect(): Promise<void> {
    for (let count = 0; count < this.#site.parallel; count++) {
      const opened = await login(this.#site, this.#moment).catch((error: unknown) => {
        throw loginError(error, this.#site.connect_string).error;
      });
      this.#moment = opened.moment;
      this.#idle.push(new OracleSession(opened));
      this.#open++;
    }
  }

  async use<T>(work: (session: OracleSession) => Promise<T>): Promise<T> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      await this.give(session);
    }
  }

  /** A session that is free, or a new one in the place of one that broke. */
  async take(): Promise<OracleSession> {
    for (;;) {
      const session = this.#idle.pop();
      if (session) return session;
      if (this.#open < this.#site.parallel) {
        this.#open++;
        try {
          return new OracleSession(await login(this.#site, this.#moment));
        } catch (error) {
          this.#open--;
          this.#waiting.shift()?.();
          throw reconnectError(error, this.#site.connect_string);
        }
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  async give(session: OracleSession): Promise<void> {
    if (session.broken) {
      this.#open--;
      await session.close();
    } else {
      this.#idle.push(session);
    }
    this.#waiting.shift()?.();
  }

  async close(): Promise<void> {
    await Promise.all(this.#idle.splice(0).map((session) => session.close()));
  }
}

/**
 * A login that failed after one has worked: what waiting may mend, such as a database that is
 * restarting, is worth another try.
 */
function reconnectError(failure: unknown, target: string): Error {
  const { error, passing } = loginError(failure, target);
  if (passing === undefined) return error;
  const { code, message, hint } = error;
  return new ExtractionError({ code, message, hint, passing, cause: failure });
}
