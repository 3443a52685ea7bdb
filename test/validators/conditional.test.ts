import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('conditional', () => {
  const needed = use('conditional', {
    expression: "closed is not null and kind in ('A', 'B')",
    validation: use('required'),
  });
  const broken = (cell: string | null, closed: string | null, kind: string): string[] =>
    rulesBroken(cell, [needed], { beside: { closed: ['date', closed], kind: ['string', kind] } });
  it('asks its rule of rows for which the expression holds', () =>
    assert.deepEqual(broken(null, '2024-01-01', 'A'), ['conditional']));
  it('passes when the rule is kept', () =>
    assert.deepEqual(broken('because', '2024-01-01', 'A'), []));
  it('asks nothing of other rows', () => {
    assert.deepEqual(broken(null, null, 'A'), []);
    assert.deepEqual(broken(null, '2024-01-01', 'C'), []);
  });
  it('compares dates by time, however each is written', () => {
    const later = use('conditional', { expression: 'b > a', validation: use('required') });
    const beside = { a: ['date', '31/01/2024'], b: ['datetime', '2024-02-01'] } as const;
    assert.deepEqual(rulesBroken(null, [later], { beside }), ['conditional']);
  });
});
