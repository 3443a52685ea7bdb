import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('character_limit', () => {
  const limit = use('character_limit', { characters: 3 });
  for (const [cell, broken] of [
    ['abc', false],
    ['abcd', true],
    ['', false],
    [null, false],
    ['👶👶👶', false],
    ['👶👶👶👶', true],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(rulesBroken(cell, [limit]), broken ? ['character_limit'] : []));
  }
});
