import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, it } from 'node:test';
import { LockedError } from '../../src/problems/errors.ts';
import { LOCK, acquireLock } from '../../src/run/lock.ts';
import { ROOT, start } from '../support/process.ts';
import { tempDir } from '../support/files.ts';

const lockModule = JSON.stringify(new URL('../../src/run/lock.ts', import.meta.url).href);
const PROCESSES = 4;
/** A pid whose process is gone. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

function leaveLock(dir: string, holder: Record<string, unknown>): void {
  fs.writeFileSync(
    path.join(dir, LOCK),
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
    const lock = await acquireLock(dir, 'one');
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
  it('of another host is never taken over', async () => {
    const dir = tempDir();
    leaveLock(dir, { host: 'elsewhere' });
    await assert.rejects(acquireLock(dir, 'one'), /process \d+ on elsewhere/);
  });
  it('is released only by its holder', async () => {
    const dir = tempDir();
    const lock = await acquireLock(dir, 'one');
    leaveLock(dir, { run: 'two', pid: process.pid });
    await lock.release();
    assert.ok(fs.existsSync(path.join(dir, LOCK)));
  });

  it('leaves nothing of a process that ended before it had the lock', async () => {
    const dir = tempDir();
    for (const [name, holder] of [
      ['dead', { pid: deadPid }],
      ['alive', { pid: process.ppid }],
    ] as const) {
      fs.writeFileSync(
        path.join(dir, `${LOCK}.${name}`),
        JSON.stringify({
          host: os.hostname(),
          started: '2026-01-01T00:00:00Z',
          run: name,
          ...holder,
        }),
      );
    }
    await (await acquireLock(dir, 'one')).release();
    assert.deepEqual(fs.readdirSync(dir), [`${LOCK}.alive`]);
  });

  it('goes to exactly one of many processes that try at once, stale lock or none', async () => {
    const dir = tempDir();
    const script = `const { acquireLock } = await import(${lockModule}); const [dir, at, n] = process.argv.slice(1);
      for (let round = 0; round < Number(n); round++) {
        while (Date.now() < Number(at) + round * 120) ;
        const lock = await acquireLock(dir + '/' + round, process.pid + '-' + round).then((held) => held, () => null);
        process.stdout.write(round + (lock ? 'W' : '-') + ' ');
      }
      // a lock whose process has ended is free for the next: all stay until the last is done
      const fs = await import('node:fs');
      fs.writeFileSync(dir + '/done-' + process.pid, '');
      while (fs.readdirSync(dir).filter((name) => name.startsWith('done-')).length < ${PROCESSES}) await new Promise((resume) => setTimeout(resume, 20));`;
    const rounds = 12;
    for (let round = 0; round < rounds; round++) {
      fs.mkdirSync(path.join(dir, String(round)));
      if (round % 2 === 0) leaveLock(path.join(dir, String(round)), {});
    }
    const begin = String(Date.now() + 1500);
    const ended = await Promise.all(
      Array.from(
        { length: PROCESSES },
        () =>
          start(['--input-type=module', '-e', script, dir, begin, String(rounds)], { cwd: ROOT })
            .ended,
      ),
    );
    for (let round = 0; round < rounds; round++) {
      assert.equal(
        ended.filter(
          ({ out }) => out.includes(`${round}W `) && new RegExp(`(^| )${round}W `).test(out),
        ).length,
        1,
        `round ${round}: ${ended.map(({ out, err }) => out + err).join(' | ')}`,
      );
    }
  });
});
