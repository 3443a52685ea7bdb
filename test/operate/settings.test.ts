import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { loadSite } from '../../src/site/load.ts';
import { siteWith } from '../support/site.ts';

/** The problems of a site file with these lines at its end, which begin at line 6. */
function refused(more: string): string {
  try {
    loadSite(siteWith({ more }));
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.exitCode, 2);
    return error.problems.map(showProblem).join('\n');
  }
  return assert.fail(`accepted: ${more}`);
}

const mail = (settings: string): string =>
  `notify:\n  email:\n    host: h\n    from: a@b.uk\n    to: [c@d.uk]\n    ${settings}\n`;

const BAD: readonly (readonly [string, RegExp])[] = [
  ['schedule: {}\n', /yml:6:\d+: error: the key "cron" is missing in "schedule"/],
  ['schedule:\n  cron: every night\n', /yml:7:9: .*five fields in quotes/],
  ['schedule:\n  cron: "0 25 * * *"\n', /yml:7:9: .*five fields/],
  ['schedule:\n  cron: "*/5 * * * * *"\n', /yml:7:9: .*five fields/],
  ['schedule:\n  cron: "0 2 30 2 *"\n', /yml:7:9: .*never comes/],
  ['schedule:\n  cron: "0 2 * * *"\n  timezone: London\n', /yml:8:13: .*Europe\/London/],
  ['schedule:\n  cron: "0 2 * * *"\n  stop_after: 4\n', /yml:8:15: .*90m or 4h/],
  ['schedule:\n  cron: "0 2 * * *"\n  stop_after: 100h\n', /yml:8:15: .*at most 72h/],
  ['schedule:\n  cron: "0 2 * * *"\n  run_missed: yes\n', /yml:8:15: .*true or false/],
  [
    'schedule:\n  corn: "0 2 * * *"\n',
    /yml:7:3: error: unknown key "corn".*\n.*did you mean "cron"\?/,
  ],
  ['notify: {}\n', /yml:6:9: .*name who is told/],
  [
    'notify:\n  webhok: {url: "https://h"}\n',
    /yml:7:3: error: unknown key "webhok".*\n.*did you mean "webhook"\?$/,
  ],
  ['notify:\n  webhook: {url: "http://h/x"}\n', /yml:7:18: .*begins with https:\/\//],
  ['notify:\n  webhook: {url: "https://u:pw@h/x"}\n', /yml:7:18: .*without user and password/],
  [
    'notify:\n  webhook: {url: "https://h", secret: hunter2}\n',
    /yml:7:31: error: a secret does not belong.*\n.*SSD_NOTIFY_SECRET/,
  ],
  ['notify:\n  webhook: {url: "https://h", secret: {prompt: true}}\n', /yml:7:39: .*credential/],
  ['notify:\n  webhook: {url: "https://h", header: Host}\n', /yml:7:39: .*not for secrets/],
  ['notify:\n  webhook: {url: "https://h", on: [never]}\n', /yml:7:\d+: .*failure/],
  ['notify:\n  webhook: {url: "https://h", timeout: 0}\n', /yml:7:40: /],
  ['notify:\n  command: {run: [notify-send]}\n', /yml:7:18: .*path of a program/],
  ['notify:\n  command: {run: [./tell.cmd]}\n', /yml:7:18: .*needs a shell/],
  ['notify:\n  command: {run: ./tell now}\n', /yml:7:18: .*must be a list/],
  [mail('to: []').replace('    to: [c@d.uk]\n', ''), /yml:10:9: .*at least one/],
  [mail('to: [nobody]').replace('    to: [c@d.uk]\n', ''), /yml:10:10: .*one address/],
  [mail('password: hunter2'), /yml:11:5: .*secret does not belong/],
  [mail('user: u'), /yml:11:11: .*go together/],
  [
    mail('{user: u}').replace('{user: u}', 'user: u\n    password: {env: P}\n    security: none'),
    /yml:13:15: .*not sent without encryption/,
  ],
  ['notify:\n  healthcheck: {url: "ftp://h"}\n', /yml:7:22: .*https/],
];

describe('what a site says of schedule and notices', () => {
  for (const [more, problem] of BAD) {
    it(`is refused with its place: ${more.trim().split('\n').at(-1)}`, () => {
      const told = refused(more);
      assert.match(told, problem);
      assert.doesNotMatch(told, /hunter2|u:pw/);
    });
  }

  it('has defaults', () => {
    const { schedule, notify } = loadSite(
      siteWith({
        more: 'schedule: {cron: "0 2 * * *"}\nnotify: {email: {host: h, from: a@b.uk, to: [c@d.uk]}}\n',
      }),
    );
    assert.deepEqual(schedule, {
      cron: '0 2 * * *',
      timezone: 'Europe/London',
      stop_after: 720,
      run_missed: true,
    });
    assert.equal(notify?.email?.port, 587);
    assert.equal(notify.email.security, 'starttls');
    assert.deepEqual(notify.email.on, ['failure', 'warning']);
    assert.equal(notify.email.timeout, 15);
  });

  it('has paths relative to the file', () => {
    const file = siteWith({
      more: 'notify:\n  command: {run: [./tell, --now]}\n  webhook: {url: {file: hook}, ca_file: ca.pem}\n  healthcheck: {url: {env: U}}\n',
    });
    const { notify } = loadSite(file);
    const dir = path.dirname(file);
    assert.deepEqual(notify?.command?.run, [path.join(dir, 'tell'), '--now']);
    assert.equal(notify.command.folder, dir);
    assert.deepEqual(notify.webhook?.url, { file: path.join(dir, 'hook') });
    assert.equal(notify.webhook.ca_file, path.join(dir, 'ca.pem'));
    assert.deepEqual(notify.healthcheck?.url, {
      env: 'U',
      beside: path.join(dir, '.env'),
    });
  });

  it('may name the event log on Windows only', () => {
    const more = 'notify:\n  event_log: {}\n';
    if (process.platform === 'win32') {
      assert.equal(loadSite(siteWith({ more })).notify?.event_log?.source, 'ssd-extract');
    } else {
      assert.match(refused(more), /yml:7:14: error: "notify.event_log": only Windows has/);
    }
  });
});
