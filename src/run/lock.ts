import fs from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { atExit } from '../bundle/at-exit.ts';
import { cannot, publishingError } from '../bundle/publishing-errors.ts';
import { makeFolder } from '../files/make-folder.ts';
import { StoppedError } from '../problems/errors.ts';
import { startHeart } from './heart.ts';
import { type Holder, describeHolder, held, judge } from './holder.ts';
import { locked, lost, showHolder } from './lock-errors.ts';
import { type Found, create, letGo, look, untouchedFor } from './lock-file.ts';
import { removeStrays, takeOver } from './take-over.ts';

export const LOCK = '.ssd-extract.lock';

export interface Lock {
  /** What was found of a dead run, if anything. */
  readonly notice?: string;
  /**
   * A run that was suspended for long (a laptop's lid, a virtual machine moved) may have been taken
   * for dead meanwhile.
   * @throws LockedError when the lock is not ours any more.
   */
  confirm(): Promise<void>;
  release(): Promise<void>;
}

/** In milliseconds. */
export interface LockTimes {
  /** Between two heartbeats. */
  readonly beat: number;
  /** A holder whose heart stood still for this long is dead. */
  readonly dead: number;
  /** How long a heart that stands still by its date is watched all the same. */
  readonly doubt: number;
}

const TIMES: LockTimes = { beat: 5000, dead: 120_000, doubt: 20_000 };

export interface LockOptions {
  readonly times?: LockTimes;
  /** Told when the answer takes a while. */
  readonly notice?: (text: string) => void;
  /** Ends the watching. */
  readonly signal?: AbortSignal;
}

/**
 * One run at a time per output folder. A lock whose process is gone is taken over, and of two that
 * try, one wins. A holder of which this process cannot know (on another host, in another container)
 * is watched: its heart beats in the lock file.
 * @throws LockedError naming the holder; PublishingError when the folder cannot be locked.
 */
export async function acquireLock(
  outDir: string,
  run: string,
  options: LockOptions = {},
): Promise<Lock> {
  const file = path.join(outDir, LOCK);
  const mine = describeHolder(run);
  await makeFolder(outDir).catch(cannot('write to the output folder', outDir));
  removeStrays(file, run);
  const times = options.times ?? TIMES;
  if (create(file, mine)) return hold(file, mine, times);
  const found = look(file);
  if (!(await isDead(file, found, mine, { ...options, times }))) throw locked(look(file)?.holder);
  if (!takeOver(file, mine, found)) throw locked(look(file)?.holder);
  return hold(file, mine, times, found && noticeOf(found));
}

/** A lock in our hands: its heart beats until it is released. */
async function hold(file: string, mine: Holder, times: LockTimes, notice?: string): Promise<Lock> {
  held.add(mine.run);
  // opened once: the heart goes on beating when the process has no file to spare
  const handle = await open(file, 'r+').catch((error: unknown) => {
    held.delete(mine.run);
    letGo(file, mine.run);
    throw publishingError(error, 'lock the output folder', file);
  });
  const heart = startHeart(handle, mine, times.beat);
  const leaveNothing = atExit(() => {
    if (handle.fd >= 0) fs.closeSync(handle.fd);
    letGo(file, mine.run);
  });
  return {
    ...(notice === undefined ? {} : { notice }),
    confirm: () => {
      const holder = look(file)?.holder;
      return holder?.run === mine.run ? Promise.resolve() : Promise.reject(lost(holder));
    },
    release: async () => {
      clearInterval(heart);
      held.delete(mine.run);
      await handle.close().catch(() => undefined);
      if (letGo(file, mine.run)) leaveNothing();
    },
  };
}

async function isDead(
  file: string,
  found: Found | undefined,
  mine: Holder,
  options: LockOptions & { readonly times: LockTimes },
): Promise<boolean> {
  if (!found) return true;
  const verdict = found.holder ? judge(found.holder) : 'unknown';
  if (verdict !== 'unknown') return verdict === 'dead';
  const { dead, doubt, beat } = options.times;
  // a file that says nothing was never finished: nobody needs long to write so little
  const old = !found.holder || untouchedFor(found, file, mine.run) >= dead;
  const until = performance.now() + (old ? doubt : dead);
  options.notice?.(`${showHolder(found.holder)} has a lock here: watching whether it is alive`);
  while (performance.now() < until) {
    await wait(Math.min(beat / 2, until - performance.now()), undefined, {
      ...(options.signal ? { signal: options.signal } : {}),
    }).catch(() => {
      throw new StoppedError({ code: 'stopped', message: 'stopped; nothing was extracted' });
    });
    const now = look(file);
    if (now?.mark !== found.mark) return now === undefined;
  }
  return true;
}

function noticeOf({ holder }: Found): string {
  return holder
    ? `the run ${holder.run} (process ${holder.pid}) ended without tidying up; its lock was taken over`
    : 'an unreadable lock was taken over';
}
