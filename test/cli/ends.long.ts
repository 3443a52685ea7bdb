import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { makeEmptySite } from '../support/empty-site.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { olderNode } from '../support/older-node.ts';
import { BIN, ROOT, type Ended, speaks, start } from '../support/process.ts';

const NO_SIGNALS = process.platform === 'win32' ? 'Windows has no signals' : false;
const NO_LINUX = process.platform === 'linux' ? false : 'needs /proc';
const older = olderNode();
const noOlder = older === undefined ? 'this machine has no Node below 24' : false;

const dir = tempDir();
let site = '';
let outs = 0;
before(async () => {
  site = await makeEmptySite(dir);
});

type Started = ReturnType<typeof start>;

/** A run that is at work: it holds its lock and has staged something. */
async function runAtWork(command?: string): Promise<Started & { readonly out: string }> {
  const out = path.join(dir, `out${++outs}`);
  const args = [BIN, 'run', '--site', site, '--out', out];
  const started = start(args, command === undefined ? {} : { command });
  await speaks(started, 'stderr');
  return { ...started, out };
}

/** A program of few lines that uses modules of the command line. */
function program(modules: readonly string[], text: string, env: NodeJS.ProcessEnv = {}): Started {
  const imports = modules.map((name) => {
    const url = new URL(`../../src/${name}.ts`, import.meta.url).href;
    return `Object.assign(globalThis, await import(${JSON.stringify(url)}));`;
  });
  return start(['--input-type=module', '-e', `${imports.join('\n')}\n${text}`], { cwd: ROOT, env });
}

function noTrace({ err, out }: Ended): void {
  assert.doesNotMatch(err + out, /^\s+at /m);
}

describe('a run that a signal stops', { skip: NO_SIGNALS }, () => {
  for (const signal of ['SIGHUP', 'SIGQUIT'] as const) {
    it(`tidies up and ends with 130 (${signal})`, async () => {
      const { child, ended, out } = await runAtWork();
      child.kill(signal);
      const { code, err } = await ended;
      assert.equal(code, 130, err);
      assert.deepEqual(namesIn(out), []);
    });
  }
  const stubborn = `guardSignals(); stopSignal(); atExit(() => process.stdout.write('tidied'));
    setInterval(() => {}, 1000); console.log('ready');`;
  it('ends at once at the second one, tidied all the same', async () => {
    const started = program(['cli/signals', 'bundle/at-exit'], stubborn);
    await speaks(started);
    const began = performance.now();
    started.child.kill('SIGINT');
    await speaks(started, 'stderr');
    started.child.kill('SIGINT');
    const { code, out } = await started.ended;
    assert.equal(code, 130);
    assert.equal(out, 'ready\ntidied');
    assert.ok(performance.now() - began < 3500, 'without the time to tidy up');
  });
  it('is not waited for longer than a closed console allows', async () => {
    const started = program(['cli/signals', 'bundle/at-exit'], stubborn);
    await speaks(started);
    started.child.kill('SIGTERM');
    const { code, out, err } = await started.ended;
    assert.equal(code, 130);
    assert.match(err, /stopping: tidying up/);
    assert.equal(out, 'ready\ntidied');
  });
  it('hears all that a system sends, Ctrl+Break of Windows too', async () => {
    const { out } = await program(
      ['cli/signals'],
      `guardSignals(); process.stdout.write(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGBREAK'].map((signal) => process.listenerCount(signal)).join()); process.exit();`,
    ).ended;
    assert.equal(out, '1,1,1,1,1');
  });
  it('ends at once where there is nothing to tidy up', async () => {
    const started = program(
      ['cli/signals'],
      `guardSignals(); setInterval(() => {}, 1000); console.log('ready');`,
    );
    await speaks(started);
    started.child.kill('SIGHUP');
    assert.equal((await started.ended).code, 130);
  });
});

describe('an end that nobody foresaw', () => {
  const ends: readonly [string, string][] = [
    [
      'an exception that nobody caught',
      `setTimeout(() => { throw new TypeError('Ann Example'); });`,
    ],
    [
      'a rejection that nobody handled',
      `void Promise.reject(new RangeError('Ann Example')); setTimeout(() => {}, 5000);`,
    ],
    ['work that waits for nothing', 'void new Promise(() => {});'],
  ];
  for (const [what, text] of ends) {
    it(`is 4, tidied, and without a trace or a value: ${what}`, async () => {
      const ended = await program(
        ['cli/guard', 'bundle/at-exit'],
        `guardExits(); atExit(() => process.stdout.write('tidied')); ${text}`,
      ).ended;
      assert.equal(ended.out, 'tidied');
      assert.equal(ended.code, 4, ended.err);
      assert.match(
        ended.err,
        /This is a fault of ssd-extract itself \(\w+\).*\n    where: \S+:\d+:\d+.*\n.*Please report it/,
      );
      assert.doesNotMatch(ended.err, /Ann Example/);
      noTrace(ended);
    });
  }
  it('leaves no memory and no environment behind', { skip: NO_LINUX }, async () => {
    const { out } = await program(
      ['cli/guard'],
      `keepMemoryPrivate(); const { reportOnFatalError, reportOnSignal, reportOnUncaughtException, excludeEnv } = process.report;
       const fs = await import('node:fs');
       console.log(reportOnFatalError, reportOnSignal, reportOnUncaughtException, excludeEnv, Number('0x' + fs.readFileSync('/proc/self/coredump_filter', 'utf8')));`,
      { NODE_OPTIONS: '--report-on-fatalerror --report-uncaught-exception --report-on-signal' },
    ).ended;
    assert.equal(out, 'false false false true 0\n');
  });
});

describe('the launcher', () => {
  it('keeps no compile cache where others could put one', async () => {
    const temp = tempDir();
    const env = { TMPDIR: temp, TEMP: temp, TMP: temp, NODE_COMPILE_CACHE: undefined };
    assert.equal((await start([BIN, '--version'], { env }).ended).code, 0);
    assert.deepEqual(fs.readdirSync(temp), []);
  });
  it('says in one line that the program cannot be loaded', async () => {
    const copy = path.join(tempDir(), 'bin.mjs');
    fs.copyFileSync(BIN, copy);
    const { code, err } = await start([copy]).ended;
    assert.equal(code, 2);
    assert.match(err, /^ssd-extract cannot start: .*install it again\n$/);
  });

  describe('under a Node that is too old', { skip: noOlder || NO_SIGNALS }, () => {
    it('has the exit code of the program', async () => {
      for (const [args, code] of [
        [['--version'], 0],
        [['runn'], 2],
      ] as const) {
        assert.equal((await start([BIN, ...args], { command: older ?? '' }).ended).code, code);
      }
    });
    it('says in one line what is missing where no newer one comes with it', async () => {
      const copy = path.join(tempDir(), 'bin.mjs');
      fs.copyFileSync(BIN, copy);
      const { code, err } = await start([copy], { command: older ?? '' }).ended;
      assert.equal(code, 2);
      assert.match(err, /^ssd-extract needs Node 24 or newer; this is v\d+\..*\n$/);
    });
    it('passes a signal on and waits', async () => {
      const { child, ended, out } = await runAtWork(older);
      child.kill('SIGTERM');
      const { code, err } = await ended;
      assert.equal(code, 130, err);
      assert.match(err, /stopping: tidying up/);
      assert.deepEqual(namesIn(out), []);
    });
    it('takes the program with it when it is killed', async () => {
      const { child, out } = await runAtWork(older);
      child.kill('SIGKILL');
      for (let i = 0; i < 200 && namesIn(out).length > 0; i++) await wait(50);
      assert.deepEqual(namesIn(out), [], 'no bundle, no staging, no lock');
    });
  });
});
