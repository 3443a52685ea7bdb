import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dialect, parse } from '@polyglot-sql/sdk';
import fc from 'fast-check';
import { faultOfSql } from '../../src/mapping/raw-sql.ts';

/** Pieces that break out of a value or a statement when they are put together well. */
const PIECES = [
  'select ',
  'p.UPN',
  ' from t',
  ' where a = 1',
  ' union select 1',
  ', ',
  '(',
  ')',
  "'",
  "''",
  '"',
  '[a b]',
  '[',
  ']',
  ';',
  ' -- x\n',
  ' /* ',
  ' */ ',
  '\n',
  ' drop table x',
  ' delete from y',
  ' into z',
  ' exec sp_help',
  " waitfor delay '1'",
  ' grant all',
  '$today',
  '@x',
  ':x',
  '?',
  'é',
  "q'[it's]'",
  "E'\\'",
  '$$',
  ' case when a then b end',
  ' go ',
];
const texts = fc
  .array(fc.constantFrom(...PIECES), { maxLength: 8 })
  .map((pieces) => pieces.join(''));

/**
 * What is left of a text without its literals and quoted names: written letter by letter, apart
 * from the code under test.
 */
function bare(text: string): string {
  let [left, quote] = ['', ''];
  for (const letter of text) {
    if (quote !== '') {
      if (letter === quote) quote = '';
    } else if (letter === "'" || letter === '"') {
      quote = letter;
    } else {
      left += letter;
    }
  }
  return quote === '' ? left : `${left} OPEN`;
}

function assertHarmless(text: string): void {
  const left = bare(text);
  assert.doesNotMatch(left, /;|--|\/\*|OPEN/, text);
  assert.doesNotMatch(
    left.replace(/\[[A-Za-z_][\w $#]*\]/g, ''),
    /\b(drop|delete|into|exec|waitfor|grant)\b/i,
    text,
  );
  let depth = 0;
  for (const letter of left) {
    if (letter === '(') depth++;
    else if (letter === ')') depth--;
    assert.ok(depth >= 0, text);
  }
  assert.equal(depth, 0, text);
}

describe('SQL of a site', () => {
  it('that is taken as a SELECT is one statement and only reads, whatever is put together', () => {
    let taken = 0;
    fc.assert(
      fc.property(
        texts.map((text) => `select a${text}`),
        (text) => {
          if (faultOfSql(text, 'select') !== undefined) return;
          taken++;
          assertHarmless(text);
          const parsed = parse(text, Dialect.TSQL);
          if (parsed.success && Array.isArray(parsed.ast)) assert.equal(parsed.ast.length, 1, text);
        },
      ),
      { numRuns: 4000 },
    );
    assert.ok(taken > 100, String(taken));
  });

  it('that is taken as a value stays inside its brackets', () => {
    let taken = 0;
    fc.assert(
      fc.property(texts, (text) => {
        if (faultOfSql(text, 'value') !== undefined) return;
        taken++;
        assertHarmless(text);
      }),
      { numRuns: 4000 },
    );
    assert.ok(taken > 50, String(taken));
  });

  it('has no texts whose end is decided otherwise than by a quote', () => {
    for (const text of ["E'\\'' ", "q'[it's]'"]) {
      assert.notEqual(faultOfSql(text, 'value'), undefined, text);
    }
    assert.equal(faultOfSql("concat(N'Team ', p.NAME)", 'value'), undefined);
  });

  for (const [text, form] of [
    ['select a from t where b in (select c from d)', 'select'],
    ["coalesce(p.A, 'it''s; drop')", 'value'],
    ['p."update"', 'value'],
    ['[from] + 1', 'value'],
  ] as const) {
    it(`takes ${text}`, () => assert.equal(faultOfSql(text, form), undefined));
  }
});
