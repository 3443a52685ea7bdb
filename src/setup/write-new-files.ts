import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

export interface NewFile {
  readonly file: string;
  readonly text: string;
}

/**
 * Writes files that only their owner may read, all of them or none: whole under another name
 * first, and nothing else happens in between that could stop it.
 * @throws ConfigError when one is there already, unless `force`, or cannot be written
 */
export function writeNewFiles(files: readonly NewFile[], { force }: { force: boolean }): void {
  if (!force) refuseExisting(files);
  const staged = files.map(({ file, text }) => {
    const name = `.${path.basename(file)}.${randomUUID().slice(0, 8)}`;
    return { file, text, temporary: path.join(path.dirname(file), name) };
  });
  try {
    for (const { text, temporary } of staged) {
      fs.writeFileSync(temporary, text, { flag: 'wx', mode: 0o600 });
    }
    for (const { file, temporary } of staged) fs.renameSync(temporary, file);
  } catch (error) {
    const { code = 'unknown' } = error as NodeJS.ErrnoException;
    throw new ConfigError({
      code: 'cannot-write',
      message: `${staged.map(({ file }) => showPath(file)).join(' and ')} cannot be written (${code})`,
      hint: 'choose another place with --site, in a folder that is there and may be written to',
      cause: error,
    });
  } finally {
    for (const { temporary } of staged) fs.rmSync(temporary, { force: true });
  }
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
