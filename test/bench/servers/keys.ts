import { KEY_LENGTH, keyOf } from '../dataset.ts';

/**
 * Writes the keys of rows that follow one another into bytes that are encoded already: ten digits
 * each, of which a row changes one or two.
 * @param digits where the digits of each row stand, KEY_LENGTH places a row
 */
export function writeKeys(
  bytes: Buffer,
  digits: Uint32Array,
  first: number,
  rows = digits.length / KEY_LENGTH,
): void {
  const key = Array.from(keyOf(first), Number);
  for (let row = 0, at = 0; row < rows; row++) {
    for (let place = 0; place < KEY_LENGTH; place++) {
      bytes[digits[at++] ?? 0] = 48 + (key[place] ?? 0);
    }
    for (let place = KEY_LENGTH - 1; place >= 0; place--) {
      const digit = key[place] ?? 0;
      key[place] = digit === 9 ? 0 : digit + 1;
      if (digit !== 9) break;
    }
  }
}
