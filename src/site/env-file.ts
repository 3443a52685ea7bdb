import fs from 'node:fs';
import { parseEnv } from 'node:util';
import { readRegularFile } from '../files/read-file.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { decodeText } from './decode-text.ts';

/** The file beside a site file in which variables may stand that the environment does not set. */
export const ENV_FILE = '.env';

/**
 * The value of a variable in a `.env` file; undefined when there is no such file, or it does not
 * set the variable. Nothing of the file enters the environment: no other variable of it counts, and
 * no program that is started sees one.
 * @throws ConfigError when what is written can be read in more than one way, since a password that
 * was cut at a `#` would be tried all the same
 */
export function readFromEnvFile(file: string, name: string): string | undefined {
  if (!fs.existsSync(file)) return undefined;
  const text = decodeText(readRegularFile(file));
  if (text === undefined) throw doubtful(file, 'is not UTF-8 (it was probably saved as ANSI)');
  const value = parseEnv(text)[name];
  if (value === undefined) return undefined;
  if (!writtenFor(text, name).includes(value)) {
    throw doubtful(file, `does not say without doubt what ${name} is`);
  }
  return value;
}

/** What stands behind the equals signs of a variable, without one pair of quotes around it. */
function writtenFor(text: string, name: string): string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => {
    const [, key, behind = ''] = /^\s*(?:export\s+)?([^=\s]+)\s*=(.*)$/.exec(line) ?? [];
    if (key !== name) return [];
    const written = behind.trim();
    return [/^(['"`])(.*)\1$/.exec(written)?.[2] ?? written];
  });
}

function doubtful(file: string, what: string): ConfigError {
  return new ConfigError({
    code: 'env-file',
    message: `the file ${showPath(file)} ${what}: it was not used`,
    hint: "write NAME='value' on one line, in a file saved as UTF-8; for a value that holds ' use double quotes, and for any other {file: PATH} in the site file",
  });
}
