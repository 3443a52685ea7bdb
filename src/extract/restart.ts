import { setTimeout as wait } from 'node:timers/promises';
import { ExtractionError } from '../problems/errors.ts';

/**
 * Pauses before an object is read again, in milliseconds: as many tries as there are pauses, after
 * the first.
 */
const PAUSES = [500, 3000];

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
    pauses?: readonly number[];
  },
): Promise<Restarted<T>> {
  const { signal, onRestart, pauses = PAUSES } = options;
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
      await wait(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}
