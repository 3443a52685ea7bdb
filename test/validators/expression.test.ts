import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Cell } from '../../src/validators/row.ts';
import type { Comparison } from '../../src/validators/validator.ts';
import { evaluate } from '../../src/validators/expression/evaluate.ts';
import { type Expression, fieldsIn } from '../../src/validators/expression/expression.ts';
import { parseExpression } from '../../src/validators/expression/parse.ts';

const FIELDS: Readonly<Record<string, Comparison>> = {
  a: 'text',
  b: 'text',
  n: 'number',
  d: 'moment',
  e: 'moment',
};
const NAMES = Object.keys(FIELDS);

function holds(source: string, row: Partial<Record<string, Cell>>): boolean {
  const parsed = parseExpression(source);
  assert.ok(parsed.ok, parsed.ok ? '' : `${source}: ${parsed.message}`);
  return evaluate(parsed.expression, {
    columnOf: (name) => (NAMES.includes(name) ? NAMES.indexOf(name) : undefined),
    comparisonOf: (name) => FIELDS[name] ?? 'text',
  })(NAMES.map((name) => row[name] ?? null));
}

describe('expressions of conditional', () => {
  const cases: readonly [string, Partial<Record<string, Cell>>, boolean][] = [
    ["a = 'x'", { a: 'x' }, true],
    ["a = 'x'", { a: 'x  ' }, true],
    ["a = 'x'", { a: 'X' }, false],
    ["a != 'x'", { a: null }, false],
    ['a = b', { a: 'q', b: 'q' }, true],
    ["a = 'it''s'", { a: "it's" }, true],
    ['n > 9', { n: '10' }, true],
    ['n <= 9', { n: '10' }, false],
    ['n <= 9', { n: '9' }, true],
    ['n <> 9', { n: 'x' }, false],
    ['n = -1', { n: '-1' }, true],
    ["d < '2024-02-01'", { d: '2024-01-31' }, true],
    ['d >= e', { d: '2024-02-01', e: '31/01/2024' }, true],
    ['d is null', { d: '' }, true],
    ['d is not null', { d: '2024-01-01' }, true],
    ["a in ('x', 'y')", { a: 'y' }, true],
    ["a not in ('x', 'y')", { a: 'z' }, true],
    ["a not in ('x')", { a: null }, false],
    ["a = 'x' or a = 'y' and b = 'z'", { a: 'x' }, true],
    ["(a = 'x' or a = 'y') and b = 'z'", { a: 'x' }, false],
    ["not a = 'x' and b = 'y'", { a: 'q', b: 'y' }, true],
    ["NOT (A = 'x')", { a: 'x' }, false],
    ["gone = 'x'", {}, false],
    ['gone is null', {}, true],
  ];
  for (const [source, row, expected] of cases) {
    it(`${source} of ${JSON.stringify(row)} is ${String(expected)}`, () =>
      assert.equal(holds(source, row), expected));
  }

  const faults: readonly [string, number, RegExp][] = [
    ['', 0, /name of a field/],
    ['a =', 3, /text in single quotes/],
    ["a = 'x", 4, /does not belong/],
    ["a = 'x' b", 8, /should end here/],
    ['a is 3', 5, /null or not null/],
    ["a in 'x'", 5, /\( belongs/],
    ["a in ('x'", 9, /\) belongs/],
    ['a like 1', 2, /comparison belongs/],
    ["(a = 'x'", 8, /\) belongs/],
    ['and', 0, /name of a field/],
    ['a = 1; drop', 5, /does not belong/],
    ['process.exit(1)', 7, /does not belong/],
    [`${'('.repeat(500)}a = 1`, 100, /too deeply/],
    [`${'not '.repeat(500)}a = 1`, 400, /too deeply/],
  ];
  for (const [source, position, message] of faults) {
    it(`refuses ${JSON.stringify(source.slice(0, 20))} at ${position}`, () => {
      const parsed = parseExpression(source);
      assert.ok(!parsed.ok);
      assert.equal(parsed.position, position);
      assert.match(parsed.message, message);
    });
  }

  it('names its fields', () => {
    const parsed = parseExpression("a = b or (n > 3 and not d is null) or e in ('x')");
    assert.deepEqual(parsed.ok ? fieldsIn(parsed.expression) : [], ['a', 'b', 'n', 'd', 'e']);
  });

  it('reads back whatever expression is written out', () => {
    const name = fc.constantFrom(...NAMES);
    const constant = fc.oneof(
      fc.string().filter((text) => !text.includes('\0')),
      fc.integer().map(String),
    );
    const leaf: fc.Arbitrary<Expression> = fc.oneof(
      fc.record({ kind: fc.constant('null' as const), field: name, negated: fc.boolean() }),
      fc.record({
        kind: fc.constant('in' as const),
        field: name,
        values: fc.array(constant, { minLength: 1, maxLength: 3 }),
        negated: fc.boolean(),
      }),
      fc.record({
        kind: fc.constant('compare' as const),
        operator: fc.constantFrom('=' as const, '!=' as const, '<' as const, '>=' as const),
        field: name,
        operand: fc.oneof(
          fc.record({ kind: fc.constant('field' as const), name }),
          fc.record({ kind: fc.constant('constant' as const), value: constant }),
        ),
      }),
    );
    const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 4, withCrossShrink: true },
        leaf,
        fc.record({
          kind: fc.constantFrom('and' as const, 'or' as const),
          of: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
        }),
        fc.record({ kind: fc.constant('not' as const), of: tie('expression') }),
      ),
    }));
    fc.assert(
      fc.property(expression, (written) => {
        const parsed = parseExpression(write(written));
        assert.ok(parsed.ok, write(written));
        assert.equal(write(parsed.expression), write(written));
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc
            .array(
              fc.constantFrom(
                'a',
                '=',
                '(',
                ')',
                "'x'",
                'and',
                'or',
                'not',
                'in',
                'is',
                'null',
                '1',
                ',',
              ),
            )
            .map((parts) => parts.join(' ')),
        ),
        (source) => {
          assert.equal(typeof parseExpression(source).ok, 'boolean');
        },
      ),
      { numRuns: 2000 },
    );
  });
});

/** Every part in brackets, so that what is read back nests as what was written. */
function write(expression: Expression): string {
  const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
  switch (expression.kind) {
    case 'and':
    case 'or':
      return expression.of.map((part) => `(${write(part)})`).join(` ${expression.kind} `);
    case 'not':
      return `not (${write(expression.of)})`;
    case 'null':
      return `${expression.field} is ${expression.negated ? 'not ' : ''}null`;
    case 'in':
      return `${expression.field} ${expression.negated ? 'not ' : ''}in (${expression.values.map(quote).join(', ')})`;
    case 'compare':
      return `${expression.field} ${expression.operator} ${expression.operand.kind === 'field' ? expression.operand.name : quote(expression.operand.value)}`;
  }
}
