import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { LockedError } from '../../src/problems/errors.ts';
import { describeHolder } from '../../src/run/holder.ts';
import { look } from '../../src/run/lock-file.ts';
import { LOCK, acquireLock } from '../../src/run/lock.ts';
import { takeOver } from '../../src/run/take-over.ts';
import { tempDir } from '../support/files.ts';
import { sinceOf } from '../support/locks.ts';

/** A pid whose process is gone. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

function leaveLock(dir: string, holder: Record<string, unknown>, name = LOCK): void {
  fs.writeFileSync(
    path.join(dir, name),
    JSON.stringify({
      pid: deadPid,
      host: os.hostname(),
      started: '2026-01-01T00:00:00Z',
      run: 'dead',
      ...holder,
    }),
  );
}

describe('the lock of an output folder', () => {
  it('is held by one run; the second is told who holds it', async () => {
    const dir = tempDir();
    const lock = await acquireLock(dir, 'one');
    await assert.rejects(
      acquireLock(dir, 'two'),
      (error) =>
        error instanceof LockedError &&
        error.message.includes(`process ${process.pid} on ${os.hostname()}, since 20`) &&
        error.exitCode === 6,
    );
    await lock.release();
    await (await acquireLock(dir, 'two')).release();
    assert.deepEqual(fs.readdirSync(dir), []);
  });
  it('of a dead process is taken over, with notice', async () => {
    const dir = tempDir();
    leaveLock(dir, {});
    const lock = await acquireLock(dir, 'one');
    assert.match(lock.notice ?? '', /the run dead \(process \d+\) ended without tidying up/);
    await lock.release();
  });
  it('of this process number but of no run of it is taken over: containers reuse numbers', async () => {
    const dir = tempDir();
    leaveLock(dir, { pid: process.pid });
    await (await acquireLock(dir, 'one')).release();
  });
  it('that cannot be read is taken over', async () => {
    const dir = tempDir();
    fs.writeFileSync(path.join(dir, LOCK), '{');
    const lock = await acquireLock(dir, 'one', { times: { beat: 20, dead: 60_000, doubt: 60 } });
    assert.match(lock.notice ?? '', /unreadable/);
    await lock.release();
  });
  it('is taken over from a process that was killed while it took over itself', async () => {
    const dir = tempDir();
    leaveLock(dir, {});
    for (const name of ['.takeover', '.takeover.takeover']) {
      fs.copyFileSync(path.join(dir, LOCK), path.join(dir, `${LOCK}${name}`));
    }
    await (await acquireLock(dir, 'one')).release();
    assert.deepEqual(fs.readdirSync(dir), []);
  });
  it('is released only by its holder', async () => {
    const dir = tempDir();
    const lock = await acquireLock(dir, 'one');
    leaveLock(dir, { run: 'two', pid: process.pid });
    await lock.release();
    assert.ok(fs.existsSync(path.join(dir, LOCK)));
  });
  it('is not taken over when it changed since it was found dead', () => {
    const file = path.join(tempDir(), LOCK);
    leaveLock(path.dirname(file), {});
    const found = look(file);
    leaveLock(path.dirname(file), { run: 'another' });
    assert.equal(takeOver(file, describeHolder('one'), found), false);
    assert.equal(look(file)?.holder?.run, 'another');
    assert.deepEqual(fs.readdirSync(path.dirname(file)), [LOCK]);
  });

  it('leaves nothing of a process that ended before it had the lock', async () => {
    const dir = tempDir();
    const alive = { ...describeHolder('alive'), pid: process.ppid, since: sinceOf(process.ppid) };
    leaveLock(dir, {}, `${LOCK}.dead`);
    leaveLock(dir, alive, `${LOCK}.alive`);
    // a file that says nothing may be in the middle of being written, for a minute
    for (const [name, age] of [
      ['young', 30],
      ['old', 90],
    ] as const) {
      const file = path.join(dir, `${LOCK}.${name}`);
      fs.writeFileSync(file, '');
      fs.utimesSync(file, Date.now() / 1000 - age, Date.now() / 1000 - age);
    }
    await (await acquireLock(dir, 'one')).release();
    assert.deepEqual(fs.readdirSync(dir).sort(), [`${LOCK}.alive`, `${LOCK}.young`]);
  });
});
