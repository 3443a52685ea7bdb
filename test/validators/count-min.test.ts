import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('count_min', () => {
  const two = use('count_min', { number: 2 });
  for (const [cell, broken] of [
    ['["a","b"]', false],
    ['["a"]', true],
    ['[]', true],
    ['a', true],
    ['', false],
    [null, false],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(rulesBroken(cell, [two]), broken ? ['count_min'] : []));
  }
});
