import assert from 'node:assert/strict';
import { once } from 'node:events';
import net from 'node:net';
import { before, describe, it } from 'node:test';
import { ConnectionError } from '../../src/problems/errors.ts';
import type { PostgresConnection } from '../../src/site/model.ts';
import { openPostgres } from '../../src/sources/postgres/source.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { PASSWORD, type PostgresServer, READER, SUPERUSER } from '../servers/postgres/server.ts';
import { type Certificate, caFile, certificate } from '../support/certificate.ts';
import { tempDir } from '../support/files.ts';
import {
  NUMBERED,
  allRows,
  connectionTo,
  failing,
  numbered,
  serve,
  withSource,
} from './support.ts';

const dir = tempDir();
process.env['SSD_TEST_WRONG'] = 'Wrong-Horse-1';

const open = (site: PostgresConnection): Promise<unknown> => openPostgres(site);

async function refused(site: PostgresConnection, code: string): Promise<void> {
  const error = await failing(open(site));
  assert.ok(error instanceof ConnectionError, String(error));
  assert.deepEqual(
    [error.exitCode, error.code],
    [3, code],
    `${error.message} ${String(error.cause)}`,
  );
  assert.doesNotMatch(`${error.message} ${error.hint}`, /horse/i);
}

describe('a login to a real PostgreSQL', { skip: noPostgres }, () => {
  let server: PostgresServer;
  let tls: Certificate;
  before(async () => {
    tls = await certificate('localhost');
    server = await serve({
      tls,
      hba: [
        `host all clear 127.0.0.1/32 password`,
        `host all old 127.0.0.1/32 md5`,
        `hostnossl all secure 127.0.0.1/32 reject`,
        `host all nobody 127.0.0.1/32 reject`,
        `host all all 127.0.0.1/32 scram-sha-256`,
      ],
      settings: { superuser_reserved_connections: '1', max_connections: '12' },
    });
    await server.sql(`create role clear login password '${PASSWORD}';
      create role secure login password '${PASSWORD}';
      create role nologin_role password '${PASSWORD}';
      create role few login connection limit 2 password '${PASSWORD}';
      set password_encryption = md5; create role old login password '${PASSWORD}'`);
    await server.sql('create database closed');
    await server.sql('revoke connect on database closed from public');
  });

  const attempts = (): number => server.log().split('password authentication failed').length - 1;

  it('a wrong password is tried once, and never shown', async () => {
    await refused(
      connectionTo(server, { password: { env: 'SSD_TEST_WRONG' }, parallel: 4 }),
      'login-refused',
    );
    assert.equal(attempts(), 1);
  });
  it('a database that is not there, and one that may not be entered', async () => {
    await refused(connectionTo(server, { database: 'none' }), 'no-database');
    await refused(connectionTo(server, { database: 'closed' }), 'no-database');
  });
  it('no line in pg_hba.conf, a role that may not log in', async () => {
    await refused(connectionTo(server, { user: 'nobody' }), 'login-refused');
    await refused(connectionTo(server, { user: 'nologin_role' }), 'login-refused');
  });
  it('a port where nobody listens, a host that is not known', async () => {
    const { port } = await unused();
    await refused(connectionTo({ port }), 'connection-refused');
    await refused(connectionTo(server, { host: 'no-such-host.invalid' }), 'no-host');
  });
  it('a server that never answers: connect_timeout', async () => {
    const silent = net.createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as net.AddressInfo;
    for (const encrypt of [false, true]) {
      await refused(connectionTo({ port }, { connect_timeout: 1, encrypt }), 'connect-timeout');
    }
    silent.close();
  });
  it('too many connections: waits for one until connect_timeout, then says so', async () => {
    const few = connectionTo(server, { user: 'few', parallel: 1 });
    const holder = await openPostgres(few);
    await refused({ ...few, connect_timeout: 1 }, 'too-busy');
    const soon = openPostgres(few);
    setTimeout(() => void holder.close(), 500);
    await (await soon).close();
  });
  it('md5 is answered, a password in the clear only under TLS', async () => {
    await withSource(connectionTo(server, { user: 'old' }), async (source) => {
      assert.deepEqual(await allRows(source, NUMBERED(3)), numbered(3));
    });
    await refused(connectionTo(server, { user: 'clear' }), 'password-in-clear');
    const encrypted = {
      user: 'clear',
      encrypt: true,
      host: 'localhost',
      ca_file: caFile(dir, tls),
    };
    await (await openPostgres(connectionTo(server, encrypted))).close();
  });

  it('TLS: the certificate is checked, and what is said of it is true', async () => {
    const site = connectionTo(server, {
      encrypt: true,
      host: 'localhost',
      ca_file: caFile(dir, tls),
    });
    await withSource(site, async (source) => {
      const { encryption, warnings } = await source.describe();
      assert.match(encryption ?? '', /^TLSv1\.[23], \S+, certificate checked$/);
      assert.deepEqual(warnings, []);
    });
    await withSource(
      connectionTo(server, { encrypt: true, trust_server_certificate: true }),
      async (source) => {
        const { encryption, warnings } = await source.describe();
        assert.match(encryption ?? '', /certificate not checked$/);
        assert.match(warnings.join(), /nobody checked the certificate/);
      },
    );
    await withSource(connectionTo(server), async (source) => {
      const { encryption, warnings } = await source.describe();
      assert.equal(encryption, 'none');
      assert.match(warnings.join(), /not encrypted/);
    });
  });
  it('TLS: signed by nobody we know, for another name, or expired', async () => {
    await refused(
      connectionTo(server, { encrypt: true, host: 'localhost' }),
      'certificate-unknown',
    );
    const known = { encrypt: true, ca_file: caFile(dir, tls) };
    await refused(connectionTo(server, known), 'certificate-name');
    await refused(
      connectionTo(server, { ...known, host: 'localhost', certificate_name: 'other.example' }),
      'certificate-name',
    );
    await (
      await openPostgres(connectionTo(server, { ...known, certificate_name: 'localhost' }))
    ).close();
    const late = await certificate('localhost', new Date('2021-01-01'));
    const expired = await serve({ tls: late });
    await refused(
      connectionTo(expired, { encrypt: true, host: 'localhost', ca_file: caFile(dir, late) }),
      'certificate-expired',
    );
  });
  it('TLS: a server that does not encrypt gets no password', async () => {
    const plain = await serve();
    await refused(connectionTo(plain, { encrypt: true }), 'no-encryption');
    await refused(connectionTo(server, { user: 'secure' }), 'login-refused');
  });

  it('nothing that a hostile server may say in the clear gets the password out of it', async () => {
    const inClear = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]);
    for (const [answer, encrypt, code] of [
      [Buffer.from('N'), true, 'no-encryption'],
      [inClear, true, 'no-connection'],
      [inClear, false, 'password-in-clear'],
    ] as const) {
      const received: Buffer[] = [];
      const hostile = net
        .createServer((socket) => {
          socket.on('error', () => undefined);
          socket.once('data', () => socket.write(answer));
          socket.on('data', (bytes) => received.push(bytes));
        })
        .listen(0, '127.0.0.1');
      await once(hostile, 'listening');
      const { port } = hostile.address() as net.AddressInfo;
      await refused(connectionTo({ port }, { encrypt, connect_timeout: 1 }), code);
      const all = Buffer.concat(received);
      assert.ok(!all.includes(PASSWORD));
      // the wish for TLS, and no more
      if (encrypt) assert.equal(all.length, 8);
      hostile.close();
    }
  });

  it('bytes that are no answer of PostgreSQL end the login, not the process', async () => {
    const answers: readonly [answer: string | Buffer, code: string, encrypted?: string][] = [
      ['HTTP/1.1 400 Bad Request\r\n\r\n', 'connect-timeout'],
      // a way to log in that there is not, and a message cut short
      [Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 7]), 'login-unknown'],
      [Buffer.from([0x52, 0, 0, 0, 4]), 'no-connection'],
      [Buffer.from([0x54, 0, 0, 0, 6, 0xff, 0xff]), 'no-connection'],
      [Buffer.from('N'), 'connect-timeout', 'no-encryption'],
      // more than the one byte that may come in the clear
      [Buffer.from('SS'), 'connect-timeout'],
    ];
    for (const [answer, code, encrypted = 'no-connection'] of answers) {
      for (const encrypt of [false, true]) {
        const odd = net
          .createServer((socket) => {
            socket.on('error', () => undefined);
            socket.once('data', () => socket.write(answer));
          })
          .listen(0, '127.0.0.1');
        await once(odd, 'listening');
        const { port } = odd.address() as net.AddressInfo;
        await refused(
          connectionTo({ port }, { encrypt, connect_timeout: 1 }),
          encrypt ? encrypted : code,
        );
        odd.close();
      }
    }
  });

  it('only the site file decides: PG* variables, a password file and native drivers change nothing', async () => {
    const hostile = {
      PGHOST: 'no-such-host.invalid',
      PGPORT: '1',
      PGUSER: SUPERUSER,
      PGDATABASE: 'none',
      PGPASSWORD: 'Wrong-Horse-1',
      PGPASSFILE: '/nonexistent',
      PGOPTIONS: '-c default_transaction_read_only=off -c search_path=nowhere',
      PGREPLICATION: 'database',
      PGSSLMODE: 'disable',
      PGSSLNEGOTIATION: 'direct',
      PGCLIENT_ENCODING: 'LATIN1',
      PGAPPNAME: 'other',
      PGTZ: 'Asia/Tokyo',
      PGCONNECT_TIMEOUT: '1',
      NODE_PG_FORCE_NATIVE: '1',
      NODE_TLS_REJECT_UNAUTHORIZED: '0',
    };
    Object.assign(process.env, hostile);
    try {
      await refused(
        connectionTo(server, { encrypt: true, host: 'localhost' }),
        'certificate-unknown',
      );
      await withSource(connectionTo(server), async (source) => {
        const [row] = await allRows(
          source,
          `select current_user, current_database(), current_setting('search_path'), current_setting('application_name'), current_setting('client_encoding'), current_setting('transaction_read_only')`,
        );
        assert.deepEqual(row, [READER, 'postgres', '"$user", public', 'ssd-extract', 'UTF8', 'on']);
      });
    } finally {
      for (const name of Object.keys(hostile)) delete process.env[name];
    }
  });
});

async function unused(): Promise<{ port: number }> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  server.close();
  await once(server, 'close');
  return { port };
}
