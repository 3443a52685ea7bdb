import { createHmac, hkdfSync, randomBytes } from 'node:crypto';

/**
 * What keys are hashed and masked with: plain data, the same in every thread of a run. Without it a
 * hash says nothing, and cannot be looked up in a table of ids.
 */
export interface KeySecret {
  /** Four words that the hash of a key begins with. */
  readonly seed: Uint32Array;
  /** 32 bytes. */
  readonly mask: Uint8Array;
}

/**
 * A secret of this run alone, so that no two runs mask a key alike; or made from an authority's own
 * key, so that all of its runs do.
 */
export function newKeySecret(key: string | Uint8Array = randomBytes(32)): KeySecret {
  const derive = (use: string, bytes: number): ArrayBuffer =>
    hkdfSync('sha256', key, '', `ssd-extract ${use}`, bytes);
  return {
    seed: new Uint32Array(derive('key hashes', 16)),
    mask: new Uint8Array(derive('key masks', 32)),
  };
}

/**
 * How a masked key is shown: the same key always alike, and nothing to read it back from.
 * @param high, low the first two words of its hash
 */
export function showMask({ mask }: KeySecret, high: number, low: number): string {
  const words = Uint32Array.of(high, low);
  return `#${createHmac('sha256', mask).update(words).digest('hex').slice(0, 12)}`;
}
