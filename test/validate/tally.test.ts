import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/validate/finding.ts';
import { LISTED_PER_RULE, Tally } from '../../src/validate/tally.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { specOf } from '../support/cells.ts';
import { field, object } from '../support/mapping.ts';
import { tempDir } from '../support/files.ts';

const kept = (): {
  sink: { write: (some: readonly Finding[]) => Promise<void> };
  all: Finding[];
} => {
  const all: Finding[] = [];
  return {
    all,
    sink: {
      write: (some) => {
        all.push(...some);
        return Promise.resolve();
      },
    },
  };
};

describe('findings of an object', () => {
  it(`counts all, and lists the first ${LISTED_PER_RULE} of each rule of a field`, () => {
    const tally = new Tally('ssd_a');
    const add = (field: string, row: number): void => {
      const count = tally.of(field, 'type');
      if (count.add()) tally.list(count, { row, key: null, message: 'this is no date' });
    };
    for (let row = 1; row <= LISTED_PER_RULE + 50; row++) add('x', row);
    add('y', 1);
    tally.of('z', 'type');
    tally.of('y', 'size').add();
    assert.equal(tally.listed.length, LISTED_PER_RULE + 1);
    assert.deepEqual(
      tally.counts().map(({ field, rule, count }) => [field, rule, count]),
      [
        ['x', 'type', LISTED_PER_RULE + 50],
        ['y', 'type', 1],
        ['y', 'size', 1],
      ],
    );
  });

  it('are forgotten when the object begins anew', async () => {
    const { sink, all } = kept();
    const spec = specOf([object([field('id', 'int')], 'ssd_a')]);
    const validation = createValidation({
      spec,
      findings: sink,
      tempDir: tempDir(),
      complete: new Set(['ssd_a']),
      spillAt: 2,
    });
    validation.object('ssd_a', ['id']).rows([['1'], ['x'], ['1'], ['2'], ['3']]);
    const again = validation.object('ssd_a', ['id']);
    again.rows([['1'], ['2'], ['y'], ['3']]);
    await again.end();
    await validation.finish();
    assert.deepEqual(
      all.map(({ row, rule }) => [row, rule]),
      [[3, 'type']],
    );
    assert.deepEqual(
      validation.counts().map(({ rule, count }) => [rule, count]),
      [['type', 1]],
    );
    await validation.close();
  });
});
