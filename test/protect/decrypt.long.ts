import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import {
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { type DecryptRequest, decryptBundle } from '../../src/run/decrypt-bundle.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { tempDir } from '../support/files.ts';
import { type Ended, cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const AGE = spawnSync('age', ['--version']).status === 0;
const NO_AGE = AGE ? false : 'there is no program age here';

const manifestOf = (bundle: string): Manifest =>
  JSON.parse(fs.readFileSync(path.join(bundle, 'manifest.json'), 'utf8')) as Manifest;

async function run(name: string, output: object, only?: readonly string[]): Promise<string> {
  const site = loadSite(siteWith({ dir, name, output: { dir: './bundles', ...output } }));
  const signal = new AbortController().signal;
  const { bundle } = await runExtract({ site, asOf: '2026-11-22', signal, progress: SILENT, only });
  return bundle;
}

function writeIdentity(name: string, ...identities: string[]): string {
  const file = path.join(dir, name);
  fs.writeFileSync(file, `# created today\n\n${identities.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function refusalOf(request: Omit<DecryptRequest, 'signal'> & { signal?: AbortSignal }) {
  const { signal } = new AbortController();
  const error: unknown = await decryptBundle({ signal, ...request }).catch((e: unknown) => e);
  assert.ok(error instanceof SsdError);
  return error;
}

/** A key that is not kept to its owner; Windows has no such modes. */
function openFile(): string {
  const file = path.join(dir, 'open.txt');
  fs.writeFileSync(file, 'AGE-SECRET-KEY-1');
  fs.chmodSync(file, 0o644);
  return file;
}

describe('an encrypted bundle', () => {
  let identity = '';
  let keyFile = '';
  let strangerFile = '';
  let hybridFile = '';
  let plain = '';
  let encrypted = '';
  let decrypted = '';
  let shown: Ended;
  let recipients: string[] = [];
  before(async () => {
    identity = await generateX25519Identity();
    const hybrid = await generateHybridIdentity();
    const second = await generateX25519Identity();
    keyFile = writeIdentity('key.txt', identity);
    strangerFile = writeIdentity('stranger.txt', await generateX25519Identity());
    hybridFile = writeIdentity('hybrid.txt', await generateX25519Identity(), hybrid);
    recipients = [await identityToRecipient(second), await identityToRecipient(identity)];
    const site = loadSite(siteWith({ dir }));
    await buildTestDatabase({ site, asOf: '2026-11-22', children: 15, seed: 3 });
    plain = await run('plain.yml', {});
    encrypted = await run('encrypted.yml', { encrypt_to: recipients });
    decrypted = `${encrypted}_decrypted`;
    shown = await cli(['decrypt', encrypted, '--identity', keyFile]);
    assert.equal(shown.code, 0, shown.err);
  });

  it('has a manifest that can be read, a description, and encrypted files alone', () => {
    const manifest = manifestOf(encrypted);
    assert.deepEqual(manifest.encrypted, { format: 'age', recipients });
    const names = fs.readdirSync(encrypted).sort();
    const readable = names.filter((name) => !name.endsWith('.age'));
    assert.deepEqual(readable, ['csv-metadata.json', 'datapackage.json', 'manifest.json']);
    assert.ok(
      names.includes('findings.csv.age') &&
        names.includes('report.html.age') &&
        names.includes('contents.json.age'),
    );
    for (const name of names.filter((item) => item.endsWith('.age'))) {
      const text = fs.readFileSync(path.join(encrypted, name)).toString('latin1');
      assert.ok(text.startsWith('age-encryption.org/v1\n'), name);
    }
  });
  it('says no hash of plain text: a guess at a small file cannot be confirmed', () => {
    const text = ['manifest.json', 'datapackage.json', 'csv-metadata.json']
      .map((name) => fs.readFileSync(path.join(encrypted, name), 'utf8'))
      .join();
    for (const { file, sha256 } of manifestOf(plain).files) assert.ok(!text.includes(sha256), file);
  });
  it('decrypts into the bundle that it would have been', async () => {
    const { faults, manifest } = await verifyBundle(decrypted);
    assert.deepEqual(faults, []);
    assert.equal(manifest?.encrypted, undefined);
    assert.deepEqual(fs.readdirSync(decrypted).sort(), fs.readdirSync(plain).sort());
    for (const { file } of manifestOf(plain).files) {
      assert.ok(
        fs.readFileSync(path.join(decrypted, file)).equals(fs.readFileSync(path.join(plain, file))),
        file,
      );
    }
    const kept = ['run', 'files', 'others', 'encrypted'];
    const rest = (manifest_: Manifest): unknown =>
      Object.fromEntries(Object.entries(manifest_).filter(([key]) => !kept.includes(key)));
    assert.deepEqual(rest(manifestOf(decrypted)), rest(manifestOf(encrypted)));
    assert.match(shown.out, /whole: 46 objects in .*_decrypted\nIt is plain text: remove it/);
    assert.equal(shown.err, '');
  });
  it('leaves what it decrypts to its owner', { skip: process.platform === 'win32' }, () => {
    assert.equal(fs.statSync(decrypted).mode & 0o777, 0o700);
    for (const name of fs.readdirSync(decrypted)) {
      assert.equal(fs.statSync(path.join(decrypted, name)).mode & 0o077, 0, name);
    }
  });
  it('can be verified without a key, and says what that means', async () => {
    const whole = await cli(['verify', encrypted]);
    assert.equal(whole.code, 0);
    assert.match(whole.out, /names, sizes and hashes were compared; ssd-extract decrypt compares/);
    const copy = path.join(dir, 'tampered');
    fs.cpSync(encrypted, copy, { recursive: true });
    fs.appendFileSync(path.join(copy, 'ssd_person.csv.age'), 'x');
    const differs = await cli(['verify', copy]);
    assert.equal(differs.code, 1);
    assert.match(differs.out, /"ssd_person\.csv\.age" has \d+ bytes, not/);
    const refused = await refusalOf({ bundle: copy, identity: keyFile });
    assert.equal(refused.exitCode, 2);
    assert.match(refused.message, /not a bundle as it was written: "ssd_person\.csv\.age" has/);
    assert.ok(!fs.existsSync(`${copy}_decrypted`));
  });
  it('is not validated: it says what to do first', async () => {
    const ended = await cli(['validate', encrypted]);
    assert.equal(ended.code, 2);
    assert.match(ended.err, /is encrypted/);
    assert.match(ended.err, /ssd-extract decrypt .* --identity FILE/);
    const after = await cli(['validate', decrypted, '--json']);
    assert.equal((JSON.parse(after.out) as { differences: unknown[] }).differences.length, 0);
  });
  for (const [what, change, code, expected] of [
    ['another identity', () => ({ identity: strangerFile }), 2, /was not encrypted to this/],
    ['no identity file', () => ({ identity: 'none' }), 2, /none: the file does not exist/],
    [
      'a file without a key',
      () => ({ identity: path.join(plain, 'manifest.json') }),
      2,
      /manifest\.json:1: this is not a key/,
    ],
    ['a bundle that is not encrypted', () => ({ bundle: plain }), 2, /is not encrypted/],
    ['no bundle', () => ({ bundle: dir }), 2, /there is no manifest\.json/],
    ['a folder that is there', () => ({ out: dir }), 2, /is there already/],
    [
      'a folder below a file',
      () => ({ out: path.join(keyFile, 'x') }),
      5,
      /a part of the path is a file/,
    ],
    [
      'a key that every account may read',
      () => ({ identity: openFile() }),
      2,
      /every account of this machine may read/,
    ],
    ['a signal to stop', () => ({ signal: AbortSignal.abort() }), 130, /was stopped/],
  ] as const) {
    const skip = process.platform === 'win32' && what.includes('every account');
    it(`is not decrypted with ${what}, and nothing is left`, { skip }, async () => {
      const out = path.join(dir, 'refused');
      const request = { bundle: encrypted, identity: keyFile, out, ...change() };
      const error = await refusalOf(request);
      assert.equal(error.exitCode, code, error.message);
      assert.match(error.message, expected);
      assert.ok(!error.message.includes(identity));
      const left = fs
        .readdirSync(dir, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.decrypting-|^refused/.test(name));
      assert.deepEqual(left, []);
    });
  }
  it('is not decrypted over what a decryption that did not end has left', async () => {
    const out = path.join(dir, 'again');
    const left = path.join(dir, '.decrypting-again');
    fs.mkdirSync(left);
    const error = await refusalOf({ bundle: encrypted, identity: keyFile, out });
    assert.match(error.message, /\.decrypting-again is there: this is being decrypted already/);
    fs.rmdirSync(left);
  });
  it('whose files were put together by somebody else is not kept', async () => {
    const forged = path.join(dir, 'forged');
    fs.cpSync(encrypted, forged, { recursive: true });
    const manifest = manifestOf(forged);
    const [person, family] = ['ssd_person', 'ssd_family'].map((name) =>
      manifest.files.find(({ object }) => object === name),
    );
    assert.ok(person && family);
    // each file is genuine and listed as it is, but holds another object
    fs.copyFileSync(path.join(forged, person.file), path.join(forged, family.file));
    Object.assign(family, { bytes: person.bytes, sha256: person.sha256 });
    fs.writeFileSync(path.join(forged, 'manifest.json'), JSON.stringify(manifest));
    const error = await refusalOf({ bundle: forged, identity: keyFile });
    assert.equal(error.exitCode, 5);
    assert.match(error.message, /not what the run encrypted: "ssd_family\.csv\.age"/);
    assert.ok(!fs.existsSync(`${forged}_decrypted`));
  });
  it('is opened by any of its recipients, post-quantum ones too', async () => {
    const [, hybrid = ''] = fs
      .readFileSync(hybridFile, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('AGE'));
    const recipient = await identityToRecipient(hybrid);
    const bundle = await run('hybrid.yml', { encrypt_to: [recipient] }, ['ssd_person']);
    const out = path.join(dir, 'pq');
    const { signal } = new AbortController();
    await decryptBundle({ bundle, identity: hybridFile, out, signal });
    const person = fs.readFileSync(path.join(dir, 'pq', 'ssd_person.csv'));
    assert.ok(person.equals(fs.readFileSync(path.join(plain, 'ssd_person.csv'))));
  });
  it('is opened by the program age', { skip: NO_AGE }, () => {
    const ended = spawnSync('age', [
      ...['--decrypt', '--identity', keyFile, path.join(encrypted, 'ssd_person.csv.age')],
    ]);
    assert.equal(ended.status, 0, ended.stderr.toString());
    assert.ok(ended.stdout.equals(fs.readFileSync(path.join(plain, 'ssd_person.csv'))));
  });
  it('opens what the program age has encrypted', { skip: NO_AGE }, async () => {
    const { decryptFile } = await import('../../src/protect/age.ts');
    const file = path.join(dir, 'theirs.age');
    const content = fs.readFileSync(path.join(plain, 'ssd_person.csv'));
    const to = recipients.flatMap((recipient) => ['--recipient', recipient]);
    assert.equal(spawnSync('age', [...to, '--output', file], { input: content }).status, 0);
    const pieces: Uint8Array[] = [];
    for await (const piece of decryptFile(file, { identities: [identity] })) pieces.push(piece);
    assert.ok(Buffer.concat(pieces).equals(content));
  });
});

describe('a site that encrypts', () => {
  const refusal = async (output: string): Promise<Ended> => {
    const file = siteWith({ dir: tempDir(), output: undefined, more: `output:\n${output}` });
    return cli(['check', '--site', file]);
  };
  it('names recipients that there can be, with the line of one that cannot', async () => {
    const recipient = await identityToRecipient(await generateX25519Identity());
    const ended = await refusal(
      `  encrypt_to:\n  - ${recipient}\n  - ${recipient.slice(0, -1)}q\n`,
    );
    assert.equal(ended.code, 2);
    assert.match(
      ended.err,
      /site\.yml:8:5: error: output\.encrypt_to: a recipient is a public key/,
    );
  });
  it('never repeats a secret key that was written there', async () => {
    const secret = await generateX25519Identity();
    const ended = await refusal(`  encrypt_to: [${secret}]\n`);
    assert.equal(ended.code, 2);
    assert.match(ended.err, /site\.yml:6:16: error: .*secret key and does not belong here/);
    assert.ok(!`${ended.err}${ended.out}`.includes(secret.slice(20)));
  });
  it('that names no list is told', async () => {
    const ended = await refusal('  encrypt_to: age1abc\n');
    assert.match(ended.err, /site\.yml:6:\d+: error: "output\.encrypt_to": it must be a list/);
  });
});
