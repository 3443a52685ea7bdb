import assert from 'node:assert/strict';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { verifyBundle } from '../../../src/bundle/verify-bundle.ts';
import { makeEmptySite } from '../../support/empty-site.ts';
import { namesIn, tempDir } from '../../support/files.ts';
import { olderNode } from '../../support/older-node.ts';
import { BIN, start } from '../../support/process.ts';

const NO_SIGNALS = process.platform === 'win32' ? 'Windows has no signals' : false;
const SIGNALS = ['SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGINT'] as const;
const ROUNDS = 12;
const older = olderNode();

describe(`runs that are stopped at random moments, ${ROUNDS} times`, { skip: NO_SIGNALS }, () => {
  const dir = tempDir();
  const out = path.join(dir, 'bundles');
  let site = '';
  let usual = 0;
  const run = (command = process.execPath): ReturnType<typeof start> =>
    start([BIN, 'run', '--site', site], { command });
  before(async () => {
    site = await makeEmptySite(dir);
    const began = performance.now();
    assert.equal((await run().ended).code, 0);
    usual = performance.now() - began;
  });

  it('end with 130 and nothing left, or with 0 and a whole bundle', async () => {
    let stopped = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const known = new Set(namesIn(out));
      const { child, ended } = run(round % 3 === 0 ? older : undefined);
      const signal = SIGNALS[round % SIGNALS.length] ?? 'SIGTERM';
      const moment = Math.round(Math.random() * usual * 0.9);
      await Promise.race([wait(moment), ended]);
      child.kill(signal);
      const { code, err } = await ended;
      const when = `${signal} after ${moment} ms: ${err}`;
      // before its first line the program has nothing to end with but the signal
      assert.ok(code === 130 || code === 0 || (code === null && err === ''), when);
      if (code !== 0) stopped++;
      const added = namesIn(out).filter((name) => !known.has(name));
      if (code !== 0) assert.deepEqual(added, [], when);
      for (const name of added) {
        assert.deepEqual((await verifyBundle(path.join(out, name))).faults, [], when);
      }
    }
    assert.ok(stopped > 0, 'some were stopped at work');
  });
});
