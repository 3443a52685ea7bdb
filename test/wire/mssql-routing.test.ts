import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectionError } from '../../src/problems/errors.ts';
import type { MssqlConnection } from '../../src/site/model.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';
import type { TdsServer, TdsServerOptions } from '../servers/tds/server.ts';
import {
  PASSWORD,
  allRows,
  caFile,
  certificate,
  connectionTo,
  failure,
  listen,
  numbered,
  replayOf,
  withSource,
} from './mssql-support.ts';

const mine = await certificate('localhost');
const other = await certificate('another.host');
const CA = caFile(mine);

/** A server that takes every login and sends it on. */
function routing(
  to: { readonly port: number },
  options: Partial<TdsServerOptions> = {},
  server = 'localhost',
): Promise<TdsServer> {
  return listen({
    backing: replayOf(1),
    extras: () => ({ route: { server, port: to.port } }),
    ...options,
  });
}

const safe: Partial<MssqlConnection> = { encrypt: true, ca_file: CA };

/** The bytes of a password as LOGIN7 scrambles them. */
const SCRAMBLED = Buffer.from(
  Buffer.from(PASSWORD, 'utf16le').map((byte) => (((byte << 4) | (byte >> 4)) & 0xff) ^ 0xa5),
);

function inClear({ received }: TdsServer): boolean {
  const bytes = Buffer.concat(received);
  return [SCRAMBLED, Buffer.from(PASSWORD, 'utf16le'), Buffer.from(PASSWORD)].some((password) =>
    bytes.includes(password),
  );
}

describe('SQL Server that routes to another', () => {
  it('which encrypts: its rows are read, and the manifest names it', async () => {
    const second = await listen({ backing: replayOf(5), tls: mine });
    const first = await routing(second, { tls: mine });
    await withSource(connectionTo(first, safe), async (source) => {
      assert.deepEqual(await allRows(source), numbered(5));
      const { encryption } = await source.describe();
      assert.match(
        encryption ?? '',
        new RegExp(`^TLSv1\\.2, .*, certificate checked, routed to localhost:${second.port}$`),
      );
    });
    assert.equal(second.logins[0]?.password, PASSWORD);
    assert.ok(!inClear(first) && !inClear(second));
  });

  it('which does not encrypt: no password goes there', async () => {
    const second = await listen({ backing: replayOf(5) });
    const first = await routing(second, { tls: mine });
    const error = await failure(openMssql(connectionTo(first, safe)), 15);
    assert.deepEqual([error instanceof ConnectionError, error.code], [true, 'no-encryption']);
    assert.equal(first.logins.length, 1);
    assert.equal(second.logins.length, 0);
    assert.ok(!inClear(first) && !inClear(second));
  });

  it('nor where the site trusts any certificate', async () => {
    const second = await listen({ backing: replayOf(5) });
    const first = await routing(second, { tls: mine });
    const trusting = connectionTo(first, { encrypt: true, trust_server_certificate: true });
    assert.equal((await failure(openMssql(trusting), 15)).code, 'no-encryption');
    assert.equal(second.logins.length, 0);
  });

  it('whose certificate is for another host, or from nobody known: none either', async () => {
    const named = await listen({ backing: replayOf(5), tls: other });
    const both = caFile({ key: '', cert: mine.cert + other.cert });
    for (const [ca_file, code] of [
      [both, 'certificate-name'],
      [CA, 'certificate-unknown'],
    ] as const) {
      const first = await routing(named, { tls: mine });
      const error = await failure(openMssql(connectionTo(first, { encrypt: true, ca_file })), 15);
      assert.equal(error.code, code);
    }
    assert.equal(named.logins.length, 0);
  });

  it('to another host only where its word was checked', async () => {
    const second = await listen({ backing: replayOf(5), tls: mine });
    for (const more of [{ encrypt: false }, { encrypt: true, trust_server_certificate: true }]) {
      const tls = more.encrypt ? { tls: mine } : {};
      const first = await routing(second, tls, '127.0.0.1');
      const error = await failure(openMssql(connectionTo(first, more)), 15);
      assert.equal(error.code, 'routed');
      assert.match(error.hint ?? '', /read_only_intent: false/);
    }
    assert.equal(second.received.length, 0, 'not even a greeting');
  });

  it('in a circle: ends at once', async () => {
    const ports: number[] = [];
    const round = await listen({
      backing: replayOf(1),
      tls: mine,
      extras: () => ({ route: { server: 'localhost', port: ports[0] ?? 0 } }),
    });
    ports.push(round.port);
    const error = await failure(openMssql(connectionTo(round, safe)), 15);
    assert.deepEqual([error.code, round.logins.length], ['routed', 4]);
  });

  it('the name of the other server cannot steer a terminal', async () => {
    const second = await listen({ backing: replayOf(1), tls: mine });
    const first = await routing(second, { tls: mine }, 'LOCALHOST\u001b]0;x\u0007');
    const error = await failure(openMssql(connectionTo(first, safe)), 15);
    assert.doesNotMatch(error.message, /[\u0000-\u001f]/);
  });
});

it('the partner of a mirrored database gets no connection', async () => {
  const partner = await listen({ backing: replayOf(1) });
  const first = await listen({
    backing: replayOf(3),
    extras: () => ({ partner: `localhost,${partner.port}` }),
  });
  await withSource(connectionTo(first), async (source) => {
    assert.deepEqual(await allRows(source), numbered(3));
    assert.equal((await source.describe()).encryption, 'none');
  });
  assert.equal(partner.received.length, 0);
  assert.ok(inClear(first), 'what the tests above look for is there without encryption');
});

it('a SQL Server Browser that is silent, or is not there, is told as such', async () => {
  const { port, ...nowhere } = connectionTo({ port: 1 }, { connect_timeout: 1 });
  assert.equal(port, 1);
  // an address for documentation: nothing ever answers there
  for (const server of ['localhost', '192.0.2.1']) {
    const error = await failure(openMssql({ ...nowhere, server, instance: 'HDM' }), 15);
    assert.equal(error.code, 'no-instance');
    assert.match(error.hint ?? '', /UDP 1434 .*connection\.port/);
  }
});
