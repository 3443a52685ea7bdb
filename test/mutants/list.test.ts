import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findFaults } from './find-faults.ts';
import { MUTANTS } from './list.ts';
import type { Mutant } from './mutant.ts';

const all = Object.values(MUTANTS).flat();

describe('the list of mutants', () => {
  it(`has ${all.length} that can be tried on the source as it is`, () => {
    assert.deepEqual(findFaults(all), []);
  });

  const [good] = all as [Mutant];
  const rotten: readonly [Partial<Mutant>, RegExp][] = [
    [{ file: 'validate/gone.ts' }, /^stale: there is no src\/validate\/gone\.ts$/],
    [{ find: 'no line of the source' }, /^stale: .* 0 times, not once/],
    [{ find: ';' }, /^stale: .* \d+ times, not once/],
    [{ replace: ') {' }, /^no mutant: .* would not parse/],
    [{ tests: ['validate/gone.test.ts'] }, /^stale: there is no test\/validate\/gone\.test\.ts$/],
  ];
  for (const [change, fault] of rotten) {
    it(`is found to be rotten by ${JSON.stringify(change)}`, () => {
      const [found = '', ...more] = findFaults([{ ...good, ...change }]);
      assert.match(found, fault);
      assert.deepEqual(more, []);
    });
  }
  it('has each of them once', () => {
    assert.match(findFaults([good, good]).join(), /^twice: /);
  });
});
