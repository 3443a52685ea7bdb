import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { KeyHash } from '../../src/validate/key-hash.ts';
import { newKeySecret, showMask } from '../../src/validate/key-secret.ts';

const hashOf = (seed: Uint32Array, text: string): string => {
  const hash = new KeyHash(seed);
  hash.update(text, text.length);
  return hash.words.join();
};

describe('the hash of a key', () => {
  // what mmh3 5 from PyPI gives for these bytes, two of which make a code unit
  for (const [bytes, expected] of [
    ['', '0,0,0,0'],
    ['abcdefghijklmnop', '2681370151,2428047958,3838741281,3516119621'],
    ['abcdefghijklmnopqrstuvwxyz012345', '3685429330,3497321951,2133765610,3309338434'],
  ] as const) {
    it(`is MurmurHash3_x86_128 of whole blocks: "${bytes}"`, () =>
      assert.equal(
        hashOf(new Uint32Array(4), Buffer.from(bytes, 'latin1').toString('utf16le')),
        expected,
      ));
  }
  it('differs for texts that differ, however alike', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const { seed } = newKeySecret();
        assert.equal(hashOf(seed, a) === hashOf(seed, b), a === b);
      }),
      { numRuns: 500 },
    ));
  it('is spread evenly over numbers that follow one another', () => {
    const { seed } = newKeySecret();
    const parts = new Array<number>(64).fill(0);
    const seen = new Set<string>();
    const hash = new KeyHash(seed);
    for (let id = 0; id < 64_000; id++) {
      const text = String(id);
      hash.update(text, text.length);
      const part = (hash.words[0] ?? 0) >>> 26;
      parts[part] = (parts[part] ?? 0) + 1;
      seen.add(hash.words.join());
    }
    assert.equal(seen.size, 64_000);
    assert.ok(parts.every((count) => count > 800 && count < 1200));
  });
  it('takes the first characters only, where it is told so', () => {
    const { seed } = newKeySecret();
    const hash = new KeyHash(seed);
    hash.update('12345678901   ', 11);
    assert.equal(hash.words.join(), hashOf(seed, '12345678901'));
  });
  it('is another with another secret, and the same with the same key', () => {
    assert.notEqual(hashOf(newKeySecret().seed, '1'), hashOf(newKeySecret().seed, '1'));
    assert.equal(hashOf(newKeySecret('k').seed, '1'), hashOf(newKeySecret('k').seed, '1'));
  });
  it('is not all that its mask is made of', () => {
    assert.notEqual(showMask(newKeySecret('k'), 1, 2), showMask(newKeySecret('l'), 1, 2));
    assert.equal(showMask(newKeySecret('k'), 1, 2), showMask(newKeySecret('k'), 1, 2));
  });
});
