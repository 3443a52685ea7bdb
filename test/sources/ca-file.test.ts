import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { readAuthority } from '../../src/sources/ca-file.ts';
import { printable } from '../../src/sources/printable.ts';
import { certificate } from '../support/certificate.ts';
import { tempDir } from '../support/files.ts';

const { cert, key } = await certificate('localhost');
const { cert: second } = await certificate('other');
const der = new X509Certificate(cert).raw;

function fileOf(bytes: string | Uint8Array): string {
  const file = path.join(tempDir(), 'ca.cer');
  fs.writeFileSync(file, bytes);
  return file;
}

const printed = (pem: string): readonly string[] =>
  [...pem.matchAll(/-----BEGIN[^]+?-----END CERTIFICATE-----/g)].map(
    ([one]) => new X509Certificate(one).fingerprint256,
  );
const [ours, theirs] = [...printed(cert), ...printed(second)];

describe('the certificates of a ca_file', () => {
  const taken: readonly [string, string | Uint8Array, readonly (string | undefined)[]][] = [
    ['PEM', cert, [ours]],
    ['PEM of Windows, with a mark', `\uFEFF${cert.replace(/\r?\n/g, '\r\n')}`, [ours]],
    ['PEM in UTF-16, of PowerShell', Buffer.from(`\uFEFF${cert}`, 'utf16le'), [ours]],
    ['a chain, with words between', `subject=x\n${cert}\nissuer=y\n${second}`, [ours, theirs]],
    ['DER, as Windows exports it', der, [ours]],
  ];
  for (const [name, bytes, expected] of taken) {
    it(`are read from ${name}`, () =>
      assert.deepEqual(printed(readAuthority(fileOf(bytes))), expected));
  }

  const p7b = `-----BEGIN PKCS7-----\n${der.toString('base64')}\n-----END PKCS7-----\n`;
  const refused: readonly [string, string | Uint8Array, RegExp][] = [
    ['a P7B file', p7b, /is a P7B collection/],
    ['a P7B file in DER', Buffer.concat([Buffer.from('3082', 'hex'), der]), /may be a P7B or PFX/],
    ['a private key', key, /holds a private key/],
    ['a spoilt certificate', cert.replace(/[A-Za-z0-9]{40}/, '!'), /cannot be read/],
    ['a spoilt second one', cert + second.replace(/\n.{20}/, '\n'), /cannot be read/],
    ['nothing', '', /holds no certificate/],
    ['a page of the web', '<html></html>', /holds no certificate/],
  ];
  for (const [name, bytes, said] of refused) {
    it(`${name} is refused before anything is connected`, () =>
      assert.throws(
        () => readAuthority(fileOf(bytes)),
        (error) =>
          error instanceof ConfigError &&
          error.code === 'bad-ca-file' &&
          said.test(error.message) &&
          /Base-64 .*openssl pkcs7 -print_certs/.test(error.hint ?? ''),
      ));
  }
  it('a pipe is refused, not waited for', { skip: process.platform === 'win32' }, () => {
    const pipe = path.join(tempDir(), 'ca.pem');
    execFileSync('mkfifo', [pipe]);
    // in a process of its own: one that waited for a writer could not be interrupted from inside
    const module = new URL('../../src/sources/ca-file.ts', import.meta.url).href;
    const { signal, stdout } = spawnSync(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `import { readAuthority } from ${JSON.stringify(module)};
        try { readAuthority(${JSON.stringify(pipe)}); } catch (error) { console.log(error.code); }`,
      ],
      { timeout: 30_000, encoding: 'utf8' },
    );
    assert.deepEqual({ signal, stdout }, { signal: null, stdout: 'no-ca-file\n' });
  });
});

it('what a server says of itself cannot steer a terminal', () => {
  assert.equal(printable('SQL Server 16\u001b[2J\r\n\u202e(x)\0'), 'SQL Server 16 [2J (x)');
  assert.equal(printable('x'.repeat(5000)).length, 200);
});
