import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { ConnectionError, ExtractionError } from '../../src/problems/errors.ts';
import { openOracle } from '../../src/sources/oracle/source.ts';
import { tempDir } from '../support/files.ts';
import { replay, rowsOf } from '../servers/tns/backing.ts';
import type { TnsServer } from '../servers/tns/server.ts';
import {
  DICTIONARY,
  all,
  never,
  numbered,
  query,
  serve,
  siteOf,
  text,
  withSource,
} from './oracle-support.ts';

async function certificate(host: string): Promise<{ key: string; cert: string; wallet: string }> {
  const pems = await generate([{ name: 'commonName', value: host }], {
    keySize: 2048,
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  const wallet = tempDir();
  fs.writeFileSync(path.join(wallet, 'ewallet.pem'), pems.private + pems.cert);
  return { key: pems.private, cert: pems.cert, wallet };
}

const mine = await certificate('localhost');
const other = await certificate('another.host');
const target = (server: TnsServer): string => `tcps://localhost:${server.port}/MOSAIC`;

describe('Oracle over TCPS', () => {
  it('reads with a wallet that trusts the certificate, and says so', async () => {
    const server = await serve({
      backing: replay([[/from t\b/, () => rowsOf([text('ID')], [['1'], ['2']])], ...DICTIONARY]),
      tls: mine,
    });
    await withSource(
      siteOf(server, { connect_string: target(server), wallet_location: mine.wallet }),
      async (source) => {
        assert.deepEqual(await all(source.stream(query('select id from t'), { signal: never })), [
          ['1'],
          ['2'],
        ]);
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /^TLSv1\.[23], \w+, certificate checked$/);
        assert.deepEqual(warnings, []);
      },
    );
  });

  it('refuses a certificate that nobody vouches for, and one of another host', async () => {
    const server = await serve({ backing: numbered(1), tls: mine });
    const elsewhere = await serve({ backing: numbered(1), tls: other });
    for (const site of [
      siteOf(server, { connect_string: target(server), wallet_location: other.wallet }),
      siteOf(server, { connect_string: target(server), wallet_location: tempDir() }),
      siteOf(elsewhere, { connect_string: target(elsewhere), wallet_location: other.wallet }),
    ]) {
      await assert.rejects(
        openOracle(site),
        (error) =>
          error instanceof ConnectionError &&
          /tcps:\/\/localhost:\d+\/MOSAIC: .*\(NJS-(50[68]|512)\)$/.test(error.message),
      );
    }
    assert.ok(!server.calls.length && !elsewhere.calls.length);
  });

  it('ends in time when the server falls silent or drops', { timeout: 15_000 }, async () => {
    for (const fault of [{ stallAfter: 3000 }, { dropAfter: 3000 }]) {
      const server = await serve({ backing: numbered(300), tls: mine, fault: () => fault });
      await assert.rejects(
        withSource(
          siteOf(server, {
            connect_string: target(server),
            wallet_location: mine.wallet,
            stall_timeout: 1,
          }),
          (source) => all(source.stream(query('select id from t'), { signal: never })),
        ),
        (error) => error instanceof ExtractionError && error.passing === 'connection',
      );
    }
  });
});
