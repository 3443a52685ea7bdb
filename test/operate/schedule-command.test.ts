import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { launcherInUse } from '../../src/operate/schedule/launcher.ts';
import { startRun } from '../../src/operate/schedule/start-run.ts';
import { taskOf } from '../../src/operate/schedule/task.ts';
import { ConfigError } from '../../src/problems/errors.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from '../support/files.ts';
import { httpsServer } from '../support/https-server.ts';
import { cliHere } from '../support/cli-here.ts';
import { BIN, cli, start } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const NO_SIGNALS = process.platform === 'win32' ? 'Windows has no signals' : false;
/** A database where nobody listens: a run ends with 3. */
const NOBODY = {
  ...{ engine: 'postgres', host: '127.0.0.1', port: 9, database: 'd', user: 'u' },
  ...{ password: { env: 'SSD_TEST_PASSWORD' }, encrypt: false },
};

/** A site whose run was due an hour ago. */
function overdue(more = ''): string {
  const site = siteWith({
    connection: NOBODY,
    testdb: undefined,
    more: `schedule: {cron: "0 * * * *", timezone: UTC}\n${more}`,
  });
  const out = path.join(path.dirname(site), 'bundles');
  fs.mkdirSync(out);
  const last = new Date(Date.now() - 7_200_000).toISOString();
  fs.writeFileSync(path.join(out, '.ssd-extract.schedule-trial.json'), JSON.stringify({ last }));
  return site;
}

/** Waits until a program has written this to standard error. */
async function says({ child, ended }: ReturnType<typeof start>, what: RegExp): Promise<string> {
  let text = '';
  child.stderr?.on('data', (chunk: string) => {
    text += chunk;
  });
  let over = false;
  void ended.then(() => {
    over = true;
  });
  while (!what.test(text) && !over) await wait(50);
  assert.match(text, what);
  return text;
}

describe('ssd-extract schedule', { skip: NO_SIGNALS }, () => {
  it('makes up for a missed run, outlives its failure, and ends with 130 when stopped', async () => {
    const site = overdue();
    const kept = start([BIN, 'schedule', '--site', site], { env: { SSD_TEST_PASSWORD: 'x' } });
    const text = await says(kept, /next run: /);
    assert.match(text, /^made up for: the run of /m);
    assert.match(text, /^the run of .* ended with 3$/m);
    kept.child.kill('SIGTERM');
    const { code, err } = await kept.ended;
    assert.equal(code, 130, err);
    assert.doesNotMatch(err, /fault/);
    const file = path.join(path.dirname(site), 'bundles', '.ssd-extract.schedule-trial.json');
    const { last } = JSON.parse(fs.readFileSync(file, 'utf8')) as { last: string };
    assert.ok(Date.now() - Date.parse(last) < 120_000, 'a restart does not run again');
  });

  it('needs a schedule in the site file', async () => {
    const { code, err } = await cliHere(['schedule', '--site', siteWith()]);
    assert.equal(code, 2);
    assert.match(err, /has no schedule \[no-schedule\]/);
    const without = await cliHere(['schedule']);
    assert.equal(without.code, 2);
    assert.match(
      without.err,
      /required option '--site <file>' not specified\n.*name the site file/,
    );
  });
});

describe('a run that the scheduler starts', () => {
  const never = new AbortController().signal;
  const scripted = (text: string, facts: { stopAfter?: number; signal?: AbortSignal } = {}) => {
    const script = path.join(tempDir(), 'script.mjs');
    fs.writeFileSync(script, text);
    const launcher = { node: process.execPath, script };
    return startRun({ launcher, site: 'site.yml', stopAfter: 60_000, signal: never, ...facts });
  };

  it('is given the site, and its exit code is told', async () => {
    const text = `process.exit(process.argv.slice(2).join(' ') === 'run --site site.yml' ? 5 : 9)`;
    assert.deepEqual(await scripted(text), { how: 'ended with 5', silent: false });
  });

  const obedient = `process.on('message', () => process.exit(130)); setInterval(() => {}, 1000);`;
  it('is stopped in order when its time is up', async () => {
    assert.deepEqual(await scripted(obedient, { stopAfter: 1500 }), {
      how: 'ended with 130, stopped since its time was up',
      silent: false,
    });
  });

  it('is stopped in order when the scheduler is', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 1500);
    const end = await scripted(obedient, { signal: stop.signal });
    assert.deepEqual(end, { how: 'ended with 130', silent: false });
  });

  it(
    'is spoken for when the system ends it, or it cannot begin',
    { skip: NO_SIGNALS },
    async () => {
      const killed = await scripted(`process.kill(process.pid, 'SIGKILL')`);
      assert.deepEqual(killed, { how: 'ended with SIGKILL', silent: true });
      const launcher = { node: '/nowhere/node', script: 'x' };
      const order = { launcher, site: 's', stopAfter: 60_000, signal: never };
      assert.deepEqual(await startRun(order), {
        how: 'could not be started (ENOENT)',
        silent: true,
      });
    },
  );

  it('is told of when it was killed, by the scheduler', { skip: NO_SIGNALS }, async () => {
    const service = await httpsServer();
    const more = `notify: {webhook: {url: "${service.url}", ca_file: "${service.caFile}"}}\n`;
    // the run, and not the scheduler, is killed as the system does it when memory is short
    const kill = `if (process.argv[2] === 'run') process.kill(process.pid, 'SIGKILL')`;
    const kept = start([BIN, 'schedule', '--site', overdue(more)], {
      env: { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(kill)}` },
    });
    await says(kept, /next run: /);
    kept.child.kill('SIGTERM');
    await kept.ended;
    const [notice] = service.received.map((item) => item.body);
    assert.match(notice ?? '', /"code":"run-ended".*ended with SIGKILL/);
  });
});

describe('ssd-extract schedule export', () => {
  const more = 'schedule: {cron: "5 3 * * *", stop_after: 90m}\n';

  it(
    'writes units with the program in use and the site file in full',
    { skip: NO_SIGNALS },
    async () => {
      const [out, site] = [tempDir(), siteWith({ more })];
      const args = ['--for', 'systemd', '--site', path.relative(out, site), '--account', 'ssd'];
      const { code, err } = await cli(['schedule', 'export', ...args], { cwd: out });
      assert.equal(code, 0, err);
      assert.deepEqual(fs.readdirSync(out), [
        'ssd-extract-trial.service',
        'ssd-extract-trial.timer',
      ]);
      const unit = fs.readFileSync(path.join(out, 'ssd-extract-trial.service'), 'utf8');
      assert.ok(
        unit.includes(`ExecStart="${process.execPath}" "${BIN}" run --site "${site}"\n`),
        unit,
      );
      assert.match(unit, /TimeoutStartSec=90min/);
      assert.match(err, /systemctl enable --now ssd-extract-trial\.timer/);
      const again = await cliHere(['schedule', 'export', ...args], { cwd: out });
      assert.equal(again.code, 2);
      assert.match(again.err, /ssd-extract-trial\.service is there already/);
    },
  );

  it('writes a task for Windows, and says whose paths it has', { skip: NO_SIGNALS }, async () => {
    const out = path.join(tempDir(), 'task.xml');
    const args = ['--for', 'windows', '--site', siteWith(), '--at', '04:30', '--stop-after', '3'];
    const { code, err } = await cliHere(['schedule', 'export', ...args, '--out', out]);
    assert.equal(code, 0, err);
    const text = fs.readFileSync(out, 'utf16le');
    assert.match(text, /T04:30:00</);
    assert.match(text, /PT180M</);
    assert.match(err, /warning: the paths are those of this machine/);
  });

  it('prints a crontab', async () => {
    const { code, out } = await cliHere([
      'schedule',
      'export',
      '--for',
      'cron',
      '--site',
      siteWith(),
    ]);
    assert.equal(code, 0);
    assert.match(out, /^0 2 \* \* \* cd /m);
    assert.doesNotMatch(out, /npx/);
  });

  it('takes the time of the site, or the one that is given', () => {
    const launcher = { node: '/n', script: '/s' };
    const timeOf = (cron: string, at?: string): string => {
      const site = loadSite(siteWith({ more: `schedule: {cron: "${cron}"}\n` }));
      const { hour, minute } = taskOf(site, { at }, launcher);
      return `${hour}:${minute}`;
    };
    assert.equal(timeOf('5 3 * * *'), '3:5');
    assert.equal(timeOf('0 3 * * 1', '23:59'), '23:59');
    assert.throws(
      () => timeOf('0 3 * * 1'),
      (error) => error instanceof ConfigError && error.code === 'not-daily',
    );
  });

  it('refuses a time or a number of hours that there is not, and a scheduler that it does not know', async () => {
    const site = siteWith();
    for (const wrong of [
      ['--for', 'systemd', '--at', '24:00'],
      ['--for', 'systemd', '--stop-after', '100'],
      ['--for', 'launchd'],
      [],
    ]) {
      const { code } = await cliHere(['schedule', 'export', '--site', site, ...wrong]);
      assert.equal(code, 2, wrong.join(' '));
    }
  });

  it('never points at the cache of npx', () => {
    const script = '/home/a/.npm/_npx/0123/node_modules/.bin/ssd-extract';
    assert.throws(
      () => launcherInUse('/usr/bin/node', script),
      (error) => error instanceof ConfigError && error.code === 'no-installation',
    );
  });
});
