import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('notnull', () => {
  for (const [cell, broken] of [
    [null, true],
    ['', false],
    [' ', false],
    ['a', false],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(rulesBroken(cell, [use('notnull')]), broken ? ['notnull'] : []));
  }
});
