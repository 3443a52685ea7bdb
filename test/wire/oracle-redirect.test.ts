import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { ConnectionError } from '../../src/problems/errors.ts';
import type { OracleConnection } from '../../src/site/model.ts';
import { openOracle } from '../../src/sources/oracle/source.ts';
import { tempDir } from '../support/files.ts';
import type { TnsServer } from '../servers/tns/server.ts';
import { failure, numbered, readIds, serve, siteOf, withSource } from './oracle-support.ts';

const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
  keySize: 2048,
  extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: 'localhost' }] }],
});
const tls = { key: pems.private, cert: pems.cert };
const wallet_location = tempDir();
fs.writeFileSync(path.join(wallet_location, 'ewallet.pem'), pems.private + pems.cert);

const address = (
  protocol: 'tcp' | 'tcps',
  { port }: { readonly port: number },
  more = '',
): string => `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=localhost)(PORT=${port}))${more})`;
const tcps = ({ port }: TnsServer): Partial<OracleConnection> => ({
  connect_string: `tcps://localhost:${port}/MOSAIC`,
  wallet_location,
});

/** A listener that sends every driver on. */
const redirecting = (redirect: string, encrypted: boolean): Promise<TnsServer> =>
  serve({ backing: numbered(1), fault: () => ({ redirect }), ...(encrypted ? { tls } : {}) });

describe('a listener that redirects', () => {
  it('from TCPS to TCPS is followed, and the manifest tells of the socket in use', async () => {
    const second = await serve({ backing: numbered(3), tls });
    const first = await redirecting(address('tcps', second), true);
    await withSource(siteOf(first, tcps(first)), async (source) => {
      const { encryption } = await source.describe();
      assert.match(encryption ?? '', /^TLSv1\.[23], .*, certificate checked$/);
    });
    assert.deepEqual(await readIds(first, tcps(first)), ['1', '2', '3']);
    assert.ok(second.calls.length > 0);
  });

  it('from TCPS to plain TCP is not followed: nothing is sent there', async () => {
    const second = await serve({ backing: numbered(3) });
    for (const protocol of ['tcp', 'TCP'] as const) {
      const to = address('tcp', second).replace('tcp', protocol);
      const first = await redirecting(to, true);
      const error = await failure(openOracle(siteOf(first, tcps(first))));
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, 'plain-address');
      assert.match(error.message, /redirects a TCPS connection to plain TCP/);
    }
    assert.equal(second.connections, 0);
  });

  it('from TCPS to an address that asks for fewer checks is not followed', async () => {
    const second = await serve({ backing: numbered(3), tls });
    for (const security of [
      '(SECURITY=(SSL_SERVER_DN_MATCH=OFF))',
      '(SECURITY=(SSL_SERVER_CERT_DN="CN=anybody"))',
    ]) {
      const first = await redirecting(address('tcps', second, security), true);
      const error = await failure(openOracle(siteOf(first, tcps(first))));
      assert.equal(error.code, 'weaker-address', security);
    }
    assert.equal(second.connections, 0);
  });

  it('from plain TCP to plain TCP is followed, and no encryption is claimed', async () => {
    const second = await serve({ backing: numbered(2) });
    const first = await redirecting(address('tcp', second), false);
    await withSource(siteOf(first), async (source) => {
      const { encryption, warnings } = await source.describe();
      assert.equal(encryption, 'none');
      assert.match(warnings.join(), /not encrypted/);
    });
  });

  it('to itself, without end: ends in time', { timeout: 20_000 }, async () => {
    const ports: number[] = [];
    const round = await serve({
      backing: numbered(1),
      fault: () => ({ redirect: address('tcp', { port: ports[0] ?? 0 }) }),
    });
    ports.push(round.port);
    const error = await failure(openOracle(siteOf(round, { connect_timeout: 1 })));
    assert.ok(error instanceof ConnectionError);
  });
});

describe('an address list with TCPS and plain TCP', () => {
  const list = (...addresses: readonly string[]): string =>
    `(DESCRIPTION=(ADDRESS_LIST=${addresses.join('')})(CONNECT_DATA=(SERVICE_NAME=MOSAIC)))`;
  const one = (protocol: string, port: number): string =>
    `(ADDRESS=(PROTOCOL=${protocol})(HOST=localhost)(PORT=${port}))`;

  it('reads by TCPS, whichever comes first', async () => {
    const plain = await serve({ backing: numbered(1) });
    const encrypted = await serve({ backing: numbered(2), tls });
    for (const connect_string of [
      list(one('TCP', plain.port), one('TCPS', encrypted.port)),
      list(one('tcps', encrypted.port), one('tcp', plain.port)),
    ]) {
      assert.deepEqual(await readIds(encrypted, { connect_string, wallet_location }), ['1', '2']);
    }
    assert.equal(plain.connections, 0);
  });

  it('never falls back to plain TCP, in tnsnames.ora neither', async () => {
    const plain = await serve({ backing: numbered(1) });
    const tns_admin = tempDir();
    const written = list(one('TCPS', 1), one('TCP', plain.port));
    fs.writeFileSync(
      path.join(tns_admin, 'tnsnames.ora'),
      `# names\r\nOTHER = ${list(one('TCP', 1))}\r\n\r\nMOSAIC, mosaic.world =\r\n  ${written}\r\n`,
    );
    for (const more of [
      { connect_string: written },
      { connect_string: 'mosaic', tns_admin },
      { connect_string: 'MOSAIC.WORLD', tns_admin },
    ]) {
      const error = await failure(openOracle(siteOf(plain, { ...more, wallet_location })));
      assert.equal(error.code, 'plain-address', error.message);
      assert.match(error.message, /lists a plain TCP address beside TCPS/);
    }
    assert.equal(plain.connections, 0);
  });
});

it('a listener that wants the connect packet again gets it, on the same socket', async () => {
  const plain = await serve({ backing: numbered(2), fault: () => ({ resend: true }) });
  assert.deepEqual(await readIds(plain), ['1', '2']);
  const encrypted = await serve({ backing: numbered(2), tls, fault: () => ({ resend: true }) });
  assert.deepEqual(await readIds(encrypted, tcps(encrypted)), ['1', '2']);
});

it('a certificate whose name the site does not check is told as such', async () => {
  const server = await serve({ backing: numbered(1), tls });
  const connect_string = address(
    'tcps',
    server,
    '(SECURITY=(SSL_SERVER_DN_MATCH=NO))(CONNECT_DATA=(SERVICE_NAME=MOSAIC))',
  );
  await withSource(siteOf(server, { connect_string, wallet_location }), async (source) => {
    assert.match(
      (await source.describe()).encryption ?? '',
      /certificate checked, but not its name$/,
    );
  });
});

it('a broken tnsnames.ora is told as such', async () => {
  const server = await serve({ backing: numbered(1) });
  const tns_admin = tempDir();
  fs.writeFileSync(
    path.join(tns_admin, 'tnsnames.ora'),
    `OTHER = (DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=h)(PORT=1521))\n\nMOSAIC = ${address('tcp', server, '(CONNECT_DATA=(SERVICE_NAME=MOSAIC))')}\n`,
  );
  const error = await failure(openOracle(siteOf(server, { connect_string: 'MOSAIC', tns_admin })));
  assert.equal(error.code, 'bad-names-file');
  assert.match(`${error.message} ${error.hint}`, /tnsnames\.ora .* bracket that is not closed/);
});

it('no password in a connect string is repeated', async () => {
  const server = await serve({ backing: numbered(1) });
  for (const connect_string of ['u/Hunter2!@db01:1521/MOSAIC', 'u/Hunter2!@localhost:1/M']) {
    const error = await failure(openOracle(siteOf(server, { connect_string })));
    assert.ok(!`${error.message} ${error.hint}`.includes('Hunter2'), error.message);
  }
});
