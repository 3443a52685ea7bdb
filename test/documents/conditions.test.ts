import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sayCondition } from '../../src/documents/words/conditions.ts';
import type { Speaker } from '../../src/documents/words/said.ts';
import { column } from '../../src/mapping/construct.ts';
import type { Comparison, Condition, Value } from '../../src/mapping/language.ts';

const valueOf = (name: string, type: 'date' | 'integer'): Value =>
  column('a', name, { kind: 'table', name: 'A' }, type);
const say: Speaker = {
  value: (value) => (value.kind === 'column' ? value.column : value.kind),
  condition: (condition) => sayCondition(condition, say),
  rows: () => 'rows',
  moment: (name) => name,
  label: (alias) => alias,
};

describe('a condition in words', () => {
  it('keeps an "or" within an "and" together, and the other way round', () => {
    const missing = (name: string): Condition => ({
      kind: 'missing',
      value: valueOf(name, 'integer'),
    });
    const two = (kind: 'all' | 'any', first: string, second: string): Condition => ({
      kind,
      of: [missing(first), missing(second)],
    });
    assert.equal(
      sayCondition({ kind: 'all', of: [missing('X'), two('any', 'Y', 'Z')] }, say),
      'X is empty and (Y is empty or Z is empty)',
    );
    assert.equal(
      sayCondition({ kind: 'any', of: [missing('X'), two('all', 'Y', 'Z')] }, say),
      'X is empty or (Y is empty and Z is empty)',
    );
  });

  it('says whether the day itself counts', () => {
    const words: Readonly<Record<Comparison, readonly [ofDates: string, ofNumbers: string]>> = {
      equal: ['is', 'is'],
      different: ['is not', 'is not'],
      less: ['is before', 'is less than'],
      at_most: ['is on or before', 'is at most'],
      greater: ['is after', 'is greater than'],
      at_least: ['is on or after', 'is at least'],
    };
    for (const [operator, expected] of Object.entries(words) as [
      Comparison,
      readonly [string, string],
    ][]) {
      const said = (['date', 'integer'] as const).map((type) =>
        sayCondition(
          { kind: 'compare', operator, left: valueOf('X', type), right: valueOf('Y', type) },
          say,
        ),
      );
      assert.deepEqual(
        said,
        expected.map((relation) => `X ${relation} Y`),
      );
    }
  });
});
