/** MurmurHash3_x86_128's constants: Austin Appleby's, in the public domain. */
const [C1, C2, C3, C4] = [0x239b961b, 0xab0e9789, 0x38b34ae5, 0xa1e38b93];

/**
 * Hashes keys to 128 bits: MurmurHash3 for 32-bit machines over the text's code units, begun with a
 * secret seed. It makes no objects: a run hashes every key of every row. Not for what an attacker
 * may choose; two keys of a thousand million are alike with a chance below one in 10^20.
 */
export class KeyHash {
  readonly #seed: Uint32Array;
  /** The four words of the last hash, unsigned. */
  readonly words = new Uint32Array(4);

  /** @param seed four words */
  constructor(seed: Uint32Array) {
    this.#seed = seed;
  }

  /** Hashes the first `length` code units of a text into `words`. */
  update(text: string, length: number): void {
    let h1 = this.#seed[0] ?? 0;
    let h2 = this.#seed[1] ?? 0;
    let h3 = this.#seed[2] ?? 0;
    let h4 = this.#seed[3] ?? 0;
    // eight code units make a block of four words; what is beyond the end counts as zero
    for (let at = 0; at < length; at += 8) {
      h1 ^= mixed(pair(text, at, length), C1, 15, C2);
      h1 = (Math.imul(rotated(h1, 19) + h2, 5) + 0x561ccd1b) | 0;
      h2 ^= mixed(pair(text, at + 2, length), C2, 16, C3);
      h2 = (Math.imul(rotated(h2, 17) + h3, 5) + 0x0bcaa747) | 0;
      h3 ^= mixed(pair(text, at + 4, length), C3, 17, C4);
      h3 = (Math.imul(rotated(h3, 15) + h4, 5) + 0x96cd1c35) | 0;
      h4 ^= mixed(pair(text, at + 6, length), C4, 18, C1);
      h4 = (Math.imul(rotated(h4, 13) + h1, 5) + 0x32ac3b17) | 0;
    }
    const bytes = length * 2;
    this.#finish(h1 ^ bytes, h2 ^ bytes, h3 ^ bytes, h4 ^ bytes);
  }

  #finish(a: number, b: number, c: number, d: number): void {
    const sum = (a + b + c + d) | 0;
    const h1 = scattered(sum);
    const h2 = scattered((b + sum) | 0);
    const h3 = scattered((c + sum) | 0);
    const h4 = scattered((d + sum) | 0);
    const all = (h1 + h2 + h3 + h4) | 0;
    this.words[0] = all;
    this.words[1] = h2 + all;
    this.words[2] = h3 + all;
    this.words[3] = h4 + all;
  }
}

/** Two code units as one word; zero beyond the end. */
function pair(text: string, at: number, length: number): number {
  const low = at < length ? text.charCodeAt(at) : 0;
  return at + 1 < length ? low | (text.charCodeAt(at + 1) << 16) : low;
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function mixed(word: number, before: number, bits: number, after: number): number {
  return Math.imul(rotated(Math.imul(word, before), bits), after);
}

function scattered(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return h ^ (h >>> 16);
}
