import fs from 'node:fs';
import { publishingError } from '../bundle/publishing-errors.ts';
import { PublishingError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { type Holder, parseHolder } from './holder.ts';

/** A lock file as it was found. */
export interface Found {
  /** Absent when the file is not readable, or is being written. */
  readonly holder: Holder | undefined;
  /** Differs between any two moments between which the holder showed itself. */
  readonly mark: string;
  /** By the clock of the disk. */
  readonly touched: number;
}

/**
 * Everything here is synchronous: a process that looks at a lock and then acts on what it saw is
 * not to be interrupted by work of its own.
 *
 * Nothing when there is no such file.
 * @throws PublishingError when it is no file, or the disk fails.
 */
export function look(file: string): Found | undefined {
  try {
    const stat = fs.lstatSync(file);
    if (!stat.isFile()) throw notAFile(file);
    return read(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    // another account's: it can be watched, not read
    if (code === 'EACCES' || code === 'EPERM') return watch(file);
    throw publishingError(error, 'read the lock of the output folder,', file);
  }
}

/** An open file shows the times that a network share really has, not remembered ones. */
function read(file: string): Found {
  const handle = fs.openSync(file, 'r');
  try {
    const text = fs.readFileSync(handle, 'utf8');
    const { mtimeMs, ino } = fs.fstatSync(handle);
    return { holder: parseHolder(text), mark: `${ino} ${mtimeMs} ${text}`, touched: mtimeMs };
  } finally {
    fs.closeSync(handle);
  }
}

function watch(file: string): Found | undefined {
  const stat = fs.lstatSync(file, { throwIfNoEntry: false });
  return stat && { holder: undefined, mark: `${stat.ino} ${stat.mtimeMs}`, touched: stat.mtimeMs };
}

/** A disk that fails, as against a file system that has no links. */
const DISK_FAILS = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EROFS']);

/**
 * Creates a lock file whole under another name and links it into place, so that it is never seen
 * half written. True when it is ours now, false when there is one already.
 * @throws PublishingError
 */
export function create(file: string, holder: Holder): boolean {
  const own = `${file}.${holder.run}`;
  const text = JSON.stringify(holder);
  try {
    fs.writeFileSync(own, text, { mode: 0o600, flag: 'wx' });
    try {
      fs.linkSync(own, file);
      return true;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      // a network share that had to ask twice finds its own first success in the way
      if (code === 'EEXIST') return isHeldBy(file, holder.run);
      if (DISK_FAILS.has(code)) throw error;
      return createPlainly(file, text);
    }
  } catch (error) {
    throw publishingError(error, 'lock the output folder', file);
  } finally {
    remove(own);
  }
}

/**
 * For file systems without links (exFAT, some network shares): the file may be seen empty for a
 * moment.
 */
function createPlainly(file: string, text: string): boolean {
  try {
    fs.writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code === 'ENOSPC' || code === 'EDQUOT') remove(file);
    throw error;
  }
}

function isHeldBy(file: string, run: string): boolean {
  return look(file)?.holder?.run === run;
}

/** Removes a file if that is possible; true when it is gone. */
export function remove(file: string): boolean {
  try {
    fs.rmSync(file, { force: true });
    return true;
  } catch {
    return false;
  }
}

/** Removes the lock if it is ours; false when that could not be done. */
export function letGo(file: string, run: string): boolean {
  try {
    return !isHeldBy(file, run) || remove(file);
  } catch {
    return false;
  }
}

/**
 * For how many milliseconds nobody has written to a file, by the clock that dates the files of its
 * folder: a share's clock is not ours.
 */
export function untouchedFor({ touched }: Found, file: string, run: string): number {
  const probe = `${file}.${run}`;
  try {
    fs.writeFileSync(probe, '', { mode: 0o600, flag: 'wx' });
    return fs.statSync(probe).mtimeMs - touched;
  } catch {
    return 0;
  } finally {
    remove(probe);
  }
}

function notAFile(file: string): PublishingError {
  return new PublishingError({
    code: 'lock-is-no-file',
    message: `${showPath(file)} is no regular file, where the lock of the output folder belongs`,
    hint: 'rename or remove it, then run again. The last good bundle is as it was',
  });
}
