import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('required', () => {
  for (const [cell, broken] of [
    [null, true],
    ['', true],
    [' \t', true],
    ['\u00a0', true],
    ['0', false],
    [' a', false],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(rulesBroken(cell, [use('required')]), broken ? ['required'] : []));
  }
});
