import fs from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { publishingError } from '../bundle/publishing-errors.ts';
import { LockedError } from '../problems/errors.ts';

export const LOCK = '.ssd-extract.lock';

const holderShape = z.object({
  pid: z.number().int(),
  host: z.string(),
  started: z.string(),
  run: z.string(),
});
type Holder = z.infer<typeof holderShape>;

export interface Lock {
  /** What was found of a dead run, if anything. */
  readonly notice?: string;
  release(): Promise<void>;
}

/** Runs of this process that hold a lock. */
const held = new Set<string>();

/**
 * One run at a time per output folder. The lock file is created whole under another name and then
 * linked into place, so it is never seen half written; a lock whose process is gone is taken over,
 * and of two that try, one wins.
 * @throws LockedError naming the holder.
 */
export async function acquireLock(outDir: string, run: string): Promise<Lock> {
  const file = path.join(outDir, LOCK);
  const mine: Holder = {
    pid: process.pid,
    host: os.hostname(),
    started: new Date().toISOString(),
    run,
  };
  const release = async (): Promise<void> => {
    held.delete(run);
    if ((await readHolder(file))?.run === run) {
      await fs.rm(file, { force: true }).catch(() => undefined);
    }
  };
  await fs.mkdir(outDir, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw publishingError(error, 'write to the output folder', outDir);
  });
  await removeStrays(file);
  if (await create(file, mine)) return hold(run, release);
  const holder = await readHolder(file);
  if (holder && !isDead(holder)) throw locked(holder);
  if (!(await takeOver(file, mine))) throw locked(await readHolder(file));
  return hold(
    run,
    release,
    holder
      ? `the run ${holder.run} (process ${holder.pid}) ended without tidying up; its lock was taken over`
      : 'an unreadable lock was taken over',
  );
}

function hold(run: string, release: () => Promise<void>, notice?: string): Lock {
  held.add(run);
  return { release, ...(notice === undefined ? {} : { notice }) };
}

/** What processes left that ended between writing their file and linking it. */
async function removeStrays(file: string): Promise<void> {
  const [dir, prefix] = [path.dirname(file), `${path.basename(file)}.`];
  const names = (await fs.readdir(dir)).filter(
    (name) => name.startsWith(prefix) && !name.endsWith(GUARD),
  );
  for (const name of names) {
    const stray = path.join(dir, name);
    if (await isOwnerGone(stray)) await fs.rm(stray, { force: true }).catch(() => undefined);
  }
}

/** True when the lock is ours now, false when there is one already. */
async function create(file: string, holder: Holder): Promise<boolean> {
  const own = `${file}.${holder.run}`;
  try {
    await fs.writeFile(own, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    await fs.link(own, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    if (
      ['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(
        (error as NodeJS.ErrnoException).code ?? '',
      )
    ) {
      return createPlainly(file, holder);
    }
    throw publishingError(error, 'lock the output folder', file);
  } finally {
    await fs.rm(own, { force: true }).catch(() => undefined);
  }
}

/**
 * For file systems without links (some network shares): the file may be seen empty for a moment.
 */
async function createPlainly(file: string, holder: Holder): Promise<boolean> {
  try {
    await fs.writeFile(file, JSON.stringify(holder), { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw publishingError(error, 'lock the output folder', file);
  }
}

/** Nobody needs this long to write a file, or to take a lock over. */
const ABANDONED_MS = 60_000;

/**
 * Whether the process that wrote a file has ended; of a file that does not say whose it is, whether
 * it is old.
 */
async function isOwnerGone(file: string): Promise<boolean> {
  const holder = await readHolder(file);
  if (holder) return isDead(holder);
  const age = await fs.stat(file).then(
    (stat) => Date.now() - stat.mtimeMs,
    () => 0,
  );
  return age > ABANDONED_MS;
}

const GUARD = '.takeover';

/**
 * Replaces the lock of a dead run. Who takes over holds a guard meanwhile and looks again, so that
 * of two that try one wins; the guard of a process that was killed at it is taken over in the same
 * way.
 */
async function takeOver(file: string, mine: Holder): Promise<boolean> {
  const guard = `${file}${GUARD}`;
  if (
    !(await create(guard, mine)) &&
    !((await isOwnerGone(guard)) && (await takeOver(guard, mine)))
  ) {
    return false;
  }
  try {
    const holder = await readHolder(file);
    if (holder && !isDead(holder)) return false;
    await fs.rm(file, { force: true });
    return await create(file, mine);
  } finally {
    await fs.rm(guard, { force: true });
  }
}

async function readHolder(file: string): Promise<Holder | undefined> {
  try {
    return holderShape.parse(JSON.parse(await fs.readFile(file, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Only a process of this host can be asked; a holder elsewhere counts as alive. */
function isDead(holder: Holder): boolean {
  if (holder.host !== os.hostname()) return false;
  // In a container every run may have the same number: one of this process is alive only if this
  // process holds it.
  if (holder.pid === process.pid) return !held.has(holder.run);
  try {
    process.kill(holder.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

function locked(holder: Holder | undefined): LockedError {
  const who = holder
    ? `process ${holder.pid} on ${holder.host}, since ${holder.started}`
    : 'another process';
  return new LockedError({
    code: 'locked',
    message: `another run holds the output folder: ${who}`,
    hint: `wait until it ends; if it is certain that none is running there, delete ${LOCK} in the output folder`,
  });
}
