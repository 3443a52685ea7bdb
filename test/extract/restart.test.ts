import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadSite } from '../../src/site/load.ts';
import { siteWith } from '../support/site.ts';
import { ExtractionError } from '../../src/problems/errors.ts';
import { pausesOf, spread, withRestarts } from '../../src/extract/restart.ts';

const signal = new AbortController().signal;
const dropped = new ExtractionError({
  code: 'dropped',
  message: 'the connection is gone',
  passing: 'connection',
});
const final = new ExtractionError({ code: 'missing-table', message: 'there is no such table' });

/** Fails with these errors, one a try, then succeeds. */
function failing(...errors: readonly Error[]): {
  attempt: () => Promise<string>;
  tries: () => number;
} {
  let tries = 0;
  return {
    tries: () => tries,
    attempt: () => {
      const error = errors[tries++];
      return error ? Promise.reject(error) : Promise.resolve('rows');
    },
  };
}

describe('reading an object again', () => {
  it('begins anew after an error that may pass, twice at most, and says so each time', async () => {
    const told: number[] = [];
    const options = {
      signal,
      pauses: [1, 1],
      onRestart: (_: ExtractionError, restart: number) => told.push(restart),
    };
    assert.deepEqual(await withRestarts(failing(dropped, dropped).attempt, options), {
      value: 'rows',
      restarts: 2,
    });
    assert.deepEqual(told, [1, 2]);
    const three = failing(dropped, dropped, dropped);
    await assert.rejects(withRestarts(three.attempt, options), (error) => error === dropped);
    assert.equal(three.tries(), 3);
  });
  it('does not repeat what will fail again', async () => {
    for (const error of [final, new Error('a fault of ours')]) {
      const once = failing(error);
      await assert.rejects(
        withRestarts(once.attempt, { signal, pauses: [1], onRestart: () => assert.fail() }),
        (thrown) => thrown === error,
      );
      assert.equal(once.tries(), 1);
    }
  });
  it('waits as the site says: longer each time, up to its greatest pause', () => {
    const usual = loadSite(siteWith()).retry;
    assert.deepEqual(pausesOf(usual), [500, 3000], 'unless it says otherwise');
    assert.deepEqual(pausesOf({ ...usual, tries: 4 }), [500, 3000, 18_000, 60_000]);
    assert.deepEqual(pausesOf({ tries: 2, pause: 90, factor: 1, max_pause: 20 }), [20_000, 20_000]);
    assert.deepEqual(pausesOf({ ...usual, tries: 0 }), []);
  });
  it('waits up to a fifth longer, never shorter', async () => {
    assert.deepEqual([spread(1000, 0), spread(1000, 0.5), spread(1000, 1)], [1000, 1100, 1200]);
    const began = performance.now();
    const once = failing(dropped);
    await withRestarts(once.attempt, { signal, pauses: [60], onRestart: () => undefined });
    assert.ok(performance.now() - began >= 59);
  });
  it('does not begin anew when the run was stopped before the failure', async () => {
    const stop = new AbortController();
    const once = failing(dropped);
    const attempt = (): Promise<string> => {
      stop.abort();
      return once.attempt();
    };
    await assert.rejects(
      withRestarts(attempt, { signal: stop.signal, pauses: [1], onRestart: () => assert.fail() }),
      (error) => error === dropped,
    );
    assert.equal(once.tries(), 1);
  });
  it('does not wait on when the run is stopped meanwhile', { timeout: 5000 }, async () => {
    const stop = new AbortController();
    const again = failing(dropped, final);
    await assert.rejects(
      withRestarts(again.attempt, {
        signal: stop.signal,
        pauses: [60_000],
        onRestart: () => setTimeout(() => stop.abort(), 20),
      }),
      (error) => error === final,
    );
    assert.equal(again.tries(), 2);
  });
});
