import type { FileHandle } from 'node:fs/promises';
import { type Holder, NO_BEAT } from './holder.ts';

/**
 * Counts up in the lock file, in place: the server of a share dates what is written, and a reader
 * sees that it goes on.
 */
export function startHeart(handle: FileHandle, mine: Holder, every: number): NodeJS.Timeout {
  const position = Buffer.byteLength(JSON.stringify(mine)) - `${NO_BEAT}"}`.length;
  let [count, beating] = [0, false];
  const beat = async (): Promise<void> => {
    const text = String(++count).padStart(NO_BEAT.length, '0');
    // a disk that is so full that nothing can be written over may still set a date
    await handle.write(text, position).catch(() => handle.utimes(new Date(), new Date()));
  };
  const timer = setInterval(() => {
    if (beating) return;
    beating = true;
    beat()
      .catch(() => undefined)
      .finally(() => {
        beating = false;
      });
  }, every);
  return timer.unref();
}
