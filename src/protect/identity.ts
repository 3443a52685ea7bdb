import { bech32 } from '@scure/base';

const PREFIXES: readonly string[] = ['age-secret-key-', 'age-secret-key-pq-'];

/** Why a line of an identity file cannot open anything here; never with the line itself. */
export function decryptionKeyFault(line: string): string | undefined {
  if (/^AGE-PLUGIN-/i.test(line)) {
    return 'this key is kept by a plugin of age: decrypt with age itself (age -d -i FILE)';
  }
  if (/^(?:age-encryption\.org|-----BEGIN)/.test(line)) {
    return 'the file is encrypted itself, or of ssh: decrypt with age itself (age -d -i FILE)';
  }
  if (/^age1/.test(line)) return 'this is a public key, which opens nothing: the secret key does';
  return isSecretKey(line) ? undefined : 'this is not a key, or a character of it is wrong';
}

function isSecretKey(line: string): boolean {
  if (line !== line.toUpperCase()) return false;
  const { prefix, bytes } = bech32.decodeUnsafe(line) ? bech32.decodeToBytes(line) : {};
  return bytes?.length === 32 && PREFIXES.includes(prefix?.toLowerCase() ?? '');
}
