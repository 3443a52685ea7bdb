import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('dimension', () => {
  const categories = { sex: ['M', 'F'] };
  for (const [cell, broken] of [
    ['M', false],
    ['M  ', false],
    ['m', true],
    [' M', true],
    ['X', true],
    ['', false],
    [null, false],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(
        rulesBroken(cell, [use('dimension', { category_id: 'sex' })], { categories }),
        broken ? ['dimension'] : [],
      ));
  }
});
