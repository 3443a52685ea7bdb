import { setTimeout as wait } from 'node:timers/promises';
import { ExtractionError } from '../problems/errors.ts';
import type { Retry } from '../site/model.ts';

/** Milliseconds before each time that an object is read again: as many as there may be. */
export function pausesOf({ tries, pause, factor, max_pause }: Retry): readonly number[] {
  return Array.from(
    { length: tries },
    (_, index) => Math.min(pause * factor ** index, max_pause) * 1000,
  );
}

/**
 * A pause, up to a fifth longer: what was cut off in the same moment does not come back in the same
 * moment. `chance` is from 0 to 1.
 */
export function spread(pause: number, chance = Math.random()): number {
  return Math.round(pause * (1 + chance / 5));
}

export interface Restarted<T> {
  readonly value: T;
  /** How often it began anew. */
  readonly restarts: number;
}

/**
 * Does `attempt` again from its start after an error that may pass; anything else, and the last
 * such error, is thrown.
 */
export async function withRestarts<T>(
  attempt: () => Promise<T>,
  options: {
    signal: AbortSignal;
    onRestart: (error: ExtractionError, restart: number) => void;
    /** Milliseconds, from `pausesOf`. */
    pauses: readonly number[];
  },
): Promise<Restarted<T>> {
  const { signal, onRestart, pauses } = options;
  for (let restarts = 0; ; restarts++) {
    try {
      return { value: await attempt(), restarts };
    } catch (error) {
      const pause = pauses[restarts];
      if (
        !(error instanceof ExtractionError) ||
        error.passing === undefined ||
        pause === undefined ||
        signal.aborted
      ) {
        throw error;
      }
      onRestart(error, restarts + 1);
      // Aborted while waiting, the next attempt sees it at once.
      await wait(spread(pause), undefined, { signal }).catch(() => undefined);
    }
  }
}
