import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { codeBook, codeOf, codesAlone } from '../../src/codes/code-book.ts';
import type { CodeSet } from '../../src/codes/code-set.ts';
import { loadCodeSets } from '../../src/codes/load-code-sets.ts';
import { proposeCode } from '../../src/codes/propose.ts';
import { CodeTranslation, MOST_TEXTS } from '../../src/codes/translation.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';

const sets = loadCodeSets(DATA_DIR);

function setNamed(name: string): CodeSet {
  const set = sets.get(name);
  assert.ok(set);
  return set;
}

const book = (name: string, own: Readonly<Record<string, string>> = {}) => {
  const set = setNamed(name);
  return codeBook(set, set.fields[0] ?? '', new Map(Object.entries(own)));
};

describe('the code that a text stands for', () => {
  const cases: readonly (readonly [set: string, text: string, code: string | undefined])[] = [
    ['referral_source', '2a ', '2A'],
    ['referral_source', 'school  ', '2A'],
    ['referral_source', 'HEALTH SERVICES – health visitor', '3B'],
    ['referral_source', '6 - Police station', '6'],
    ['referral_source', '6 months', undefined],
    ['referral_source', '3B: visitor', '3B'],
    ['referral_source', '2another', undefined],
    ['referral_source', 'Sch - Primary', undefined],
    ['review_participation', 'PN4 Advocate', 'PN4'],
    ['review_participation', 'PN9 Advocate', undefined],
    ['episode_end_reason', 'e4a', 'E4A'],
    ['episode_end_reason', 'E1', undefined],
    ['sex', '1', 'M'],
    ['category_of_abuse', 'Multiple', 'MUL'],
    ['placement_change_reason', 'CHILD moved', undefined],
    ['in_touch', 'No - moved away', undefined],
    ['missing', 'A friend', undefined],
    ['sex', ' ', undefined],
    ['sex', '__proto__', undefined],
  ];
  for (const [set, text, code] of cases) {
    it(`${set}: ${JSON.stringify(text)} is ${code ?? 'none'}`, () => {
      assert.equal(codeOf(book(set), text), code);
    });
  }

  it("is the authority's own before any other", () => {
    const own = book('referral_source', { 'SCH - PRIMARY': '2A', '4': '6', '6': '4' });
    assert.deepEqual(
      ['Sch - Primary', '4', '6', 'GP'].map((text) => codeOf(own, text)),
      ['2A', '6', '4', '3A'],
    );
  });

  it('stays, for rows that were translated before, whatever the crosswalk', () => {
    const again = codesAlone(book('referral_source', { '4': '6' }));
    assert.deepEqual(
      ['4', '6', 'GP'].map((text) => codeOf(again, text)),
      ['4', '6', undefined],
    );
  });
});

describe('rows with coded cells', () => {
  it('are translated by a copy of a book, as a thread is given it', () => {
    const copy = structuredClone(book('sex', { I: 'U' }));
    const translation = new CodeTranslation([copy], ['pers_sex']);
    assert.deepEqual(translation.rows([['i'], ['female']]), [['U'], ['F']]);
  });

  it('change where a text stands for a code; what is none stays and is counted', () => {
    const translation = new CodeTranslation(
      [book('sex')],
      ['pers_person_id', 'pers_sex', 'pers_gender'],
    );
    const same = ['1', 'M', 'Male'];
    const rows = translation.rows([
      same,
      ['2', 'female ', 'Female'],
      ['3', 'I', null],
      ['4', 'i ', null],
      ['5', null, null],
    ]);
    assert.equal(rows[0], same);
    assert.deepEqual(rows.slice(1), [
      ['2', 'F', 'Female'],
      ['3', 'I', null],
      ['4', 'i ', null],
      ['5', null, null],
    ]);
    assert.deepEqual(
      translation.unmapped().map(({ field, text, count }) => [field, text, count]),
      [['pers_sex', 'I', 2]],
    );
  });

  it('translate each entry of a list, once', () => {
    const translation = new CodeTranslation(
      [book('assessment_factors', { DRINK: '1B' })],
      ['cinf_assessment_factors_json'],
    );
    assert.deepEqual(
      translation.rows([['["1b", "Drink", "6B", "zz"]'], ['[]'], ['1A'], ['{"a": 1}']]),
      [['["1B", "6B", "zz"]'], ['[]'], ['1A'], ['{"a": 1}']],
    );
    assert.deepEqual(
      translation.unmapped().map(({ text }) => text),
      ['zz', '{"a": 1}'],
    );
  });

  it('leave a file alone that lacks the column', () => {
    const translation = new CodeTranslation([book('sex')], ['pers_gender']);
    assert.deepEqual(translation.rows([['Male']]), [['Male']]);
    assert.deepEqual(translation.unmapped(), []);
  });

  it('count texts beyond the most without telling them apart', () => {
    const translation = new CodeTranslation([book('sex')], ['pers_sex']);
    translation.rows(Array.from({ length: MOST_TEXTS + 7 }, (_, index) => [`x${index}`]));
    const unmapped = translation.unmapped();
    assert.equal(unmapped.length, MOST_TEXTS + 1);
    assert.deepEqual([unmapped.at(-1)?.text, unmapped.at(-1)?.count], [undefined, 7]);
  });
});

describe('a proposal', () => {
  const cases: readonly (readonly [set: string, text: string, code: string | undefined])[] = [
    ['referral_source', 'Sch - Primary', '2A'],
    ['referral_source', 'visitor, Health', '3B'],
    ['referral_source', 'Scool', '2A'],
    ['referral_source', 'qqqq', undefined],
    ['referral_source', '', undefined],
    ['ethnicity', 'British - White', 'WBRI'],
    ['episode_end_reason', 'E43', 'E45'],
  ];
  for (const [set, text, code] of cases) {
    it(`for ${JSON.stringify(text)} of ${set} is ${code ?? 'none'}`, () => {
      assert.equal(proposeCode(setNamed(set), text), code);
    });
  }
});
