import fs from 'node:fs';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import type { Secret } from './model.ts';

/**
 * Reads a secret at the moment it is used: from the environment, or the first line of a file.
 * @throws ConfigError when it is not there.
 */
export function resolveSecret(
  secret: Secret,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if ('env' in secret) {
    const value = environment[secret.env];
    if (value) return value;
    throw new ConfigError({
      code: 'no-secret',
      message: `the environment variable ${secret.env} is not set`,
      hint: 'set it for the account that runs this, for example in the scheduled task',
    });
  }
  const [line = ''] = readText(secret.file).split(/\r?\n/);
  if (line) return line;
  throw new ConfigError({
    code: 'no-secret',
    message: `the secret file ${showPath(secret.file)} is empty`,
    hint: 'its first line is the secret',
  });
}

function readText(file: string): string {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigError({
      code: 'no-secret',
      message: `the secret file ${showPath(file)} cannot be read`,
      hint: 'give the account that runs this the right to read it',
      cause: error,
    });
  }
}
