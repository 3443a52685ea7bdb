import fs, { type FileHandle } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

/** How a file is refused that another program (a virus scanner, the indexer, Excel) holds. */
export const HELD = new Set(['EPERM', 'EBUSY', 'EACCES', 'ENOTEMPTY']);
const TRIES = 8;

/** A rename that tries again, with growing pauses, while another program holds the file. */
export async function renamePatiently(from: string, to: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await fs.rename(from, to);
      return;
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code ?? '';
      if (process.platform !== 'win32' || !HELD.has(code) || attempt === TRIES) throw error;
      await wait(25 * 2 ** attempt);
    }
  }
}

/** Answers of file systems that have no such call (network shares, FUSE); no faults of a disk. */
const NO_SYNC = ['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];
const NO_FOLDER_SYNC = [...NO_SYNC, 'EBADF', 'EACCES', 'EPERM', 'EISDIR'];

/** Makes what was written to a file durable, where the file system can. */
export async function syncFile(handle: FileHandle): Promise<void> {
  await handle.sync().catch(passOver(NO_SYNC));
}

/**
 * Makes the entries of a folder durable, where the file system can. Windows has no such call and
 * needs none: its renames are journalled.
 */
export async function syncFolder(dir: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(dir, 'r').catch(passOver(NO_FOLDER_SYNC));
  if (!handle) return;
  try {
    await handle.sync().catch(passOver(NO_FOLDER_SYNC));
  } finally {
    await handle.close();
  }
}

/** Writes a new file, readable by its owner only, and makes it durable. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text, 'utf8');
    await syncFile(handle);
  } finally {
    await handle.close();
  }
}

function passOver(codes: readonly string[]): (error: unknown) => undefined {
  return (error) => {
    if (!codes.includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  };
}
