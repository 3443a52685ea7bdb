import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { evaluate } from '../../../src/validators/expression/evaluate.ts';
import { fieldsIn } from '../../../src/validators/expression/expression.ts';
import { parseExpression } from '../../../src/validators/expression/parse.ts';

const PATIENCE = 2_000;
const FIELDS = ['a', 'b', 'n', 'd'];
const COMPARISONS = { a: 'text', b: 'text', n: 'number', d: 'moment' } as const;

const token = fc.constantFrom(
  ...FIELDS,
  ...['and', 'or', 'not', 'is', 'null', 'in', 'AND', 'Not'],
  ...['(', ')', ',', '=', '!=', '<>', '<', '<=', '>', '>='],
  ...["'x'", "'it''s'", "''", "'", '1', '-2.5', '+3', '.', '1e9', "'2024-02-30'"],
  ...['\n', '\t', '\u00a0', '__proto__', 'constructor', '${x}', ';', '--', '/*', '\0'],
);
const tokens = fc.array(token, { maxLength: 14 }).map((parts) => parts.join(' '));
const glued = fc.array(token, { maxLength: 14 }).map((parts) => parts.join(''));
const row = fc.array(
  fc.option(fc.oneof(fc.string(), fc.constantFrom('1', '2024-02-29', 'x')), {}),
  {
    minLength: FIELDS.length,
    maxLength: FIELDS.length,
  },
);

/** Any text is a test of rows, or has a place where it goes wrong. */
export function describeExpressions(runs: number): void {
  it(`are read, or refused with a place, whatever the text: ${runs}`, (t) => {
    let read = 0;
    fc.assert(
      fc.property(fc.oneof(tokens, glued, fc.string({ unit: 'binary' })), row, (source, cells) => {
        const began = performance.now();
        const parsed = parseExpression(source);
        if (parsed.ok) {
          read++;
          for (const name of fieldsIn(parsed.expression)) assert.match(name, /^[a-z_]\w*$/);
          const holds = evaluate(parsed.expression, {
            columnOf: (name) => (FIELDS.includes(name) ? FIELDS.indexOf(name) : undefined),
            comparisonOf: (name) => COMPARISONS[name as keyof typeof COMPARISONS] ?? 'text',
          });
          assert.equal(typeof holds(cells), 'boolean');
        } else {
          assert.ok(parsed.position >= 0 && parsed.position <= source.length);
          assert.ok(parsed.message.length > 0);
        }
        assert.ok(performance.now() - began < PATIENCE);
      }),
      { numRuns: runs },
    );
    assert.ok(read > 0, 'some of them are expressions');
    t.diagnostic(`tried ${runs}`);
  });
}

/** Texts as long as somebody could write into a spec by a program. */
export function describeLongOnes(length: number): void {
  const cases: readonly [string, string][] = [
    ['brackets', '('.repeat(length)],
    ['nots', `${'not '.repeat(length)}a = 1`],
    ['a text', `a = '${'x'.repeat(length)}'`],
    ['an open text', `a = '${"''".repeat(length)}`],
    ['blanks', `${' '.repeat(length)}?`],
    ['alternatives', `a = 1${' or a = 1'.repeat(length)}`],
    ['a list', `a in (1${', 1'.repeat(length)})`],
    ['digits', `a = ${'1'.repeat(length)}x`],
    ['names', `${'a '.repeat(length)}`],
  ];
  for (const [name, source] of cases) {
    it(`are read in bounded time: ${length} ${name}`, () => {
      const began = performance.now();
      const parsed = parseExpression(source);
      assert.ok(parsed.ok || parsed.position <= source.length);
      assert.ok(performance.now() - began < 5_000, `${performance.now() - began} ms`);
    });
  }
}
