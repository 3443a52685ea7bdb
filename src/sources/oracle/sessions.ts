import type { OracleConnection } from '../../site/model.ts';
import type { Opening } from '../source.ts';
import { SessionPool, failedAgain } from '../session-pool.ts';
import { loginError } from './errors.ts';
import { type Moment, login } from './login.ts';
import { OracleSession } from './rows.ts';

/** The sessions of one source: as many as may stream at a time, all showing one moment. */
export class OracleSessions extends SessionPool<OracleSession> {
  readonly #site: OracleConnection;
  readonly #connections: number;
  #moment: Moment | undefined;

  constructor(site: OracleConnection, { connections = site.parallel, moment }: Opening) {
    super(connections);
    this.#site = site;
    this.#connections = connections;
    if (moment && 'scn' in moment) this.#moment = { kind: 'scn', scn: moment.scn };
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
    for (let count = 0; count < this.#connections; count++) {
      const opened = await login(this.#site, this.#moment).catch((error: unknown) => {
        throw loginError(error, this.#site.connect_string).error;
      });
      this.#moment = opened.moment;
      this.add(new OracleSession(opened));
    }
  }

  protected override async anew(): Promise<OracleSession> {
    try {
      return new OracleSession(await login(this.#site, this.#moment));
    } catch (error) {
      throw failedAgain(loginError(error, this.#site.connect_string), error);
    }
  }
}
