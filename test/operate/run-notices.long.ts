import assert from 'node:assert/strict';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { MANIFEST, manifestShape } from '../../src/bundle/manifest.ts';
import { noticeOfError, noticeOfResult } from '../../src/operate/notify/make-notice.ts';
import { type Notice, showNotice } from '../../src/operate/notify/notice.ts';
import { ConfigError, ExtractionError } from '../../src/problems/errors.ts';
import { loadSite } from '../../src/site/load.ts';
import { makeEmptySite } from '../support/empty-site.ts';
import { tempDir } from '../support/files.ts';
import { httpsServer } from '../support/https-server.ts';
import { BIN, type Ended, cli, start } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const NO_SIGNALS = process.platform === 'win32' ? 'Windows has no signals' : false;
const service = await httpsServer();
const notify = (more = ''): string =>
  `notify:
  webhook: {url: "${service.url}/hook", ca_file: ${JSON.stringify(service.caFile)}, on: [failure, warning, success]}
  healthcheck: {url: "${service.url}/ping", ca_file: ${JSON.stringify(service.caFile)}}
${more}`;

/** What came since the last call: the paths, and the notice. */
function arrived(): { paths: string[]; notice: Notice & { text: string } } {
  const all = service.received.splice(0);
  const hook = all.find((item) => item.path === '/hook');
  assert.ok(hook, 'a notice came');
  return {
    paths: all.map((item) => item.path).sort(),
    notice: JSON.parse(hook.body) as Notice & { text: string },
  };
}

const run = (site: string, env: NodeJS.ProcessEnv = {}): Promise<Ended> =>
  cli(['run', '--site', site], { env });

/** A database that takes the connection and says nothing; `met` is called at each. */
async function muteServer(met: () => void): Promise<number> {
  const server = net.createServer((socket) => {
    socket.on('error', () => undefined);
    met();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  after(() => server.close());
  return (server.address() as AddressInfo).port;
}

const toPort = (port: number): object => ({
  ...{ engine: 'postgres', host: '127.0.0.1', port, database: 'd', user: 'u' },
  ...{ password: { env: 'SSD_TEST_PASSWORD' }, encrypt: false },
});
const password = { SSD_TEST_PASSWORD: 'hunter2' };

describe('a run that fails before it has read anything', () => {
  it('is told when its password is not there, and ends as without notices', async () => {
    const site = siteWith({ connection: toPort(9), testdb: undefined, more: notify() });
    const { code } = await run(site);
    assert.equal(code, 2);
    const { paths, notice } = arrived();
    assert.deepEqual(paths, ['/hook', '/ping/fail', '/ping/start']);
    assert.equal(notice.event, 'failure');
    assert.equal(notice.status, 'failed');
    assert.equal(notice.site, 'trial');
    assert.equal(notice.cause?.code, 'no-secret');
    assert.equal(notice.cause.exitCode, 2);
    assert.match(notice.next, /set it for the account/);
    assert.equal(notice.bundle, null);
  });

  it('is told when nobody listens', async () => {
    const site = siteWith({ connection: toPort(9), testdb: undefined, more: notify() });
    const { code } = await run(site, password);
    assert.equal(code, 3);
    const { notice } = arrived();
    assert.equal(notice.cause?.exitCode, 3);
    assert.doesNotMatch(JSON.stringify(notice), /hunter2/);
  });

  it('ends with the same code when no notice arrives, and tells that in its log', async () => {
    const dead = 'https://localhost:9/x';
    const more = `notify: {webhook: {url: "${dead}"}, healthcheck: {url: "${dead}"}, email: {host: localhost, port: 9, from: a@b.uk, to: [c@d.uk]}}\n`;
    const site = siteWith({ connection: toPort(9), testdb: undefined, more });
    const { code, err } = await run(site, password);
    assert.equal(code, 3);
    for (const channel of ['webhook', 'email', 'healthcheck']) {
      assert.match(err, new RegExp(`^no notice by ${channel}: nothing listens there`, 'm'));
    }
  });
});

describe('a run that does not get to its end', () => {
  it('is told when it is stopped', { skip: NO_SIGNALS }, async () => {
    let stop = (): void => undefined;
    const port = await muteServer(() => stop());
    const site = siteWith({ connection: toPort(port), testdb: undefined, more: notify() });
    const { child, ended } = start([BIN, 'run', '--site', site], { env: password });
    stop = () => void child.kill('SIGTERM');
    const { code, err } = await ended;
    assert.equal(code, 130, err);
    const { paths, notice } = arrived();
    assert.ok(paths.includes('/ping/fail'));
    assert.equal(notice.status, 'stopped');
    assert.equal(notice.cause?.exitCode, 130);
    assert.match(notice.next, /last good bundle stands/);
  });

  it('is told of a fault that nobody caught, by its kind and not in its words', async () => {
    const trigger = path.join(tempDir(), 'now');
    const port = await muteServer(() => fs.writeFileSync(trigger, ''));
    const site = siteWith({ connection: toPort(port), testdb: undefined, more: notify() });
    const fault = `import fs from 'node:fs';
      setInterval(() => {
        if (!fs.existsSync(${JSON.stringify(trigger)})) return;
        fs.rmSync(${JSON.stringify(trigger)});
        throw new TypeError('ZQCanary');
      }, 50).unref();`;
    const { code, err } = await start(
      ['--import', `data:text/javascript,${encodeURIComponent(fault)}`, BIN, 'run', '--site', site],
      { env: password },
    ).ended;
    assert.equal(code, 4, err);
    const { notice } = arrived();
    assert.equal(notice.cause?.code, 'fault');
    assert.match(notice.cause.message, /TypeError/);
    assert.doesNotMatch(JSON.stringify(notice) + err, /ZQCanary/);
  });
});

describe('a run that publishes a bundle', () => {
  const dir = tempDir();
  let site = '';
  let ended: Ended;
  before(async () => {
    site = await makeEmptySite(dir);
    fs.appendFileSync(site, notify());
    ended = await run(site);
  });

  it('is told with its bundle, counts and warnings', () => {
    assert.equal(ended.code, 0, ended.err);
    const { paths, notice } = arrived();
    assert.deepEqual(paths, ['/hook', '/ping', '/ping/start']);
    assert.equal(notice.event, 'warning');
    assert.equal(notice.status, 'findings');
    assert.ok(notice.warnings.some((warning) => warning.includes('ssd_person has no rows')));
    assert.equal(notice.counts?.objects, 46);
    assert.equal(notice.counts.rows, 0);
    assert.ok(fs.existsSync(path.join(notice.bundle ?? '', MANIFEST)));
    assert.match(notice.text, /^Next: {5}findings\.csv lists/m);
  });

  it('is a success where nothing is doubtful, and a warning where a finding is an error', () => {
    const [name = ''] = fs
      .readdirSync(path.join(dir, 'bundles'))
      .filter((item) => item.startsWith('ssd_'));
    const bundle = path.join(dir, 'bundles', name);
    const text = fs.readFileSync(path.join(bundle, MANIFEST), 'utf8');
    const manifest = manifestShape.parse(JSON.parse(text));
    const noticeOf = (facts: Partial<typeof manifest>): Notice =>
      noticeOfResult(loadSite(site), {
        bundle,
        manifest: { ...manifest, warnings: [], ...facts },
        warnings: [],
        removed: [],
        remarks: [],
        exitCode: 0,
        milliseconds: 1,
      });
    assert.equal(noticeOf({ valid: true }).event, 'success');
    assert.equal(noticeOf({ valid: true }).status, 'ok');
    assert.equal(noticeOf({ valid: false }).event, 'warning');
  });
});

describe('a notice of an error', () => {
  const site = loadSite(siteWith());
  const started = new Date();

  it('names the object that was being read', () => {
    const of = (message: string, atWork: string[]): string | null =>
      noticeOfError(site, new ExtractionError({ code: 'x', message }), { started, atWork }).object;
    assert.equal(of('ssd_a failed', ['ssd_a_b', 'ssd_a']), 'ssd_a');
    assert.equal(of('the query failed', ['ssd_b']), 'ssd_b');
    assert.equal(of('the query failed', ['ssd_a', 'ssd_b']), null);
  });

  it('has places to mend, at most ten, and no secret in them', () => {
    const problems = Array.from({ length: 12 }, (_, index) => ({
      severity: 'error' as const,
      code: 'x',
      message: `password=hunter2 ${index}`,
      at: { file: 'site.yml', line: index + 1, column: 1 },
    }));
    const error = new ConfigError({ code: 'bad-site', message: 'user/hunter2@host', problems });
    const notice = noticeOfError(site, error, { started });
    assert.equal(notice.cause?.problems.length, 11);
    assert.equal(notice.cause.problems[0], 'site.yml:1:1: error: password=*** 0 [x]');
    assert.equal(notice.cause.problems[10], 'and 2 more');
    assert.doesNotMatch(showNotice(notice), /hunter2/);
  });
});

describe('ssd-extract notify test', () => {
  it('sends to everybody, whatever they wait for', async () => {
    service.received.splice(0);
    const site = siteWith({ more: notify().replace('[failure, warning, success]', '[success]') });
    const { code, out } = await cli(['notify', 'test', '--site', site]);
    assert.equal(code, 0);
    assert.equal(out, 'webhook: sent\nhealthcheck: sent\n');
    const { paths, notice } = arrived();
    assert.deepEqual(paths, ['/hook', '/ping/log']);
    assert.equal(notice.event, 'test');
  });

  it('ends with 3 when one does not arrive, and with 2 when there is nobody', async () => {
    const more = `notify: {webhook: {url: "https://localhost:9"}}\n`;
    const dead = await cli(['notify', 'test', '--site', siteWith({ more })]);
    assert.equal(dead.code, 3);
    assert.match(dead.err, /no notice by webhook: nothing listens there/);
    const nobody = await cli(['notify', 'test', '--site', siteWith()]);
    assert.equal(nobody.code, 2);
    assert.match(nobody.err, /does not say whom to notify \[no-notify\]/);
  });
});
