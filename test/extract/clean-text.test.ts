import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { cleanText } from '../../src/extract/clean-text.ts';

/** Code point by code point, as the rule is written down; a half of a pair is one by itself. */
function expected(text: string): string {
  return [...text]
    .filter((character) => {
      const point = character.codePointAt(0) ?? 0;
      const control = point < 0x20 && ![0x09, 0x0a, 0x0d].includes(point);
      const half = point >= 0xd800 && point <= 0xdfff;
      return !control && !half && point !== 0x7f && point !== 0xfffe && point !== 0xffff;
    })
    .join('');
}

describe('cleaning a text', () => {
  const cases: readonly [string, string, string][] = [
    ['NUL', 'x\u0000y', 'xy'],
    ['a control character', 'y\u0007z', 'yz'],
    ['delete', 'a\u007fb', 'ab'],
    ['a lone high half', '\ud800lone', 'lone'],
    ['a lone low half', 'lone\udc00', 'lone'],
    ['halves in the wrong order', '\udc76\ud83d', ''],
    ['a half before a pair', '\ud83d\ud83d\udc76', '👶'],
    ['a half behind a pair', '\ud83d\udc76\udc76', '👶'],
    ['U+FFFE', 'a\ufffeb', 'ab'],
    ['U+FFFF', 'a\uffffb', 'ab'],
  ];
  for (const [name, text, clean] of cases) {
    it(`removes ${name}`, () => assert.equal(cleanText(text), clean));
  }
  it('keeps tabs, line ends, pairs and everything that can be read', () => {
    const text = 'Zoë\t👩‍👧\r\n\u00a0\ufeff\ufffd\u0085\u2028';
    assert.equal(cleanText(text), text);
  });
  it('does so for any text', () => {
    const unit = fc.oneof(
      fc.integer({ min: 0, max: 0xffff }),
      fc.constantFrom(0, 9, 10, 13, 0x1f, 0x7f, 0xd83d, 0xdc76, 0xfffe, 0xffff),
    );
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 20 }), (units) => {
        const text = String.fromCharCode(...units);
        assert.equal(cleanText(text), expected(text));
      }),
      { numRuns: 2000 },
    );
  });
});
