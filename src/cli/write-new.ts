import fs from 'node:fs';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';

/**
 * Writes a file for the user, never over one that is there: somebody may have filled it in.
 * @param mode of the new file, where its content is not for everybody
 * @throws ConfigError
 */
export function writeNew(file: string, text: string, mode?: number): void {
  try {
    fs.writeFileSync(file, text, { flag: 'wx', mode });
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw new ConfigError({
      code: 'cannot-write',
      message:
        code === 'EEXIST'
          ? `${showPath(file)} is there already`
          : `${showPath(file)} cannot be written (${code ?? 'unknown'})`,
      hint: 'choose another name for --out',
      cause: error,
    });
  }
}
