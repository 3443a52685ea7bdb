import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  LEAST_CHARACTERS,
  MOST_CHARACTERS,
  Pseudonyms,
  keyFault,
} from '../../src/protect/pseudonyms.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const length = fc.integer({ min: LEAST_CHARACTERS, max: MOST_CHARACTERS });
const id = fc.string({ unit: 'grapheme', minLength: 1 });

describe('pseudonyms', () => {
  it('are the same for ever: another edition would tear bundles of different years apart', () => {
    const pseudonyms = new Pseudonyms(KEY);
    assert.equal(pseudonyms.of('person', '1001', 26), 'pkeb175rhgf2vxp3v6dty0tcep');
    assert.equal(pseudonyms.of('pupil', 'A820200008007', 13), 'p1rn20wsjzc8a');
    assert.equal(pseudonyms.keyId, '55f1708f9565');
  });
  it('have the length that was asked for, a letter first, and nothing to mistake for a number', () => {
    const pseudonyms = new Pseudonyms(KEY);
    fc.assert(
      fc.property(id, length, (text, characters) => {
        const made = pseudonyms.of('person', text, characters);
        assert.equal(made.length, characters);
        assert.match(made, /^p[0-9a-hjkmnp-z]+$/);
        assert.ok(!made.includes(text) || text.length < 4);
      }),
    );
  });
  it('are equal exactly when the ids are, blanks at the end aside', () => {
    const pseudonyms = new Pseudonyms(KEY);
    fc.assert(
      fc.property(id, id, (a, b) => {
        const same = pseudonyms.of('person', a, 26) === pseudonyms.of('person', b, 26);
        assert.equal(same, a.trimEnd() === b.trimEnd());
        assert.equal(pseudonyms.of('person', `${a}  `, 26), pseudonyms.of('person', a, 26));
      }),
    );
  });
  it('differ by kind and by key', () => {
    fc.assert(
      fc.property(id, (text) => {
        const made = new Pseudonyms(KEY).of('person', text, 26);
        assert.notEqual(new Pseudonyms(KEY).of('worker', text, 26), made);
        assert.notEqual(new Pseudonyms(`${KEY}.`).of('person', text, 26), made);
      }),
    );
    assert.notEqual(new Pseudonyms(`${KEY}.`).keyId, new Pseudonyms(KEY).keyId);
  });
  it('never take the end of a kind for the beginning of an id', () => {
    const pseudonyms = new Pseudonyms(KEY);
    assert.notEqual(pseudonyms.of('person', '1', 26), pseudonyms.of('perso', 'n1', 26));
  });
});

describe('the key of pseudonyms', () => {
  it('has 32 bytes, and is not one character over and over', () => {
    assert.equal(keyFault(KEY), undefined);
    assert.match(keyFault(KEY.slice(1)) ?? '', /^it has 31 bytes and needs 32 at least$/);
    // bytes, not characters
    assert.equal(keyFault('äöüßéèêñ'.repeat(2)), undefined);
    assert.match(keyFault('abc'.repeat(20)) ?? '', /a few characters over and over/);
  });
});
