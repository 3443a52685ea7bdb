import fs from 'node:fs';
import path from 'node:path';
import { readRegularFile } from '../files/read-file.ts';
import { ConfigError } from '../problems/errors.ts';
import { showPath } from '../yaml/read.ts';
import { decodeText } from './decode-text.ts';
import { readFromEnvFile } from './env-file.ts';
import type { Secret } from './model.ts';

/** More than any password, key or token that a database takes, in bytes. */
const MOST_BYTES = 65_536;

/**
 * Reads a secret at the moment it is used, from the environment or a file, so that exactly what was
 * meant is sent: one line end at the end of the file and a byte order mark are not part of it, and
 * anything that cannot be typed as a password is refused before a login counts against the account.
 * @throws ConfigError when it is not there or is not one line of clean text; the secret, and a name
 * that could be one, are never repeated.
 */
export function resolveSecret(
  secret: Secret,
  environment: NodeJS.ProcessEnv = process.env,
): string {
  if ('env' in secret) return fromEnvironment(secret, environment);
  if ('given' in secret) return clean(secret.given(), 'the answer');
  if ('prompt' in secret) {
    throw new ConfigError({
      code: 'no-secret',
      message: 'this secret cannot be asked for on a terminal; only those of the connection can',
      hint: 'name an environment variable {env: …}, a file {file: …} or a credential of systemd {credential: …}',
    });
  }
  if ('credential' in secret) return fromFile(credentialFile(secret.credential, environment));
  const text = fromFile(secret.file);
  refuseOpen(secret.file);
  return text;
}

function fromFile(file: string): string {
  const shown = `the secret file ${showPath(file)}`;
  const text = decodeText(readBytes(file));
  if (text === undefined) {
    throw unclean(`${shown} is not UTF-8 (it was probably saved as ANSI)`);
  }
  const line = text.replace(/(?:\r\n|\r|\n)$/, '');
  if (line === '') {
    throw new ConfigError({
      code: 'no-secret',
      message: `${shown} is empty`,
      hint: 'its one line is the secret',
    });
  }
  return clean(line, shown);
}

/** What the authority should know of where a secret is kept. */
export function secretWarnings(secret: Secret | undefined): string[] {
  if (!secret || !('file' in secret)) return [];
  const shown = showPath(secret.file);
  if (process.platform === 'win32') {
    return [
      `see that only the account that runs this may read the secret file ${shown}: icacls "${shown}" shows who may`,
    ];
  }
  if (isMounted(secret.file) || (modeOf(secret.file) & 0o040) === 0) return [];
  return [`the group of the secret file ${shown} may read it: chmod 600`];
}

/** Container engines mount secrets there, readable by all who are in the container. */
function isMounted(file: string): boolean {
  return path.dirname(file) === '/run/secrets';
}

function modeOf(file: string): number {
  return fs.statSync(file, { throwIfNoEntry: false })?.mode ?? 0;
}

/** @throws ConfigError when every account of the machine may read it; Windows has no such modes */
export function refuseOpen(file: string): void {
  if (process.platform === 'win32' || isMounted(file) || (modeOf(file) & 0o004) === 0) return;
  throw new ConfigError({
    code: 'open-secret',
    message: `every account of this machine may read the secret file ${showPath(file)}: it was not used`,
    hint: `chmod 600 ${showPath(file)}, and change the secret if others use this machine`,
  });
}

/** systemd shows a service its credentials as files of one folder. */
function credentialFile(name: string, environment: NodeJS.ProcessEnv): string {
  const folder = environment['CREDENTIALS_DIRECTORY'];
  if (folder) return path.join(folder, name);
  throw new ConfigError({
    code: 'no-secret',
    message: 'systemd gave this process no credentials (CREDENTIALS_DIRECTORY is not set)',
    hint: `run it as a service that has LoadCredential=${name}:FILE; on a terminal use {prompt: true} or {env: …}`,
  });
}

function fromEnvironment(
  { env: name, beside }: Extract<Secret, { readonly env: string }>,
  environment: NodeJS.ProcessEnv,
): string {
  // a password that was typed where its variable's name belongs must not be repeated
  const shown = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/.test(name)
    ? `the environment variable ${name}`
    : 'the environment variable that the site file names';
  const value = environment[name];
  if (value) return clean(value, shown);
  const kept = beside === undefined ? undefined : readFromEnvFile(beside, name);
  if (kept && beside !== undefined) {
    refuseOpen(beside);
    return clean(kept, shown);
  }
  const both =
    kept === undefined ? '' : `, and the file ${showPath(beside ?? '')} has no value for it`;
  throw new ConfigError({
    code: 'no-secret',
    message: `${shown} is ${value === undefined ? 'not set' : 'empty'}${both}`,
    hint: 'set it for the account that runs this, or in a file .env beside the site file; env: takes the name of a variable, not the password',
  });
}

function clean(text: string, shown: string): string {
  const wrong = whatIsWrong(text);
  if (wrong === undefined) return text;
  throw unclean(`${shown} holds ${wrong}`);
}

function unclean(message: string): ConfigError {
  return new ConfigError({
    code: 'unclean-secret',
    message: `${message}: it was not used`,
    hint: 'write the secret alone, on one line, in a file saved as UTF-8; in PowerShell: Set-Content -NoNewline -Encoding utf8 FILE',
  });
}

/** Why a text cannot be a password that somebody chose. */
function whatIsWrong(text: string): string | undefined {
  if (/[\r\n\u0085\u2028\u2029]/.test(text)) return 'more than one line';
  if (/\p{Cc}/u.test(text)) return 'a control character';
  if (/[\uFEFF\uFFFE\uFFFF]/.test(text)) return 'a byte order mark inside the text';
  if (text.includes('\uFFFD') || !text.isWellFormed()) {
    return 'a character that was lost when it was converted';
  }
  return undefined;
}

function readBytes(file: string): Uint8Array {
  const stats = attempt(file, () => fs.statSync(file));
  if (!stats.isFile()) throw unreadable(`the secret file ${showPath(file)} is not a regular file`);
  if (stats.size > MOST_BYTES) {
    throw unreadable(`the secret file ${showPath(file)} is too large to be a secret`);
  }
  return attempt(file, () => readRegularFile(file));
}

function attempt<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // what is not the name of a file may be the secret itself
    if (code === 'EACCES' || code === 'EPERM') {
      throw unreadable(`the secret file ${showPath(file)} cannot be read (${code})`, error);
    }
    throw unreadable(
      `the secret file that the site file names cannot be found (${code ?? 'bad name'})`,
      error,
    );
  }
}

function unreadable(message: string, cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'no-secret',
    message,
    hint: 'file: takes the path of a file whose one line is the secret, relative to the site file, which the account that runs this may read',
    cause,
  });
}
