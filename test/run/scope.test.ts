import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inScope } from '../../src/run/scope.ts';

const fail = (message: string) => (): Promise<never> => Promise.reject(new Error(message));

describe('a scope', () => {
  it('releases what was taken, last first, and gives the result', async () => {
    const released: string[] = [];
    const result = await inScope((scope) => {
      for (const name of ['lock', 'staging']) {
        scope.onEnd(() => Promise.resolve(released.push(name)));
      }
      return Promise.resolve('bundle');
    });
    assert.equal(result, 'bundle');
    assert.deepEqual(released, ['staging', 'lock']);
  });
  it('releases everything when the work fails, and throws why it failed', async () => {
    const released: string[] = [];
    const work = inScope((scope) => {
      scope.onEnd(() => Promise.resolve(released.push('lock')));
      scope.onEnd(fail('staging'));
      return fail('work')();
    });
    await assert.rejects(work, /^Error: work$/);
    assert.deepEqual(released, ['lock']);
  });
  it('throws a release that fails after work that did not', async () => {
    const work = inScope((scope) => {
      scope.onEnd(fail('lock'));
      return Promise.resolve();
    });
    await assert.rejects(work, /^Error: lock$/);
  });
});
