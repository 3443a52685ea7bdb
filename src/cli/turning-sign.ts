import fs from 'node:fs';
import { workerData } from 'node:worker_threads';

/**
 * Turns the sign of the status line while the program itself cannot, since it computes something
 * without a pause. A thread of its own, which touches the terminal only while the line is drawn
 * and nobody has drawn it for a while.
 */

/** Of the shared words, the first: who has the terminal. */
export const STATE = { notDrawn: 0, drawn: 1, turning: 2 } as const;
/** The second counts how often the line was drawn. */
export const DRAWINGS = 1;

const SIGNS = ['|', '/', '-', '\\'] as const;
const PATIENCE_MS = 400;
/** Only in the first column, where the line has its sign. */
const turned = (nth: number): string => `\r${SIGNS[nth % SIGNS.length] ?? ''}`;

interface Shared {
  readonly words: Int32Array;
  /** Of the terminal. */
  readonly descriptor: number;
}

function isShared(data: unknown): data is Shared {
  return typeof data === 'object' && data !== null && 'words' in data && 'descriptor' in data;
}

if (isShared(workerData)) {
  const { words, descriptor } = workerData;
  let seen = -1;
  let nth = 0;
  setInterval(() => {
    const drawings = Atomics.load(words, DRAWINGS);
    const isStill = drawings === seen;
    seen = drawings;
    if (!isStill) return;
    if (Atomics.compareExchange(words, 0, STATE.drawn, STATE.turning) !== STATE.drawn) return;
    try {
      fs.writeSync(descriptor, turned(nth++));
    } catch {
      // a terminal that is gone needs no sign
    } finally {
      Atomics.store(words, 0, STATE.drawn);
    }
  }, PATIENCE_MS);
}
