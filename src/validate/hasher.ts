import { hash, randomBytes } from 'node:crypto';

/**
 * Hashes keys for one run. The salt is random, so hashes say nothing outside the run and cannot be
 * looked up in a table of ids.
 */
export class Hasher {
  readonly #salt = randomBytes(16).toString('hex');

  /** 128 bits, as two words. */
  hash(text: string): { readonly high: bigint; readonly low: bigint } {
    const digest = hash('sha256', `${this.#salt}${text}`, 'buffer');
    return { high: digest.readBigUInt64BE(0), low: digest.readBigUInt64BE(8) };
  }
}

/**
 * How a masked key is shown: the same key of a run always alike, and nothing to read it back from.
 */
export function showMask(mask: bigint): string {
  return `#${mask.toString(16).padStart(16, '0').slice(0, 12)}`;
}
