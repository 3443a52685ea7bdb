import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('notblank', () => {
  for (const [cell, broken] of [
    [null, false],
    ['', true],
    ['  ', true],
    ['\r\n', true],
    ['a', false],
  ] as const) {
    it(`${JSON.stringify(cell)} ${broken ? 'breaks it' : 'passes'}`, () =>
      assert.deepEqual(rulesBroken(cell, [use('notblank')]), broken ? ['notblank'] : []));
  }
});
