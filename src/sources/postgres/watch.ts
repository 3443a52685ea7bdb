import { Stall } from './stall.ts';

export interface ReadLimits {
  /** Milliseconds until the first row. */
  readonly first: number;
  /** Milliseconds without a row, after the first. */
  readonly between: number;
}

/** Ends the wait for rows that do not come. Time in which this process is busy does not count. */
export class Watch {
  readonly #limits: ReadLimits;
  readonly #timer: NodeJS.Timeout;
  readonly #failed: Promise<never>;
  #reject: (error: Error) => void = () => undefined;
  #rows = 0;
  #silence = 0;
  #waiting = false;

  constructor(limits: ReadLimits) {
    this.#limits = limits;
    this.#failed = new Promise((_, reject) => {
      this.#reject = reject;
    });
    this.#failed.catch(() => undefined);
    const step = Math.max(20, Math.min(limits.first, limits.between) / 8);
    let before = performance.now();
    this.#timer = setInterval(() => {
      const now = performance.now();
      this.#look(Math.min(now - before, 2 * step));
      before = now;
    }, step);
  }

  row(): void {
    this.#rows++;
    this.#silence = 0;
  }

  fail(error: Error): void {
    this.#reject(error);
  }

  /** @throws Stall when rows stop coming meanwhile; what `fail` was told */
  async during<T>(work: Promise<T>): Promise<T> {
    this.#waiting = true;
    this.#silence = 0;
    try {
      return await Promise.race([this.#failed, work]);
    } finally {
      this.#waiting = false;
    }
  }

  close(): void {
    clearInterval(this.#timer);
  }

  #look(milliseconds: number): void {
    if (!this.#waiting) return;
    this.#silence += milliseconds;
    const limit = this.#rows === 0 ? this.#limits.first : this.#limits.between;
    if (this.#silence >= limit) this.fail(new Stall(this.#rows, limit));
  }
}
