import fs from 'node:fs';
import os from 'node:os';
import { z } from 'zod';

const holderShape = z.object({
  pid: z.number().int(),
  host: z.string(),
  started: z.string(),
  run: z.string(),
  /** Which start of which kernel; two containers of one machine have the same. Linux only. */
  boot: z.string().optional(),
  /** The namespace in which the process number counts; a container's own. Linux only. */
  space: z.string().optional(),
  /** Start of the process in clock ticks since the boot: numbers come again, not both. */
  since: z.string().optional(),
  /** Counts up while the holder lives; last, so that it is written over in its place. */
  beat: z.string().optional(),
});
/** Who wrote a lock. */
export type Holder = z.infer<typeof holderShape>;

/** `unknown`: only its heartbeat can tell. */
export type Verdict = 'alive' | 'dead' | 'unknown';

/** Runs of this process that hold a lock. */
export const held = new Set<string>();

export const NO_BEAT = '0'.repeat(10);

/** This process as the holder of a lock for `run`. */
export function describeHolder(run: string): Holder {
  return {
    pid: process.pid,
    host: os.hostname(),
    started: new Date().toISOString(),
    run,
    ...identify(),
    beat: NO_BEAT,
  };
}

export function parseHolder(text: string): Holder | undefined {
  try {
    return holderShape.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/**
 * What can be said of a holder at once. Its process is asked for only where its number means the
 * same process here as there.
 */
export function judge(holder: Holder): Verdict {
  if (holder.beat === undefined) return judgeWithoutBeat(holder);
  const here = identify();
  if (here.boot !== undefined && here.space !== undefined) {
    const same = holder.boot === here.boot && holder.space === here.space;
    return same ? judgeProcess(holder) : 'unknown';
  }
  return holder.boot === undefined && holder.host === os.hostname()
    ? judgeProcess(holder)
    : 'unknown';
}

function judgeProcess({ pid, since, run }: Holder): Verdict {
  if (!isThere(pid)) return 'dead';
  const sinceNow = startOf(pid);
  const known = since !== undefined && sinceNow !== undefined;
  if (known && since !== sinceNow) return 'dead';
  // in a container every run may have the same number
  if (pid === process.pid) return held.has(run) ? 'alive' : 'dead';
  return known ? 'alive' : 'unknown';
}

const DAY_MS = 86_400_000;
/** How far the clocks of a lock and of a process may be apart. */
const TOLERANCE_MS = 10_000;

/**
 * A lock that has no heartbeat (of an early version, or written by hand): a process of this host
 * that was there before the lock holds it; one that came later, or none, does not. Of another
 * host's, only a young one may be alive.
 */
function judgeWithoutBeat(holder: Holder): Verdict {
  const started = Date.parse(holder.started);
  if (holder.host === os.hostname()) {
    if (!isThere(holder.pid)) return 'dead';
    if (holder.pid === process.pid) return held.has(holder.run) ? 'alive' : 'dead';
    const born = bornAt(holder.pid);
    if (born !== undefined) return born > started + TOLERANCE_MS ? 'dead' : 'alive';
    if (Date.now() - os.uptime() * 1000 > started + TOLERANCE_MS) return 'dead';
  }
  return Date.now() - started > DAY_MS ? 'dead' : 'unknown';
}

/** A process that we may not signal, another account's, is there (EPERM). */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function identify(): Pick<Holder, 'boot' | 'space' | 'since'> {
  const [boot, space, since] = [
    ofLinux(() => fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()),
    ofLinux(() => fs.readlinkSync('/proc/self/ns/pid')),
    startOf(process.pid),
  ];
  return {
    ...(boot === undefined ? {} : { boot }),
    ...(space === undefined ? {} : { space }),
    ...(since === undefined ? {} : { since }),
  };
}

/** Field 22 of `/proc/<pid>/stat`; the name in brackets before it may hold anything. */
function startOf(pid: number): string | undefined {
  return ofLinux(() => {
    // a /proc that shows other namespaces' processes would tell of somebody else
    if (fs.readlinkSync('/proc/self') !== String(process.pid)) return undefined;
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  });
}

const TICK_MS = 10;

/** When a process began, reckoned from our own beginning: no boot time is needed. */
function bornAt(pid: number): number | undefined {
  const [theirs, ours] = [startOf(pid), startOf(process.pid)];
  if (theirs === undefined || ours === undefined) return undefined;
  return performance.timeOrigin + (Number(theirs) - Number(ours)) * TICK_MS;
}

/** On Windows `/proc` is a folder of the current drive, which anybody may have made. */
function ofLinux<T>(read: () => T): T | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    return read();
  } catch {
    return undefined;
  }
}
