import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { LOCK } from '../../src/run/lock.ts';
import { ROOT, type Ended, speaks, start } from './process.ts';
import type { ChildProcess } from 'node:child_process';

const LOCK_MODULE = JSON.stringify(new URL('../../src/run/lock.ts', import.meta.url).href);

/** Start of a process in clock ticks, as a lock names it; undefined where there is no /proc. */
export function sinceOf(pid: number): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19];
}

/** Seconds that a holder lives at most: one that a failed test left halted would never end. */
const HOLDER_LIMIT = 60;

/**
 * A process that takes the lock of a folder, says so, and does as `then` says; `before` is a
 * command line that starts Node some other way.
 */
export async function holdLock(
  dir: string,
  run: string,
  then: string,
  before: readonly string[] = [],
): Promise<{ child: ChildProcess; ended: Promise<Ended> }> {
  const script = `const { acquireLock } = await import(${LOCK_MODULE});
    const [dir, run] = process.argv.slice(1);
    const lock = await acquireLock(dir, run, { times: { beat: 50, dead: 2000, doubt: 500 } });
    process.stdout.write('held ');
    ${then}`;
  const [command = process.execPath, ...rest] = [...before, process.execPath];
  const holder = start([...rest, '--input-type=module', '-e', script, dir, run], {
    cwd: ROOT,
    command,
    limit: HOLDER_LIMIT,
  });
  await speaks(holder);
  return holder;
}

const PROCESSES = 4;

/** Has many processes try for the locks of many folders, in each at the same moment. */
export async function raceForLocks(
  dir: string,
  rounds: number,
  prepare: (folder: string, round: number) => void,
): Promise<void> {
  const script = `const { acquireLock } = await import(${LOCK_MODULE}); const [dir, at, n] = process.argv.slice(1);
    for (let round = 0; round < Number(n); round++) {
      while (Date.now() < Number(at) + round * 120) ;
      const lock = await acquireLock(dir + '/' + round, process.pid + '-' + round).then((held) => held, () => null);
      process.stdout.write(round + (lock ? 'W' : '-') + ' ');
    }
    // a lock whose process has ended is free for the next: all stay until the last is done
    const fs = await import('node:fs');
    fs.writeFileSync(dir + '/done-' + process.pid, '');
    while (fs.readdirSync(dir).filter((name) => name.startsWith('done-')).length < ${PROCESSES}) await new Promise((resume) => setTimeout(resume, 20));`;
  for (let round = 0; round < rounds; round++) {
    fs.mkdirSync(path.join(dir, String(round)));
    prepare(path.join(dir, String(round)), round);
  }
  const begin = String(Date.now() + 1500);
  const args = ['--input-type=module', '-e', script, dir, begin, String(rounds)];
  const ended = await Promise.all(
    Array.from({ length: PROCESSES }, () => start(args, { cwd: ROOT, limit: 90 }).ended),
  );
  for (let round = 0; round < rounds; round++) {
    assert.equal(
      ended.filter(({ out }) => out.split(' ').includes(`${round}W`)).length,
      1,
      `round ${round}: ${ended.map(({ out, err }) => out + err).join(' | ')}`,
    );
  }
}

/** Leaves a lock as a run of long ago did. */
export function leaveDeadLock(dir: string, pid: number, host: string): void {
  fs.writeFileSync(
    path.join(dir, LOCK),
    JSON.stringify({ pid, host, started: '2026-01-01T00:00:00Z', run: 'dead' }),
  );
}
