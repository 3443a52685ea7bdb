import { ExtractionError, type Passing, type SsdError } from '../problems/errors.ts';

interface Session {
  /** It is not used again. */
  readonly broken: boolean;
  close(): Promise<void>;
}

/** The sessions of a source: one user at a time each, and never more than may be open. */
export abstract class SessionPool<S extends Session> {
  readonly #size: number;
  readonly #idle: S[] = [];
  readonly #waiting: (() => void)[] = [];
  /** Sessions in use and idle ones. */
  #open = 0;

  constructor(size: number) {
    this.#size = size;
  }

  /** A session in the place of one that broke. @throws SsdError */
  protected abstract anew(): Promise<S>;

  /** Makes an idle session ready; false when it broke meanwhile: it is given up. */
  protected async fit(session: S): Promise<boolean> {
    if (session.broken) await this.give(session);
    return !session.broken;
  }

  /** Takes in a session that was just opened, idle. */
  protected add(session: S): void {
    this.#open++;
    this.#idle.push(session);
  }

  /** A session that is free, for as long as the work lasts. @throws SsdError */
  async use<T>(work: (session: S) => Promise<T>): Promise<T> {
    const session = await this.take();
    try {
      return await work(session);
    } finally {
      await this.give(session);
    }
  }

  /** As `use`, for who gives it back. */
  async take(): Promise<S> {
    for (;;) {
      const session = this.#idle.pop();
      if (session) {
        if (await this.fit(session)) return session;
      } else if (this.#open < this.#size) {
        return this.#replace();
      } else {
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    }
  }

  async give(session: S): Promise<void> {
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

  async #replace(): Promise<S> {
    this.#open++;
    try {
      return await this.anew();
    } catch (error) {
      this.#open--;
      this.#waiting.shift()?.();
      throw error;
    }
  }
}

/**
 * A login that failed after one has worked: what waiting may mend, such as a database that is
 * restarting, is worth another try.
 */
export function failedAgain(
  { error, passing }: { readonly error: SsdError; readonly passing: Passing | undefined },
  cause: unknown,
): Error {
  if (passing === undefined) return error;
  const { code, message, hint } = error;
  return new ExtractionError({ code, message, hint, passing, cause });
}
