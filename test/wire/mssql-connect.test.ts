import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectionError, type ExtractionError, type SsdError } from '../../src/problems/errors.ts';
import type { MssqlConnection } from '../../src/site/model.ts';
import {
  allRows,
  caFile,
  certificate,
  connectionTo,
  failure,
  isQuery,
  listen,
  numbered,
  replayOf,
  withSource,
} from './mssql-support.ts';

/** The error that opening a source ends with, within the time. */
const open = (connection: MssqlConnection, seconds = 5): Promise<SsdError> =>
  failure(
    withSource(connection, () => Promise.resolve()),
    seconds,
  );

describe('a connection that is never made', { concurrency: true }, () => {
  it('a refused login is tried once', async () => {
    const server = await listen({
      backing: replayOf(1),
      login: () => ({ number: 18456, message: "Login failed for user 'ssd_reader'." }),
    });
    const error = await open(connectionTo(server));
    assert.ok(error instanceof ConnectionError);
    assert.deepEqual([error.code, error.exitCode], ['login-refused', 3]);
    assert.match(error.message, /localhost:\d+ refused the login \(error 18456, database HDM\)/);
    assert.equal(server.logins.length, 1);
  });

  for (const [number, code] of [
    [18470, 'login-disabled'],
    [18486, 'login-locked'],
    [18487, 'password-expired'],
    [4060, 'no-database'],
    [922, 'database-recovering'],
    [927, 'database-restoring'],
    [942, 'database-offline'],
    [976, 'replica-not-readable'],
    [978, 'replica-wants-intent'],
    [983, 'replica-changing'],
  ] as const) {
    it(`login error ${number}: ${code}, tried once`, async () => {
      const server = await listen({
        backing: replayOf(1),
        login: () => ({ number, message: 'refused' }),
      });
      assert.equal((await open(connectionTo(server))).code, code);
      assert.equal(server.logins.length, 1);
    });
  }

  it('of several errors the first says why', async () => {
    const server = await listen({
      backing: replayOf(1),
      login: () => [
        { number: 4060, message: 'Cannot open database "HDM" requested by the login.' },
        { number: 18456, message: 'Login failed.' },
      ],
    });
    assert.equal((await open(connectionTo(server))).code, 'no-database');
  });

  it('a database that is being restored is told as such, whatever follows, and what to do', async () => {
    const server = await listen({
      backing: replayOf(1),
      login: () => [
        { number: 927, message: 'in the middle of a restore' },
        { number: 4060, message: '' },
        { number: 18456, message: '' },
      ],
    });
    const { code, exitCode, hint } = await open(connectionTo(server));
    assert.deepEqual([code, exitCode], ['database-restoring', 3]);
    assert.match(hint ?? '', /after the nightly load or restore/);
  });

  it('a busy service is tried again until it takes the login', async () => {
    const server = await listen({
      backing: replayOf(3),
      login: (_, nth) =>
        nth <= 2 ? { number: 40613, message: 'Database is not currently available.' } : undefined,
    });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await allRows(source), numbered(3)),
    );
  });

  it('and no longer than the time for connecting', async () => {
    const server = await listen({
      backing: replayOf(3),
      login: () => ({ number: 40613, message: 'Database is not currently available.' }),
    });
    assert.ok(
      (await open(connectionTo(server, { connect_timeout: 2 }), 4)) instanceof ConnectionError,
    );
    assert.ok(server.logins.length >= 2);
  });

  for (const silentAt of ['prelogin', 'login'] as const) {
    it(`a server that falls silent at the ${silentAt}`, async () => {
      const server = await listen({ backing: replayOf(1), silentAt });
      const error = await open(connectionTo(server, { connect_timeout: 1 }), 4);
      assert.deepEqual([error.code, error.exitCode], ['connect-timeout', 3]);
    });
  }

  it('nobody listens', async () => {
    const server = await listen({ backing: replayOf(1) });
    const connection = connectionTo(server);
    await server.close();
    assert.equal((await open(connection)).code, 'connection-refused');
  });

  it('a host that there is not', async () => {
    const error = await open(
      { ...connectionTo({ port: 1433 }), server: 'no-such-host.invalid' },
      8,
    );
    assert.equal(error.code, 'no-host');
  });

  it('a login without a password', async () => {
    const { password, ...connection } = connectionTo({ port: 1433 });
    void password;
    assert.match((await open(connection, 1)).message, /needs password/);
  });

  it('a login that is refused later, when a connection was lost, is final', async () => {
    let refuse = false;
    const server = await listen({
      backing: replayOf(1000),
      login: () => (refuse ? { number: 18456, message: 'Login failed' } : undefined),
      fault: (statement) => (isQuery(statement) ? { kind: 'drop', afterBytes: 1000 } : undefined),
    });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      assert.equal(((await failure(allRows(source), 5)) as ExtractionError).passing, 'connection');
      refuse = true;
      const error = await failure(allRows(source), 5);
      assert.ok(error instanceof ConnectionError);
      assert.equal(error.code, 'login-refused');
    });
  });

  it('a server that is gone when a connection was lost may come back', async () => {
    const server = await listen({
      backing: replayOf(1000),
      fault: (statement) => (isQuery(statement) ? { kind: 'drop', afterBytes: 1000 } : undefined),
    });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      await failure(allRows(source), 5);
      await server.close();
      assert.equal(((await failure(allRows(source), 5)) as ExtractionError).passing, 'connection');
    });
  });
});

describe('certificates', () => {
  const encrypted = { encrypt: true } as const;

  it('one that nobody vouches for is refused', async () => {
    const server = await listen({ backing: replayOf(1), tls: await certificate() });
    const error = await open(connectionTo(server, encrypted));
    assert.deepEqual([error.code, error.exitCode], ['certificate-unknown', 3]);
    assert.equal(server.logins.length, 0, 'the password was not sent');
  });

  it('one for another name is refused, and taken when the site file says that name', async () => {
    const tls = await certificate('reporting.council.example');
    const server = await listen({ backing: replayOf(1), tls });
    const vouched = { ...encrypted, ca_file: caFile(tls) };
    assert.equal((await open(connectionTo(server, vouched))).code, 'certificate-name');
    await withSource(
      connectionTo(server, { ...vouched, certificate_name: 'reporting.council.example' }),
      async (source) => {
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /^TLSv1\.2, [\w-]+, certificate checked$/);
        assert.deepEqual(warnings, []);
      },
    );
  });

  it('one that has expired is refused', async () => {
    const tls = await certificate('localhost', new Date('2021-01-01'));
    const server = await listen({ backing: replayOf(1), tls });
    assert.equal(
      (await open(connectionTo(server, { ...encrypted, ca_file: caFile(tls) }))).code,
      'certificate-expired',
    );
  });

  it('any is taken when the site file asks for it, and that is said', async () => {
    const server = await listen({ backing: replayOf(2), tls: await certificate('another') });
    await withSource(
      connectionTo(server, { ...encrypted, trust_server_certificate: true }),
      async (source) => {
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /certificate not checked$/);
        assert.match(warnings.join(), /nobody checked the certificate/);
        assert.deepEqual(await allRows(source), numbered(2));
      },
    );
  });

  it('a server that cannot encrypt gets no password', async () => {
    const server = await listen({ backing: replayOf(1) });
    const error = await open(connectionTo(server, encrypted));
    assert.equal(error.code, 'no-encryption');
    assert.equal(server.logins.length, 0);
  });
});
