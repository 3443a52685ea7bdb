import { createHmac } from 'node:crypto';

/** Bytes of a key at least. */
export const KEY_BYTES = 32;
/** A key that a person made up by holding down a few keys has fewer. */
const KEY_DIFFERENT = 8;

/** Letters and digits of a pseudonym: lower case, none that look alike. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const BITS = 5;

/** In front of what is hashed: another purpose, or edition of this one, is another prefix. */
const PURPOSE = 'ssd-extract pseudonym 1';
const KEY_ID_PURPOSE = 'ssd-extract pseudonym key 1';

/** Characters of a pseudonym at most: what one hash gives, and the letter in front. */
export const MOST_CHARACTERS = 1 + Math.floor(256 / BITS);
/** At least: 55 bits keep apart the ids of a nation. */
export const LEAST_CHARACTERS = 12;

/** Why a text is too weak for a key of pseudonyms, in words that do not repeat it. */
export function keyFault(key: string): string | undefined {
  const bytes = Buffer.byteLength(key, 'utf8');
  if (bytes < KEY_BYTES) return `it has ${bytes} bytes and needs ${KEY_BYTES} at least`;
  if (new Set(key).size < KEY_DIFFERENT) return 'it is a few characters over and over';
  return undefined;
}

/**
 * Pseudonyms by HMAC-SHA-256 under one key: the same id in the same domain always has the same one,
 * in every file and every run; without the key nobody can work out either from the other.
 */
export class Pseudonyms {
  readonly #key: Buffer;

  constructor(key: string) {
    this.#key = Buffer.from(key, 'utf8');
  }

  /** Twelve hexadecimal digits, the same for two bundles exactly when their keys are. */
  get keyId(): string {
    return this.#hash(KEY_ID_PURPOSE).toString('hex').slice(0, 12);
  }

  /**
   * Blanks at the end do not tell ids apart, as in the rules of the standard. A letter comes first,
   * so that no spreadsheet takes a pseudonym for a number.
   */
  of(domain: string, id: string, characters: number): string {
    const hash = this.#hash(`${PURPOSE}\0${domain}\0${id.trimEnd()}`);
    return `p${inLetters(hash, characters - 1)}`;
  }

  #hash(text: string): Buffer {
    return createHmac('sha256', this.#key).update(text, 'utf8').digest();
  }
}

/** The first bits of a hash, five a letter. */
function inLetters(hash: Buffer, letters: number): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of hash) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= BITS && text.length < letters) {
      bits -= BITS;
      text += ALPHABET.charAt((held >> bits) & 31);
    }
    held &= (1 << bits) - 1;
  }
  return text;
}
