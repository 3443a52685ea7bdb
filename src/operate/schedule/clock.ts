import { setTimeout as wait } from 'node:timers/promises';

/** The time of day, and waiting for it. */
export interface Clock {
  now(): Date;
  /**
   * Waits this many milliseconds, or until the signal.
   * @throws when the signal came
   */
  sleep(milliseconds: number, signal: AbortSignal): Promise<void>;
}

export const SYSTEM_CLOCK: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) => wait(milliseconds, undefined, { signal }),
};
