import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { LockedError, PublishingError } from '../../src/problems/errors.ts';
import { type Holder, describeHolder } from '../../src/run/holder.ts';
import { look } from '../../src/run/lock-file.ts';
import { LOCK, type LockTimes, acquireLock } from '../../src/run/lock.ts';
import { tempDir } from '../support/files.ts';
import { holdLock, leaveDeadLock, raceForLocks, sinceOf } from '../support/locks.ts';

const FAST: LockTimes = { beat: 20, dead: 600, doubt: 120 };
const NO_LINUX = process.platform === 'linux' ? false : 'needs /proc';
const noNamespaces =
  spawnSync('unshare', ['--pid', '--fork', '--mount-proc', '--kill-child', 'true']).status === 0
    ? false
    : 'this machine does not let a test make a pid namespace';

/** A living process that is not this one. */
const other = process.ppid;

function leave(dir: string, holder: Partial<Holder>): string {
  const file = path.join(dir, LOCK);
  // the heartbeat stays the last
  const { beat, ...rest } = { ...describeHolder('theirs'), ...holder };
  fs.writeFileSync(file, JSON.stringify({ ...rest, beat }));
  return file;
}

const isLocked = (error: unknown): boolean => error instanceof LockedError && error.exitCode === 6;

describe('a lock of this machine', { skip: NO_LINUX }, () => {
  it('whose process lives is held, though its heart stands still (SIGSTOP)', async () => {
    const dir = tempDir();
    const file = leave(dir, { pid: other, since: sinceOf(other) });
    fs.utimesSync(file, 0, 0);
    await assert.rejects(acquireLock(dir, 'one', { times: FAST }), isLocked);
  });
  it('whose process belongs to another account is held', async (test) => {
    const dir = tempDir();
    leave(dir, { pid: other, since: sinceOf(other) });
    test.mock.method(process, 'kill', () => {
      throw Object.assign(new Error('not yours'), { code: 'EPERM' });
    });
    await assert.rejects(acquireLock(dir, 'one', { times: FAST }), isLocked);
  });
  it('whose number another process has now is taken over', async () => {
    const dir = tempDir();
    leave(dir, { pid: other, since: '1' });
    await (await acquireLock(dir, 'one')).release();
  });
  it('without a heartbeat: what was there before the lock holds it, what came later does not', async () => {
    for (const [started, free] of [
      ['2020-01-01T02:00:00.000Z', true],
      [new Date().toISOString(), false],
    ] as const) {
      const dir = tempDir();
      const lock = { pid: other, host: os.hostname(), started, run: 'theirs' };
      fs.writeFileSync(path.join(dir, LOCK), JSON.stringify(lock));
      if (free) await (await acquireLock(dir, 'one')).release();
      else await assert.rejects(acquireLock(dir, 'one'), isLocked);
    }
  });
});

describe('a lock of another machine or container', () => {
  const elsewhere = { boot: 'another', host: 'elsewhere', pid: 7 };

  it('is held while its heart beats, however old its dates', async () => {
    const dir = tempDir();
    const file = leave(dir, elsewhere);
    let count = 0;
    const heart = setInterval(() => {
      const beat = String(++count).padStart(10, '0');
      leave(dir, { ...elsewhere, beat });
      fs.utimesSync(file, 1, 1);
    }, 40);
    const began = performance.now();
    try {
      await assert.rejects(
        acquireLock(dir, 'one', { times: { ...FAST, dead: 10_000, doubt: 10_000 } }),
        /process 7 on elsewhere/,
      );
    } finally {
      clearInterval(heart);
    }
    assert.ok(performance.now() - began < 9000, 'it is told as soon as the heart was seen to beat');
  });
  it('is taken over when its heart stands still: soon if it long has, else after a while', async () => {
    for (const [age, least, most] of [
      [3600, FAST.doubt, FAST.dead],
      [0, FAST.dead, Infinity],
    ] as const) {
      const dir = tempDir();
      const file = leave(dir, elsewhere);
      const at = Date.now() / 1000 - age;
      fs.utimesSync(file, at, at);
      const began = performance.now();
      const notices: string[] = [];
      const lock = await acquireLock(dir, 'one', {
        times: FAST,
        notice: (text) => notices.push(text),
      });
      const took = performance.now() - began;
      assert.ok(took >= least && took < most, `${age} s old: ${took} ms`);
      assert.match(notices.join(), /process 7 on elsewhere.*watching whether it is alive/);
      assert.match(lock.notice ?? '', /ended without tidying up/);
      await lock.release();
      assert.deepEqual(fs.readdirSync(dir), []);
    }
  });
  it('that says nothing is given the time to be written', async () => {
    const dir = tempDir();
    fs.writeFileSync(path.join(dir, LOCK), '');
    const attempt = acquireLock(dir, 'one', { times: { ...FAST, doubt: 2000 } });
    setTimeout(() => leave(dir, elsewhere), 60);
    await assert.rejects(attempt, /process 7 on elsewhere/);
  });
  it('is watched no longer when the run is stopped', async () => {
    const dir = tempDir();
    leave(dir, elsewhere);
    const signal = AbortSignal.timeout(50);
    await assert.rejects(
      acquireLock(dir, 'one', { signal }),
      (error) => (error as { exitCode?: number }).exitCode === 130,
    );
  });
  it('without a heartbeat is free after a day', async () => {
    const dir = tempDir();
    leaveDeadLock(dir, process.pid, '3f2a9c1b7d10');
    await (await acquireLock(dir, 'one')).release();
  });
  it(
    'in another pid namespace under the same host name is held while it lives, and free when it was killed',
    { skip: noNamespaces },
    async () => {
      const dir = tempDir();
      const { child, ended } = await holdLock(dir, 'theirs', 'setInterval(() => {}, 1000);', [
        'unshare',
        '--pid',
        '--fork',
        '--mount-proc',
        '--kill-child',
      ]);
      assert.match(fs.readFileSync(path.join(dir, LOCK), 'utf8'), /"run":"theirs"/);
      const times = { beat: 50, dead: 4000, doubt: 3000 };
      await assert.rejects(acquireLock(dir, 'one', { times }), isLocked);
      child.kill('SIGKILL');
      await ended;
      await (await acquireLock(dir, 'one', { times })).release();
    },
  );
});

describe('holding a lock', () => {
  it('shows a heart that beats, in a file that stays readable', async () => {
    const dir = tempDir();
    const lock = await acquireLock(dir, 'one', { times: FAST });
    const marks = new Set<string>();
    for (let i = 0; i < 400 && marks.size < 4; i++) {
      const found = look(path.join(dir, LOCK));
      assert.equal(found?.holder?.run, 'one');
      marks.add(found.holder.beat ?? '');
      await new Promise((resume) => setTimeout(resume, 10));
    }
    assert.ok(marks.size >= 4, 'the heart beats');
    await lock.release();
    assert.deepEqual(fs.readdirSync(dir), []);
  });
  it('is confirmed, until another run has it or somebody deleted it', async () => {
    const dir = tempDir();
    const lock = await acquireLock(dir, 'one');
    await lock.confirm();
    leave(dir, { run: 'theirs', host: 'elsewhere' });
    const isLost = (error: unknown): boolean =>
      isLocked(error) && /lost its lock/.test(String(error));
    await assert.rejects(async () => lock.confirm(), isLost);
    fs.rmSync(path.join(dir, LOCK));
    await assert.rejects(async () => lock.confirm(), isLost);
    await lock.release();
  });
  for (const [how, then] of [
    ['process.exit', 'process.exit(0)'],
    ['an exception', 'setTimeout(() => { throw new Error("x") })'],
    [
      'too many open files',
      `const fs = await import('node:fs'); const open = [];
       try { for (;;) open.push(fs.openSync('/dev/null')); } catch (error) { process.stdout.write(error.code + ' '); }
       await lock.release(); process.stdout.write('released ');`,
    ],
  ] as const) {
    it(`leaves no lock after ${how}`, { skip: NO_LINUX }, async () => {
      const dir = tempDir();
      const { ended } = await holdLock(dir, 'one', then, [
        'sh',
        '-c',
        'ulimit -n 80; exec "$0" "$@"',
      ]);
      const { out, err } = await ended;
      assert.match(out, how === 'too many open files' ? /^held EMFILE released $/ : /^held $/, err);
      assert.deepEqual(fs.readdirSync(dir), []);
    });
  }
  it('goes to exactly one of many processes that try at once, stale lock or none', async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await raceForLocks(tempDir(), 12, (folder, round) => {
      if (round % 2 === 0) leaveDeadLock(folder, gone, os.hostname());
    });
  });
});

describe('the file system of a lock', () => {
  const failing = (code: string) => () => {
    throw Object.assign(new Error(code), { code });
  };
  for (const code of ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EINVAL', 'EMLINK']) {
    it(`may have no links (${code})`, async (test) => {
      const dir = tempDir();
      test.mock.method(fs, 'linkSync', failing(code));
      const lock = await acquireLock(dir, 'one');
      await assert.rejects(acquireLock(dir, 'two'), isLocked);
      await lock.release();
      assert.deepEqual(fs.readdirSync(dir), []);
    });
  }
  for (const code of ['EIO', 'ENOSPC', 'EROFS', 'EDQUOT']) {
    it(`may fail (${code}), which is told`, async (test) => {
      const dir = tempDir();
      test.mock.method(fs, 'linkSync', failing(code));
      await assert.rejects(acquireLock(dir, 'one'), PublishingError);
      assert.deepEqual(fs.readdirSync(dir), []);
    });
  }
  it('may have a folder or a link where the lock belongs: told, and left alone', async () => {
    for (const put of [
      (file: string) => fs.mkdirSync(file),
      (file: string) => fs.symlinkSync('elsewhere', file),
    ]) {
      const dir = tempDir();
      put(path.join(dir, LOCK));
      await assert.rejects(
        acquireLock(dir, 'one'),
        (error) => error instanceof PublishingError && error.code === 'lock-is-no-file',
      );
      assert.deepEqual(fs.readdirSync(dir), [LOCK]);
    }
  });
});
