import fs from 'node:fs/promises';
import path from 'node:path';

/** Folders that the system makes up: nothing can be kept in them. */
const MADE_UP = ['/proc', '/sys', '/dev'];
/** A disk in memory. */
const YET_A_DISK = ['/dev/shm'];

/**
 * Makes a folder and those above it, readable by their owner only unless said. One by one: Node's
 * own `recursive` tries for ever where the system denies that a folder which is there exists.
 * @throws an error of the file system
 */
export async function makeFolder(dir: string, mode = 0o700): Promise<void> {
  const { existing, missing } = await nearestFolder(dir);
  let at = existing;
  for (const name of missing) {
    at = path.join(at, name);
    await fs.mkdir(at, { mode }).catch(async (error: unknown) => {
      // another process was faster
      const stat = await fs.stat(at).catch(() => undefined);
      if (!stat?.isDirectory()) throw error;
    });
  }
}

/**
 * Whether a folder is there and can be written to, or can be made, as far as that can be told
 * without making it.
 * @throws an error of the file system
 */
export async function couldMakeFolder(dir: string): Promise<void> {
  const { existing } = await nearestFolder(dir);
  await fs.access(existing, fs.constants.W_OK | fs.constants.X_OK);
}

interface Nearest {
  /** Absolute, links resolved. */
  readonly existing: string;
  /** The names below it that are not there yet. */
  readonly missing: readonly string[];
}

async function nearestFolder(dir: string): Promise<Nearest> {
  const missing: string[] = [];
  for (let at = path.resolve(dir); ; at = path.dirname(at)) {
    const existing = await fs.realpath(at).catch((error: unknown) => {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT' || at === path.dirname(at)) throw error;
      return undefined;
    });
    if (existing === undefined) {
      missing.unshift(path.basename(at));
      continue;
    }
    if (!(await fs.stat(existing)).isDirectory()) throw fault('ENOTDIR', existing);
    if (isMadeUp(existing)) throw fault('EROFS', existing);
    return { existing, missing };
  }
}

function isMadeUp(dir: string): boolean {
  const below = (top: string): boolean => dir === top || dir.startsWith(`${top}/`);
  return process.platform !== 'win32' && MADE_UP.some(below) && !YET_A_DISK.some(below);
}

function fault(code: string, at: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${at}`), { code, path: at });
}
