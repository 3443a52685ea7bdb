import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { type PostgresServer, READER, SUPERUSER } from '../servers/postgres/server.ts';
import { cli } from '../support/process.ts';
import {
  allRows,
  connectionTo,
  failing,
  never,
  query,
  serve,
  withSource,
  writePostgresSite,
} from './support.ts';

describe('a real PostgreSQL as a source', { skip: noPostgres }, () => {
  let server: PostgresServer;
  before(async () => {
    server = await serve();
  });

  it('all connections show one moment, and keep to it', async () => {
    await server.sql('create table moments (n int); grant select on moments to public');
    await withSource(connectionTo(server, { parallel: 3 }), async (source) => {
      assert.match((await source.describe()).consistency, /^one snapshot: /);
      await server.sql('insert into moments values (1)');
      const counts = await Promise.all(
        Array.from({ length: 6 }, () => allRows(source, 'select count(*)::text from moments')),
      );
      assert.deepEqual(new Set(counts.flat(2)), new Set(['0']));
      // an error ends a transaction, not the moment
      await failing(allRows(source, 'select 1/0'));
      assert.deepEqual(await allRows(source, 'select count(*)::text from moments'), [['0']]);
    });
  });

  it('a login that may not share a snapshot has a moment for each connection, and says so', async () => {
    await server.sql('create database strict');
    await server.sql('revoke execute on function pg_export_snapshot() from public', 'strict');
    await withSource(connectionTo(server, { database: 'strict' }), async (source) => {
      assert.match((await source.describe()).consistency, /each of 2 connections/);
      assert.deepEqual(await allRows(source, `select 'x'`), [['x']]);
    });
  });

  it('as many queries at a time as it says, no more connections than one beside', async () => {
    await withSource(connectionTo(server, { parallel: 2 }), async (source) => {
      await Promise.all(
        Array.from({ length: 5 }, () => allRows(source, 'select pg_sleep(0.05)::text')),
      );
      assert.deepEqual(
        await server.sql(
          `select count(*)::int from pg_stat_activity where application_name = 'ssd-extract'`,
        ),
        [[3]],
      );
    });
  });

  it('lists the columns of everything that can be read, and of nothing else', async () => {
    await server.sql(`create schema "Cms"; grant usage on schema "Cms" to ${READER};
      create domain "Cms".code as varchar(10);
      create table "Cms"."PLAIN" ("ID" int, "CODE" "Cms".code, "GONE" int, "SECRET" text);
      alter table "Cms"."PLAIN" drop column "GONE";
      grant select ("ID", "CODE") on "Cms"."PLAIN" to ${READER};
      create table "Cms"."PARTS" ("ID" bigint) partition by range ("ID");
      create view "Cms"."SEEN" as select 1.5::numeric as "N";
      create materialized view "Cms"."MADE" as select timestamp '2024-01-01' as "AT";
      create table "Cms"."HIDDEN" ("ID" int);
      grant select on "Cms"."PARTS", "Cms"."SEEN", "Cms"."MADE" to ${READER}`);
    await withSource(connectionTo(server), async (source) => {
      const names = ['PLAIN', 'PARTS', 'SEEN', 'MADE', 'HIDDEN', 'NONE'];
      const found = await source.columns(names.map((table) => ({ schema: 'Cms', table })));
      assert.deepEqual(
        found.map(({ table, column, type }) => `${table}.${column} ${type}`).sort(),
        [
          'MADE.AT timestamp without time zone',
          'PARTS.ID bigint',
          'PLAIN.CODE character varying(10)',
          'PLAIN.ID integer',
          'SEEN.N numeric',
        ],
      );
    });
  });

  it('tables that are spelt in another case only are found, one of several is asked for', async () => {
    await server.sql(`create schema "Low"; create schema low; grant usage on schema "Low", low to ${READER};
      create table low.one ("id" int, "ID" int); create table low."One" (b int); create table low.two (id int);
      create table "Low".three (id int primary key);
      grant select on all tables in schema "Low", low to ${READER}`);
    await withSource(connectionTo(server), async (source) => {
      const ask = (schema: string, table: string) => [{ schema, table, columns: ['ID'] }];
      assert.deepEqual(await source.columns(ask('low', 'TWO')), [
        { table: 'TWO', column: 'ID', name: 'id', type: 'integer', path: ['low', 'two'] },
      ]);
      assert.deepEqual(
        (await source.columns(ask('low', 'one'))).map(({ column, path }) => [column, path]),
        [
          ['id', undefined],
          ['ID', undefined],
        ],
      );
      assert.deepEqual(await source.columns(ask('LOW', 'THREE')), [
        { table: 'THREE', column: 'ID', name: 'id', type: 'integer', path: ['Low', 'three'] },
      ]);
      assert.deepEqual(await source.indexes?.(ask('LOW', 'THREE')), [
        { table: 'THREE', column: 'ID' },
      ]);
      const both = await source.columns([...ask('low', 'TWO'), ...ask('low', 'THREE')]);
      assert.deepEqual(
        both.map(({ table }) => table),
        ['TWO'],
        'another schema is not searched where there is the one',
      );
      const table = await failing(source.columns(ask('low', 'ONE')));
      assert.deepEqual([table.code, table.exitCode], ['table-spelling', 2]);
      assert.match(table.message, /which table is ONE\? .* One and one, /);
      const schema = await failing(source.columns([...ask('LOW', 'TWO'), ...ask('LOW', 'THREE')]));
      assert.ok(schema instanceof ConfigError);
      assert.match(`${schema.message} ${schema.hint}`, /Low and low.*source: \{schema: …\}/);
    });
  });

  it('a login that could write is told each way, a reader none', async () => {
    await server.sql('create database ways');
    await server.sql(
      `revoke all on schema public from public; create table t (a int); create role writer login in role pg_execute_server_program password 'Correct horse; battery staple';
      grant insert, truncate on t to writer; create table c (a int, b int); grant update (b) on c to writer; grant create on database ways to writer;
      create schema own authorization writer; create table own.mine (a int); alter table own.mine owner to writer`,
      'ways',
    );
    const rights = (user: string): Promise<string> =>
      withSource(connectionTo(server, { database: 'ways', user }), async (source) =>
        (await source.describe()).warnings.filter((text) => /could write/.test(text)).join(),
      );
    assert.equal(await rights(READER), '');
    assert.match(await rights(SUPERUSER), /\(superuser\)/);
    assert.match(
      await rights('writer'),
      /role pg_execute_server_program, CREATE in the database, CREATE in a schema \(1\), INSERT on a table \(2\), UPDATE on a table \(2\), DELETE on a table \(1\), TRUNCATE on a table \(2\), owner of a table \(1\)/,
    );
  });

  it('testdb makes the database, fills it, and two runs at once are both whole', async () => {
    const site = (extra: string): string =>
      writePostgresSite(
        connectionTo(server, { database: 'made', user: SUPERUSER }),
        'liquid_logic',
        extra,
      );
    const filled = await cli(['testdb', '--site', site('testdb: true\n'), '--children', '40']);
    assert.equal(filled.code, 0, filled.out + filled.err);
    const runs = await Promise.all(
      [site(''), site('')].map((file) => cli(['run', '--site', file, '--json'])),
    );
    const hashes = runs.map(({ code, out, err }) => {
      assert.equal(code, 0, out + err);
      const { bundle } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { bundle: string };
      const { files } = JSON.parse(fs.readFileSync(path.join(bundle, 'manifest.json'), 'utf8')) as {
        files: { sha256?: string; rows: number }[];
      };
      assert.ok(files.some(({ rows }) => rows > 20));
      return files.map(({ sha256 }) => sha256);
    });
    assert.deepEqual(hashes[0], hashes[1]);
    const again = await cli(['testdb', '--site', site('testdb: true\n'), '--children', '5']);
    assert.equal(again.code, 0, again.out + again.err);
  });

  it('a birth before Christ is written with its sign and time, and listed with the rule type', async () => {
    await server.sql(
      `update "Child_Social"."DIM_PERSON" set "BIRTH_DTTM" = '2015-03-05 09:30:00 BC'`,
      'made',
    );
    const made = connectionTo(server, { database: 'made', user: SUPERUSER });
    const ran = await cli(
      ['run', '--json', '--only', 'ssd_person', '--site'].concat(
        writePostgresSite(made, 'liquid_logic'),
      ),
    );
    assert.equal(ran.code, 0, ran.err);
    const { bundle } = JSON.parse(ran.out.trim().split('\n').at(-1) ?? '') as { bundle: string };
    const read = (name: string): string => fs.readFileSync(path.join(bundle, name), 'utf8');
    assert.match(read('ssd_person.csv'), /,-2015-03-05T09:30:00,/);
    assert.match(read('findings.csv'), /,pers_dob,type,error,/);
  });

  it('a batch is as large as asked, the last one smaller', async () => {
    await withSource(connectionTo(server), async (source) => {
      const sizes: number[] = [];
      const sql = 'select n::text from generate_series(1, 25) n';
      for await (const rows of source.stream(query(sql), { signal: never, batchSize: 10 })) {
        sizes.push(rows.length);
      }
      assert.deepEqual(sizes, [10, 10, 5]);
    });
  });
});
