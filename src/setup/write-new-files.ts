import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../files/make-folder.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes files that only their owner may read, all of them or none: whole under another name
 * first, and nothing else happens in between that could stop it. Makes their folders.
 * @throws ConfigError when one is there already, unless `force`, or cannot be written
 */
export async function writeNewFiles(
  files: readonly NewFile[],
  { force }: { force: boolean },
): Promise<void> {
  const staged = files.map(({ file, text }) => {
    const name = `.${path.basename(file)}.${randomUUID().slice(0, 8)}`;
    return { file, text, temporary: path.join(path.dirname(file), name) };
  });
  try {
    for (const { file } of files) await makeFolder(path.dirname(file));
    if (!force) refuseExisting(files);
    for (const { text, temporary } of staged) {
      fs.writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    }
    for (const { file, temporary } of staged) fs.renameSync(temporary, file);
  } catch (error) {
    throw error instanceof ConfigError ? error : cannotWrite(files, error);
  } finally {
    for (const { temporary } of staged) removeIfThere(temporary);
  }
}

/** Below a file there is nothing, and the system says so with an error of its own. */
function removeIfThere(file: string): void {
  if (fs.existsSync(file)) fs.rmSync(file);
}

function cannotWrite(files: readonly NewFile[], cause: unknown): ConfigError {
  const { code = 'unknown' } = cause as NodeJS.ErrnoException;
  return new ConfigError({
    code: 'cannot-write',
    message: `${files.map(({ file }) => showPath(file)).join(' and ')} cannot be written (${code})`,
    hint: 'choose another place with --site, in a folder that may be written to',
    cause,
  });
}

function refuseExisting(files: readonly NewFile[]): void {
  const [there] = files.filter(({ file }) => fs.lstatSync(file, { throwIfNoEntry: false }));
  if (!there) return;
  throw new ConfigError({
    code: 'cannot-write',
    message: `${showPath(there.file)} is there already`,
    hint: 'choose another name with --site; --force writes over it',
  });
}
