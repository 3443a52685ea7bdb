import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { namesIn, tempDir } from '../../support/files.ts';
import { makeEmptySite } from '../../support/empty-site.ts';
import { BIN, type Ended, start } from '../../support/process.ts';

const dir = tempDir();
const out = path.join(dir, 'bundles');
const noFull = fs.existsSync('/dev/full') ? false : 'this machine has no /dev/full';
let site = '';
before(async () => {
  site = await makeEmptySite(dir);
});

const run = (): string[] => ['run', '--site', site, '--only', 'ssd_department'];

/** With its output going where a shell would send it. */
function redirected(args: readonly string[], where: string): Promise<Ended> {
  const script = `exec "$0" "$@" ${where}`;
  return start(['-c', script, process.execPath, BIN, ...args], { command: 'sh' }).ended;
}

/** With a reader that has gone before the first line. */
function unread(args: readonly string[], stream: 'stdout' | 'stderr'): Promise<Ended> {
  const { child, ended } = start([BIN, ...args]);
  child[stream]?.destroy();
  return ended;
}

/** One new bundle, and nothing that should not be there. */
function onlyBundles(count: number): void {
  const names = namesIn(out).filter((name) => !name.startsWith('ssd_trial_'));
  assert.deepEqual(names, []);
  assert.equal(namesIn(out).length, count);
}

describe('a log that nobody can write or reads', () => {
  it('changes nothing of a run: its reader is gone', async () => {
    assert.equal((await unread(run(), 'stderr')).code, 0);
    onlyBundles(1);
  });
  it(
    'changes nothing of a run: its disk is full, and that of the summary',
    { skip: noFull },
    async () => {
      assert.equal((await redirected(run(), '2>/dev/full >/dev/full')).code, 0);
      onlyBundles(2);
    },
  );
  it('changes nothing of the exit code of a mistake', { skip: noFull }, async () => {
    const args = ['run', '--site', site, '--only', 'ssd_persons'];
    assert.equal((await redirected(args, '2>/dev/full')).code, 2);
  });
});

describe('standard output', () => {
  it('whose reader has seen enough ends nothing, and is no fault', async () => {
    for (const args of [['spec', 'check'], ['--help'], ['check', '--site', site]]) {
      const { code, err } = await unread(args, 'stdout');
      assert.equal(code, 0, err);
      assert.doesNotMatch(err, /EPIPE|at .*:\d+/);
    }
  });
  it(
    'that cannot be written ends with 5 where it is what the command makes',
    { skip: noFull },
    async () => {
      const listed = await redirected(['spec', 'check'], '>/dev/full');
      assert.equal(listed.code, 5, listed.err);
      assert.match(listed.err, /^error: standard output cannot be written: the disk is full \[/);
      const ran = await redirected([...run(), '--json'], '>/dev/full');
      assert.equal(ran.code, 5, ran.err);
      assert.match(ran.err, /Where the command made files or a bundle, they stand/);
      onlyBundles(3);
    },
  );
});
