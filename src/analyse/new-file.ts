import { rmSync } from 'node:fs';
import fs from 'node:fs/promises';
import path from 'node:path';
import { atExit } from '../bundle/at-exit.ts';
import { renamePatiently } from '../bundle/durable.ts';
import { cannot } from '../bundle/publishing-errors.ts';
import { isThere } from '../files/is-there.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

interface NewFile {
  /** A file, or a folder of files. */
  readonly target: string;
  /** Replaces what is there; of a folder never. */
  readonly force?: boolean | undefined;
  /** The option that names it. */
  readonly option?: string | undefined;
}

/**
 * Has something made in a folder beside its place, readable by this account only, and then named:
 * what is there under that name is whole. Whatever happens before, nothing is left.
 * @param make is given the path to make
 * @throws ConfigError when something is there already
 */
export async function makeNew<T>(
  { target, force = false, option = '--out' }: NewFile,
  make: (staged: string) => Promise<T>,
): Promise<T> {
  const full = path.resolve(target);
  await refuseThere(full, force, option);
  const dir = await fs
    .mkdtemp(path.join(path.dirname(full), '.making-'))
    .catch(cannot('write to', path.dirname(full)));
  const left = atExit(() => rmSync(dir, { recursive: true, force: true }));
  try {
    const staged = path.join(dir, path.basename(full));
    const made = await make(staged);
    // DuckDB does not ask who may read what it makes
    await fs.chmod(staged, (await fs.stat(staged)).isDirectory() ? 0o700 : 0o600);
    await renamePatiently(staged, full).catch(cannot('name', full));
    return made;
  } finally {
    await fs.rm(dir, { recursive: true, force: true, maxRetries: 5 });
    left();
  }
}

async function refuseThere(full: string, force: boolean, option: string): Promise<void> {
  if (!(await isThere(full))) return;
  const isFile = (await fs.lstat(full)).isFile();
  if (force && isFile) return;
  throw new ConfigError({
    code: 'out-exists',
    message: `${showPath(full)} is there already`,
    hint: isFile
      ? `name another file with ${option}, or say --force`
      : `name another one with ${option}`,
  });
}
