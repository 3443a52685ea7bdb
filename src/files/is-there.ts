import fs from 'node:fs/promises';

/** Whether something has that name, whatever it is; a link is there even when it leads nowhere. */
export function isThere(file: string): Promise<boolean> {
  return fs.lstat(file).then(
    () => true,
    () => false,
  );
}
