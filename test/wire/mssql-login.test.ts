import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import sql from 'mssql';
import { ConfigError, ExtractionError } from '../../src/problems/errors.ts';
import type { MssqlConnection } from '../../src/site/model.ts';
import { APPLICATION, loginConfig } from '../../src/sources/mssql/login.ts';
import { openMssql } from '../../src/sources/mssql/source.ts';
import type { TdsServer } from '../servers/tds/server.ts';
import {
  PASSWORD,
  QUERY,
  allRows,
  connectionTo,
  isQuery,
  listen,
  never,
  numbered,
  replayOf,
  withSource,
} from './mssql-support.ts';

/** The isolation level that the connection of the query was set to. */
function isolationUsed({ statements }: TdsServer): string | undefined {
  const before = statements
    .slice(0, statements.findIndex(isQuery))
    .filter(({ kind }) => kind === 'batch');
  return /transaction isolation level ([\w ]+)/.exec(before.at(-1)?.sql ?? '')?.[1]?.trim();
}

describe('isolation', () => {
  const cases: readonly [
    string,
    Parameters<typeof replayOf>[1],
    Partial<MssqlConnection>,
    level: string,
    said: RegExp,
  ][] = [
    [
      'SNAPSHOT where the database allows it',
      { snapshot: true },
      {},
      'snapshot',
      /^SNAPSHOT isolation: each of 2 connections shows the database at one moment/,
    ],
    [
      'one moment for everything on one connection',
      { snapshot: true },
      { parallel: 1 },
      'snapshot',
      /^SNAPSHOT isolation: every object shows the database at one moment/,
    ],
    [
      'READ COMMITTED where it does not, and that is said',
      {},
      {},
      'read committed',
      /may be missed or read twice/,
    ],
    [
      'READ COMMITTED with row versions',
      { rowVersions: true },
      {},
      'read committed',
      /with row versions/,
    ],
    [
      'a read-only copy shows one moment anyway',
      { readOnly: true },
      {},
      'read committed',
      /with row versions/,
    ],
    [
      'READ COMMITTED when the site asks for it',
      { snapshot: true },
      { isolation: 'read_committed' },
      'read committed',
      /^READ COMMITTED/,
    ],
    [
      'READ UNCOMMITTED only when the site asks for it',
      { snapshot: true },
      { isolation: 'read_uncommitted' },
      'read uncommitted',
      /never have been committed/,
    ],
  ];
  for (const [name, facts, more, level, said] of cases) {
    it(name, async () => {
      const server = await listen({ backing: replayOf(3, facts) });
      await withSource(connectionTo(server, more), async (source) => {
        assert.deepEqual(await allRows(source), numbered(3));
        const { consistency, warnings } = await source.describe();
        assert.match(consistency, said);
        assert.equal(
          warnings.some((warning) => warning.includes('read_uncommitted')),
          level === 'read uncommitted',
        );
      });
      assert.equal(isolationUsed(server), level);
    });
  }

  const transactions = ({ statements }: TdsServer): string[] =>
    statements.filter(isQuery).map(({ transaction }) => transaction);

  it('SNAPSHOT: all queries of a connection are one transaction', async () => {
    const server = await listen({ backing: replayOf(3, { snapshot: true }) });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      await source.describe();
      for (let time = 0; time < 3; time++) assert.deepEqual(await allRows(source), numbered(3));
    });
    assert.equal(server.transactions, 2, 'that of the questions before, and that of the queries');
    const begun = '0200000000000000';
    assert.deepEqual(transactions(server), [begun, begun, begun]);
  });

  it('otherwise likewise, at READ COMMITTED; and whichever it was is rolled back', async () => {
    const server = await listen({ backing: replayOf(3) });
    await withSource(connectionTo(server, { parallel: 1 }), async (source) => {
      await allRows(source);
      await allRows(source);
    });
    assert.equal(server.transactions, 1);
    assert.equal(server.rollbacks, 1);
  });

  for (const number of [3960, 3961, 1205]) {
    it(`SNAPSHOT: after error ${number} the next try gets a snapshot of its own, while the other connection goes on`, async () => {
      let failed = 0;
      const server = await listen({
        backing: replayOf(5000, { snapshot: true }),
        link: { bytesPerWrite: 4096, pauseMs: 1 },
        fault: (statement) =>
          statement.parameters.some(({ name }) => name === 'fails') && ++failed === 1
            ? { kind: 'error', afterRows: 20, error: { number, message: 'conflict' } }
            : undefined,
      });
      await withSource(connectionTo(server), async (source) => {
        const failing = {
          ...QUERY,
          parameters: [{ name: 'fails', type: 'text', value: 'x' } as const],
        };
        const drain = async (query: Parameters<typeof source.stream>[0]): Promise<number> => {
          let rows = 0;
          for await (const batch of source.stream(query, { signal: never })) rows += batch.length;
          return rows;
        };
        const other = drain(QUERY);
        await assert.rejects(
          drain(failing),
          (error: unknown) => error instanceof ExtractionError && error.passing === 'contention',
        );
        assert.equal(await drain(failing), 5000);
        assert.equal(await other, 5000);
      });
      assert.equal(
        new Set(
          server.statements
            .filter(({ parameters }) => parameters.some(({ name }) => name === 'fails'))
            .map(({ transaction }) => transaction),
        ).size,
        1,
        'the second try named no transaction of the first',
      );
      assert.equal(server.transactions, 4);
    });
  }

  it('SNAPSHOT not when the tables are in another database that does not allow it', async () => {
    const server = await listen({ backing: replayOf(1, { snapshot: true }) });
    const source = await openMssql(connectionTo(server), { database: 'Archive' });
    for await (const batch of source.stream(QUERY, { signal: never })) {
      assert.equal(batch.length, 1);
    }
    await source.close();
    assert.equal(isolationUsed(server), 'read committed');
  });
});

describe('logging in', () => {
  it('by a SQL login', async () => {
    const server = await listen({ backing: replayOf(1) });
    await withSource(connectionTo(server), () => Promise.resolve());
    assert.deepEqual(
      [
        server.logins[0]?.user,
        server.logins[0]?.password,
        server.logins[0]?.application,
        server.logins[0]?.readOnlyIntent,
      ],
      ['ssd_reader', PASSWORD, 'ssd-extract', true],
    );
  });

  it('without asking for a read-only copy when the site says so', async () => {
    const server = await listen({ backing: replayOf(1) });
    await withSource(connectionTo(server, { read_only_intent: false }), () => Promise.resolve());
    assert.equal(server.logins[0]?.readOnlyIntent, false);
  });

  it('by a Windows account: NTLM, and no password on the wire', async () => {
    const server = await listen({ backing: replayOf(5) });
    await withSource(
      connectionTo(server, { authentication: 'windows', domain: 'CORP', user: 'svc_ssd' }),
      async (source) => assert.deepEqual(await allRows(source), numbered(5)),
    );
    assert.deepEqual([server.logins[0]?.user, server.logins[0]?.password], ['CORP\\svc_ssd', '']);
  });

  it('by Azure accounts: the settings that the driver wants', () => {
    const password = { env: 'SSD_TEST_PASSWORD' };
    const base = connectionTo({ port: 1433 });
    assert.deepEqual(
      loginConfig({
        ...base,
        authentication: 'azure_password',
        user: 'ssd@council.gov.uk',
        password,
        client_id: 'c',
        tenant_id: 't',
      }).authentication,
      {
        type: 'azure-active-directory-password',
        options: {
          userName: 'ssd@council.gov.uk',
          password: PASSWORD,
          clientId: 'c',
          tenantId: 't',
        },
      },
    );
    assert.deepEqual(
      loginConfig({
        ...base,
        authentication: 'azure_service_principal',
        client_id: 'c',
        client_secret: password,
        tenant_id: 't',
      }).authentication,
      {
        type: 'azure-active-directory-service-principal-secret',
        options: { clientId: 'c', clientSecret: PASSWORD, tenantId: 't' },
      },
    );
  });

  it('to a named instance: no port; port and instance together are refused', () => {
    const { port, ...base } = connectionTo({ port: 1433 });
    assert.equal(port, 1433);
    const { options, port: given } = loginConfig({ ...base, instance: 'HDM' });
    assert.deepEqual(
      [options.instanceName, options.appName, given],
      ['HDM', APPLICATION, undefined],
    );
    assert.throws(() => loginConfig({ ...base, port: 1433, instance: 'HDM' }), ConfigError);
  });

  const lacking: readonly [Partial<MssqlConnection>, RegExp][] = [
    [{ authentication: 'windows' }, /windows needs domain/],
    [{ authentication: 'azure_password' }, /azure_password needs client_id/],
    [
      { authentication: 'azure_service_principal', client_id: 'c' },
      /azure_service_principal needs client_secret/,
    ],
    [{ ca_file: '/no/such/file.pem' }, /file\.pem cannot be read/],
    [{ password: { env: 'SSD_TEST_NOT_SET' } }, /SSD_TEST_NOT_SET is not set/],
  ];
  for (const [more, said] of lacking) {
    it(`refuses a site file that lacks something: ${String(said)}`, () =>
      assert.throws(
        () => loginConfig(connectionTo({ port: 1 }, more)),
        (error: unknown) =>
          error instanceof ConfigError && said.test(error.message) && error.hint !== undefined,
      ));
  }
});

describe('the columns that may be read', () => {
  const columns = [
    { schema: 'child_social', table: 'Dim_Person', column: 'Upn', type: 'nvarchar' },
    { schema: 'child_social', table: 'Dim_Person', column: 'Other', type: 'int' },
    { schema: 'Child_Social', table: 'OTHER', column: 'X', type: 'int' },
  ];
  const asked = [
    { database: 'HDM', schema: 'Child_Social', table: 'DIM_PERSON', columns: ['UPN', 'SURNAME'] },
    { database: 'HDM', schema: 'Child_Social', table: 'MISSING' },
  ];

  it('are told by the names that were asked for, where the database does not tell case apart', async () => {
    const server = await listen({ backing: replayOf(1, { columns }) });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await source.columns(asked), [
        { table: 'DIM_PERSON', column: 'UPN', type: 'nvarchar' },
        { table: 'DIM_PERSON', column: 'Other', type: 'int' },
      ]),
    );
  });

  it('and by their own, where it does', async () => {
    const server = await listen({
      backing: replayOf(1, {
        columns: columns.map((column) => ({ ...column, table: column.table.toUpperCase() })),
        collation: 'Latin1_General_CS_AS',
      }),
    });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(
        (await source.columns(asked)).map(({ column }) => column),
        ['Upn', 'Other'],
      ),
    );
  });

  it('of more tables than a statement has parameters for', async () => {
    const tables = Array.from({ length: 1201 }, (_, index) => `T${index}`);
    const server = await listen({
      backing: replayOf(1, {
        columns: tables.map((table) => ({ schema: 'dbo', table, column: 'ID', type: 'int' })),
      }),
    });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(
        (await source.columns(tables.map((table) => ({ table })))).map(({ table }) => table),
        tables,
      ),
    );
  });
});

it('the test server prepares statements as the driver asks: prepare, execute, unprepare', async () => {
  const server = await listen({ backing: replayOf(2) });
  const pool = await new sql.ConnectionPool({
    server: 'localhost',
    port: server.port,
    user: 'u',
    password: 'p',
    database: 'HDM',
    options: { encrypt: false },
  }).connect();
  try {
    const prepared = new sql.PreparedStatement(pool);
    prepared.input('id', sql.Int);
    await prepared.prepare('select "a", "b" from "t" where "a" = @id');
    const { recordset } = await prepared.execute<{ a: string; b: string | null }>({ id: 7 });
    assert.deepEqual(
      recordset.map(({ a, b }) => [a, b]),
      numbered(2),
    );
    await prepared.unprepare();
    assert.deepEqual(server.statements.at(-1), {
      kind: 'rpc',
      procedure: 'sp_execute',
      sql: 'select "a", "b" from "t" where "a" = @id',
      parameters: [{ name: 'id', kind: 'integer', value: '7' }],
      transaction: '0000000000000000',
    });
  } finally {
    await pool.close();
  }
});
