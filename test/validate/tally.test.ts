import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '../../src/validate/finding.ts';
import { LISTED_PER_RULE, Tally } from '../../src/validate/tally.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { specOf, use } from '../support/cells.ts';
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

  it('are of an empty cell only what rules about empty cells say', async () => {
    const { sink, all } = kept();
    const strict = { ...field('on', 'date'), validators: [use('required')] };
    const validation = createValidation({
      spec: specOf([object([field('id', 'string'), strict], 'ssd_a')]),
      findings: sink,
      tempDir: tempDir(),
      complete: new Set(),
    });
    const checks = validation.object('ssd_a', ['id', 'on']);
    checks.rows([
      ['1', null],
      ['2', ' '],
      ['3', 'x'],
    ]);
    await checks.end();
    assert.deepEqual(
      all.map(({ row, rule }) => [row, rule]),
      [
        [1, 'required'],
        [2, 'required'],
        [3, 'type'],
      ],
    );
    await validation.close();
  });

  it('are one for all cells that hold the same, which says the text only when asked to', async () => {
    const spec = specOf([object([field('id', 'string')], 'ssd_a')]);
    for (const showValues of [false, true]) {
      const { sink, all } = kept();
      const validation = createValidation({
        ...{ spec, findings: sink, showValues },
        tempDir: tempDir(),
        complete: new Set(),
      });
      const checks = validation.object('ssd_a', ['id']);
      checks.alike('id', 'unmapped-code', { count: 3, message: '3 cells', text: 'Zebedee' });
      await checks.end();
      assert.deepEqual(
        all.map(({ row, key, value }) => [row, key, value]),
        [[0, null, showValues ? 'Zebedee' : undefined]],
      );
      assert.deepEqual(
        validation.counts().map(({ count }) => count),
        [3],
      );
      await validation.close();
    }
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
