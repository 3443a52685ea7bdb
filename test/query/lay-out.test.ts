import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { layOut } from '../../src/query/lay-out.ts';

/** A text without its blanks, those of quotes apart. */
function solid(text: string): string {
  return text
    .split(/('(?:[^']|'')*'|"(?:[^"]|"")*")/)
    .map((piece, index) => (index % 2 === 0 ? piece.replace(/\s+/g, '') : piece))
    .join('');
}

/** Pieces of queries, put together without sense. */
const PIECES = [
  ...['select', 'select distinct', 'from', 'where', 'group by', 'order by', 'with', 'union all'],
  ...['left join', 'cross apply', 'and', 'or', 'between', 'case', 'when', 'then', 'else', 'end'],
  ...['(', ')', ',', '=', '||', '<>', '"a"."b"', "'it''s  a ( text'", '"od""d, name"', ':t_1'],
  ...['@n_minus_1', '$1', "N'x'", '[a b]', 'convert', '1', 'endless', 't.end', '\n', '  '],
];

describe('the layout of a query', () => {
  it('gives a line to each clause, column, condition and case', () => {
    const text = layOut(
      `with "a" as (select "x" "y", case when "z" between 1 and 2 and "z" <> 3 then 'A' else null end "k" from "T" "t" left join "U" "u" on "u"."ID" = "t"."ID" and "u"."K" = 'x') select * from "a" where ("y" = 1 or "y" is null) order by "y"`,
    );
    assert.deepEqual(text.split('\n'), [
      'with',
      '  "a" as (',
      '    select',
      '      "x" "y",',
      '      case',
      '        when "z" between 1 and 2',
      `        and "z" <> 3 then 'A'`,
      '        else null',
      '      end "k"',
      '    from',
      '      "T" "t"',
      '      left join "U" "u" on "u"."ID" = "t"."ID"',
      `      and "u"."K" = 'x'`,
      '  )',
      'select',
      '  *',
      'from',
      '  "a"',
      'where',
      '  (',
      '    "y" = 1',
      '    or "y" is null',
      '  )',
      'order by',
      '  "y"',
    ]);
  });

  it('keeps brackets in one line up to 120 characters, and opens the outermost that hold more', () => {
    const list = (count: number): string => Array.from({ length: count }, () => '"abc"').join(', ');
    assert.equal(layOut(`f(g(${list(16)}), 12345)`), `f(g(${list(16)}), 12345)`);
    assert.equal(layOut(`f(g(${list(16)}), 123456)`), `f(\n  g(${list(16)}),\n  123456\n)`);
  });

  it('changes nothing but blanks outside of quotes, and nothing more when laid out again', () => {
    const texts = fc.array(fc.constantFrom(...PIECES), { maxLength: 40 });
    fc.assert(
      fc.property(texts, fc.constantFrom('', ' '), (pieces, glue) => {
        const text = pieces.join(glue);
        const once = layOut(text);
        assert.equal(solid(once), solid(text));
        assert.equal(layOut(once), once);
      }),
      { numRuns: 3000 },
    );
  });

  for (const [what, text] of [
    ['a comment to the end of a line', 'select 1 -- one\n, 2'],
    ['a comment', 'select  /* one */ 1'],
    ["Oracle's own quotes", "select  q'[it's  one]' from dual"],
    ["PostgreSQL's own quotes", "select  $of$it's  one$of$"],
    ['escapes', String.raw`select  e'it\'s  one'`],
    ['brackets that do not close', 'select  (1'],
    ['brackets that were not opened', 'select  1)'],
  ] as const) {
    it(`leaves a text with ${what} as it is`, () => assert.equal(layOut(text), text));
  }
});
