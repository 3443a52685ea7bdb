import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { acquireLock } from '../../../src/run/lock.ts';
import { LockedError } from '../../../src/problems/errors.ts';
import { tempDir } from '../../support/files.ts';
import { holdLock, leaveDeadLock, raceForLocks } from '../../support/locks.ts';

const ROUNDS = 100;
const namespace = ['unshare', '--pid', '--fork', '--mount-proc', '--kill-child'];
const noNamespaces =
  spawnSync('unshare', [...namespace.slice(1), 'true']).status === 0
    ? false
    : 'this machine does not let a test make a pid namespace';

describe('locks under attack', () => {
  it(`are won by one of four processes, ${ROUNDS} times, half of them from a dead run`, async () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await raceForLocks(tempDir(), ROUNDS, (folder, round) => {
      if (round % 2 === 0) leaveDeadLock(folder, gone, os.hostname());
    });
  });

  it(
    'of a container are held to its last breath, and free afterwards',
    { skip: noNamespaces },
    async () => {
      const times = { beat: 50, dead: 3000, doubt: 1500 };
      for (let round = 0; round < 5; round++) {
        const dir = tempDir();
        const idle = 'setInterval(() => {}, 1000);';
        const { child, ended } = await holdLock(dir, 'theirs', idle, namespace);
        await wait(Math.random() * 300);
        await assert.rejects(acquireLock(dir, 'one', { times }), LockedError);
        child.kill('SIGKILL');
        await ended;
        await (await acquireLock(dir, 'one', { times })).release();
        assert.deepEqual(fs.readdirSync(dir), []);
      }
    },
  );

  it(
    'are not lost by a holder that is halted, nor kept by one that is killed',
    { skip: noNamespaces },
    async () => {
      for (let round = 0; round < 5; round++) {
        const dir = tempDir();
        const { child, ended } = await holdLock(dir, 'theirs', 'setInterval(() => {}, 1000);');
        child.kill('SIGSTOP');
        const times = { beat: 20, dead: 200, doubt: 100 };
        await assert.rejects(acquireLock(dir, 'one', { times }), LockedError);
        child.kill('SIGKILL');
        await ended;
        await (await acquireLock(dir, 'one', { times })).release();
      }
    },
  );

  it(
    'lost to another run while halted in a container keep the holder from publishing',
    { skip: noNamespaces },
    async () => {
      const dir = tempDir();
      const confirm = `const { readFileSync } = await import('node:fs');
      for (;;) {
        await new Promise((resume) => setTimeout(resume, 50));
        if (JSON.parse(readFileSync(dir + '/.ssd-extract.lock', 'utf8')).run !== run) break;
      }
      await Promise.resolve().then(() => lock.confirm()).then(() => 'kept', (error) => error.code).then((said) => process.stdout.write(said));
      process.exit(0);`;
      const { child, ended } = await holdLock(dir, 'theirs', confirm, namespace);
      const { pid } = child;
      const inside = fs.readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
      process.kill(Number(inside), 'SIGSTOP');
      const lock = await acquireLock(dir, 'one', { times: { beat: 50, dead: 1000, doubt: 500 } });
      process.kill(Number(inside), 'SIGCONT');
      assert.match((await ended).out, /^held lock-lost$/);
      await lock.confirm();
      await lock.release();
    },
  );
});
