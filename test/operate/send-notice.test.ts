import assert from 'node:assert/strict';
import fs from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { eventLog } from '../../src/operate/notify/event-log.ts';
import { type Notice, showNotice, testNotice } from '../../src/operate/notify/notice.ts';
import {
  announceStart,
  sendNotice,
  showUndelivered,
} from '../../src/operate/notify/send-notice.ts';
import type { EmailSettings, NoticeEvent, WebhookSettings } from '../../src/site/notify.ts';
import { tempDir } from '../support/files.ts';
import { httpsServer } from '../support/https-server.ts';
import { LOGIN, smtpServer } from '../support/smtp-server.ts';

const POSIX_ONLY = process.platform === 'win32' ? 'the program is a shell script' : false;
const dir = tempDir();
const when = { on: ['failure', 'warning'] as NoticeEvent[], timeout: 10 };
const notice: Notice = {
  ...testNotice('trial', '1.0'),
  event: 'failure',
  status: 'failed',
  object: 'ssd_person',
  cause: { code: 'login-refused', exitCode: 3, message: 'no login', problems: [] },
  next: 'ask',
};

/** Writes a secret as it has to be kept. */
const keep = (file: string, text: string): void => fs.writeFileSync(file, text, { mode: 0o600 });

async function reasons(...args: Parameters<typeof sendNotice>): Promise<string[]> {
  return (await sendNotice(...args)).map(showUndelivered);
}

const [service, mail] = await Promise.all([httpsServer(), smtpServer()]);

describe('a notice by webhook', () => {
  const hook = (path_: string, more: Partial<WebhookSettings> = {}): WebhookSettings => ({
    ...when,
    url: service.url + path_,
    ca_file: service.caFile,
    ...more,
  });

  it('is JSON that a program and a chat can read, with the secret in its header', async () => {
    const secret = path.join(dir, 'hook-secret');
    keep(secret, 's3cret\n');
    assert.deepEqual(
      await reasons({ webhook: hook('/a', { secret: { file: secret } }) }, notice),
      [],
    );
    assert.deepEqual(
      await reasons(
        { webhook: hook('/a', { secret: { file: secret }, header: 'X-Api-Key' }) },
        notice,
      ),
      [],
    );
    const [first, second] = service.received.filter((item) => item.path === '/a');
    assert.equal(first?.method, 'POST');
    assert.equal(first.headers['content-type'], 'application/json');
    assert.equal(first.headers['authorization'], 'Bearer s3cret');
    assert.equal(second?.headers['x-api-key'], 's3cret');
    assert.equal(second.headers['authorization'], undefined);
    assert.deepEqual(JSON.parse(first.body), { ...notice, text: showNotice(notice) });
  });

  it('is not sent where nobody asked for such an end', async () => {
    const before_ = service.received.length;
    const webhook = hook('/b', { on: ['success'] });
    assert.deepEqual(await reasons({ webhook }, notice), []);
    assert.equal(service.received.length, before_);
  });

  it('follows no redirect, and takes no error for an answer', async () => {
    service.answers.set('/moved', 302).set('/broken', 500);
    assert.match(
      (await reasons({ webhook: hook('/moved') }, notice))[0] ?? '',
      /302, and no redirect/,
    );
    assert.match(
      (await reasons({ webhook: hook('/broken') }, notice))[0] ?? '',
      /answered with 500/,
    );
    assert.ok(!service.received.some((item) => item.path === '/elsewhere'));
  });

  it('goes to nobody whose certificate is not trusted, whatever the environment says', async () => {
    process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
    const told = await reasons({ webhook: hook('/c', { ca_file: undefined }) }, notice);
    delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
    assert.match(told[0] ?? '', /^no notice by webhook: its certificate is not trusted \(\w+\)/);
    assert.ok(!service.received.some((item) => item.path === '/c'));
  });

  it('takes no longer than it may', async () => {
    service.answers.set('/silent', 0);
    const told = await reasons({ webhook: hook('/silent', { timeout: 1 }) }, notice);
    assert.deepEqual(told, ['no notice by webhook: it took more than 1 s']);
  });

  it('is given up when the program is to stop', async () => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 200);
    const told = await reasons({ webhook: hook('/silent') }, notice, stop.signal);
    assert.deepEqual(told, ['no notice by webhook: the program was stopped']);
  });

  it('may have a secret address, which no message repeats', async () => {
    const file = path.join(dir, 'hook-url');
    keep(file, `${service.url}/T0KEN\n`);
    assert.deepEqual(await reasons({ webhook: hook('', { url: { file } }) }, notice), []);
    service.answers.set('/T0KEN', 410);
    const gone = await reasons({ webhook: hook('', { url: { file } }) }, notice);
    fs.writeFileSync(file, 'http://T0KEN');
    const wrong = await reasons({ webhook: hook('', { url: { file } }) }, notice);
    assert.match(gone[0] ?? '', /410/);
    assert.match(wrong[0] ?? '', /not an address/);
    assert.doesNotMatch([...gone, ...wrong].join(), /T0KEN/);
  });

  it('says what is wrong when its secret is not there', async () => {
    const secret = { env: 'SSD_TEST_NO_SUCH' };
    const told = await reasons({ webhook: hook('/d', { secret }) }, notice);
    assert.match(told[0] ?? '', /the environment variable SSD_TEST_NO_SUCH is not set/);
  });

  it('goes through the proxy of the environment', async () => {
    const asked: string[] = [];
    const proxy = net.createServer((client) => {
      client.once('data', (chunk) => {
        const [, host = ''] = /^CONNECT (\S+)/.exec(chunk.toString()) ?? [];
        asked.push(host);
        const { port } = new URL(service.url);
        const upstream = net.connect(Number(port), '127.0.0.1', () => {
          client.write('HTTP/1.1 200 OK\r\n\r\n');
          client.pipe(upstream).pipe(client);
        });
        upstream.on('error', () => client.destroy());
      });
      client.on('error', () => undefined);
    });
    await new Promise<void>((resolve) => {
      proxy.listen(0, '127.0.0.1', resolve);
    });
    after(() => proxy.close());
    process.env['HTTPS_PROXY'] = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const told = await reasons({ webhook: hook('/proxied') }, notice);
    delete process.env['HTTPS_PROXY'];
    assert.deepEqual(told, []);
    assert.deepEqual(asked, [new URL(service.url).host]);
    assert.ok(service.received.some((item) => item.path === '/proxied'));
  });
});

describe('a healthcheck', () => {
  it('is pinged at the start and at every end of a run, each by its own address', async () => {
    const healthcheck = { url: `${service.url}/ping/uuid`, ca_file: service.caFile, timeout: 10 };
    const from = service.received.length;
    const never = new AbortController().signal;
    assert.deepEqual(await announceStart({ healthcheck }, 'trial', never), []);
    for (const event of ['failure', 'warning', 'success', 'test'] as const) {
      assert.deepEqual(await reasons({ healthcheck }, { ...notice, event }), []);
    }
    assert.deepEqual(
      service.received.slice(from).map((item) => item.path),
      ['/start', '/fail', '', '', '/log'].map((what) => `/ping/uuid${what}`),
    );
  });
});

describe('a notice by e-mail', () => {
  const password = path.join(dir, 'mail-password');
  const to = (more: Partial<EmailSettings> = {}): EmailSettings => ({
    ...when,
    host: 'localhost',
    port: mail.port,
    security: 'starttls',
    from: 'ssd@council.gov.uk',
    to: ['data@council.gov.uk', 'night@council.gov.uk'],
    user: LOGIN.user,
    password: { file: password },
    ca_file: mail.caFile,
    ...more,
  });
  before(() => keep(password, LOGIN.password));

  it('arrives over STARTTLS, after a login, with all that it has to say', async () => {
    assert.deepEqual(await reasons({ email: to() }, notice), []);
    const [got] = mail.mails;
    assert.ok(got);
    assert.equal(got.secure, true);
    assert.equal(got.user, LOGIN.user);
    assert.equal(got.from, 'ssd@council.gov.uk');
    assert.deepEqual(got.to, ['data@council.gov.uk', 'night@council.gov.uk']);
    const text = got.text.replaceAll('=\r\n', '').replaceAll('\r\n ', ' ');
    assert.match(
      text,
      /^Subject: ssd-extract, trial on .*: the run failed \[login-refused, ssd_person\]/m,
    );
    assert.match(text, /Next: {5}ask/);
  });

  it('is not sent without TLS where TLS is asked for', async () => {
    const plain = await smtpServer({ hideSTARTTLS: true, disabledCommands: ['STARTTLS'] });
    const told = await reasons({ email: to({ port: plain.port }) }, notice);
    assert.match(told[0] ?? '', /^no notice by email: the mail server has no trusted TLS/);
    assert.equal(plain.mails.length, 0);
    const relay = to({ port: plain.port, security: 'none', user: undefined, password: undefined });
    assert.deepEqual(await reasons({ email: relay }, notice), []);
    assert.equal(plain.mails[0]?.secure, false);
  });

  it('goes to no server whose certificate is not trusted', async () => {
    const before_ = mail.mails.length;
    const told = await reasons({ email: to({ ca_file: undefined }) }, notice);
    assert.match(told[0] ?? '', /TLS|certificate/);
    assert.equal(mail.mails.length, before_);
  });

  it('speaks TLS from the first byte where the site says so', async () => {
    const implicit = await smtpServer({ secure: true });
    const email = to({ port: implicit.port, security: 'tls', ca_file: implicit.caFile });
    assert.deepEqual(await reasons({ email }, notice), []);
    assert.equal(implicit.mails.length, 1);
  });

  it('tells a login that is refused by its number, without the password', async () => {
    fs.writeFileSync(password, 'wrong h0rse');
    const told = await reasons({ email: to() }, notice);
    keep(password, LOGIN.password);
    assert.match(told[0] ?? '', /^no notice by email: the mail server refuses the login \(535\)$/);
  });

  it('takes no longer than it may, and says when nobody listens', async () => {
    const mute = net.createServer(() => undefined);
    await new Promise<void>((resolve) => {
      mute.listen(0, '127.0.0.1', resolve);
    });
    const { port } = mute.address() as AddressInfo;
    const slow = await reasons({ email: to({ port, timeout: 1 }) }, notice);
    assert.equal(slow.length, 1);
    await new Promise((resolve) => mute.close(resolve));
    const told = await reasons({ email: to({ port }) }, notice);
    assert.match(told[0] ?? '', /nothing listens there \(ECONNREFUSED\)/);
  });
});

describe('a notice by command', { skip: POSIX_ONLY }, () => {
  const script = (name: string, text: string): string => {
    const file = path.join(dir, name);
    fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    return file;
  };

  it('comes as JSON on its standard input; no shell sees the arguments, nor it the passwords', async () => {
    const out = path.join(dir, 'out');
    const run = [
      script('tell me', `printf "%s\\n" "$@" > "${out}"; cat >> "${out}"; env >> "${out}"`),
    ];
    process.env['SSD_TEST_PASSWORD'] = 'hunter2';
    const told = await reasons(
      { command: { ...when, folder: dir, run: [...run, '$(id)', '; ls'] } },
      notice,
    );
    delete process.env['SSD_TEST_PASSWORD'];
    assert.deepEqual(told, []);
    const [first, second, json = '', ...env] = fs
      .readFileSync(out, 'utf8')
      .split(/\n|(?<=\})(?=[A-Z])/);
    assert.deepEqual([first, second], ['$(id)', '; ls']);
    assert.deepEqual(JSON.parse(json), { ...notice, text: showNotice(notice) });
    assert.ok(env.some((line) => line.startsWith('PATH=')));
    assert.doesNotMatch(env.join('\n'), /hunter2/);
  });

  it('tells its exit code, that it is not there, and that it takes too long', async () => {
    const told = async (run: string[]): Promise<string> =>
      (await reasons({ command: { ...when, folder: dir, timeout: 1, run } }, notice)).join();
    assert.equal(await told([script('bad', 'exit 7')]), 'no notice by command: it ended with 7');
    assert.match(await told([path.join(dir, 'nowhere')]), /there is no such program \(ENOENT\)/);
    assert.match(await told([script('slow', 'exec sleep 30')]), /it took more than 1 s/);
    assert.equal(await told([script('deaf', 'exit 0')]), '');
  });
});

describe('a notice in the event log of Windows', { skip: POSIX_ONLY }, () => {
  it('is written by eventcreate, each kind of end with a number of its own', async () => {
    const out = path.join(dir, 'events');
    const program = path.join(dir, 'eventcreate');
    fs.writeFileSync(program, `#!/bin/sh\nprintf "%s|" "$@" >> "${out}"\n`, { mode: 0o755 });
    const channel = eventLog({ ...when, source: 'ssd' }, program);
    for (const event of ['failure', 'warning', 'success'] as const) {
      await channel.deliver({ ...notice, event }, AbortSignal.timeout(5000));
    }
    const text = fs.readFileSync(out, 'utf8');
    for (const start of ['ERROR|/ID|3', 'WARNING|/ID|2', 'INFORMATION|/ID|1']) {
      assert.ok(text.includes(`/L|APPLICATION|/SO|ssd|/T|${start}|/D|ssd-extract, trial`), text);
    }
  });
});
