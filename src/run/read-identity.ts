import { decryptionKeyFault } from '../protect/identity.ts';
import { FileFault, readRegularFile } from '../files/read-file.ts';
import { ConfigError } from '../problems/errors.ts';
import { decodeText } from '../site/decode-text.ts';
import { refuseOpen } from '../site/secret.ts';
import { showPath } from '../yaml/read.ts';

/** More than a file of keys and remarks takes, in bytes. */
const MOST_BYTES = 65_536;

/**
 * The secret keys of an identity file as age-keygen writes it: one a line, remarks behind `#`.
 * @throws ConfigError that says what is wrong, with the line; never with what stands there.
 */
export function readIdentities(file: string): readonly string[] {
  const shown = showPath(file);
  const text = decodeText(readBytes(file, shown));
  if (text === undefined) throw unusable(`${shown} is not text`);
  refuseOpen(file);
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  for (const [index, line] of lines.entries()) {
    const fault = isKey(line) ? decryptionKeyFault(line) : undefined;
    if (fault !== undefined) throw unusable(`${shown}:${index + 1}: ${fault}`);
  }
  const identities = lines.filter(isKey);
  if (identities.length === 0) throw unusable(`${shown} holds no key`);
  return identities;
}

function isKey(line: string): boolean {
  return line !== '' && !line.startsWith('#');
}

function readBytes(file: string, shown: string): Uint8Array {
  try {
    return readRegularFile(file, MOST_BYTES);
  } catch (error) {
    if (!(error instanceof FileFault)) throw error;
    throw unusable(`${shown}: ${error.message}`, error);
  }
}

function unusable(message: string, cause?: unknown): ConfigError {
  return new ConfigError({
    code: 'bad-identity',
    message: `the identity file cannot be used: ${message}`,
    hint: 'name the file that age-keygen has written: a line AGE-SECRET-KEY-… in it is the key',
    cause,
  });
}
