import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { noPostgres } from '../servers/postgres/binaries.ts';
import { type PostgresServer, READER, SUPERUSER } from '../servers/postgres/server.ts';
import { type Ended, cli } from '../support/process.ts';
import { connectionTo, failing, query, serve, withSource, writePostgresSite } from './support.ts';

const SCHEMA = 'Child_Social';

describe('check on a real PostgreSQL', { skip: noPostgres }, () => {
  let server: PostgresServer;

  const check = (more: string): Promise<Ended> =>
    cli(['check', '--site', writePostgresSite(connectionTo(server), 'liquid_logic', more)]);
  const ownSql = (text: string): Promise<Ended> =>
    check(`overrides:
  ssd_department:
    fields:
      dept_team_name:
        sql:
          postgres: ${JSON.stringify(text)}
`);

  before(async () => {
    server = await serve();
    const filling = connectionTo(server, { user: SUPERUSER });
    const site = writePostgresSite(filling, 'liquid_logic', 'testdb: true\n');
    const made = await cli(['testdb', '--site', site, '--children', '10']);
    assert.equal(made.code, 0, made.err);
    await server.sql(
      `grant usage on schema "${SCHEMA}" to ${READER}; grant select on all tables in schema "${SCHEMA}" to ${READER}`,
    );
  });

  it("takes a site's own SQL that the server can read", async () => {
    const { code, out, err } = await ownSql('upper(department."NAME")');
    assert.equal(code, 0, out + err);
    assert.match(out, /everything is there/);
  });

  it("says where a site's own SQL is not SQL, before the server sees it and by what it says", async () => {
    const slip = await ownSql('case when 1 = 1 thn 2 end');
    assert.equal(slip.code, 2);
    assert.match(slip.err, /site\.yml:10:\d+: error: not one value: then is missing/);
    const two = await ownSql(`(select 'a', 'b')`);
    assert.equal(two.code, 2);
    assert.match(
      two.err,
      /site\.yml:10:\d+: error: ssd_department, fields\.dept_team_name: ssd_department: it is not SQL that PostgreSQL can read \(.*SQLSTATE 42601\)/,
    );
  });

  it("says where a site's own SQL reads a column that is not there, or that the login may not", async () => {
    const gone = await ownSql('department."GONE"');
    assert.equal(gone.code, 2);
    assert.match(gone.err, /site\.yml:\d+:\d+.*there is no column.*SQLSTATE 42703/s);
    await server.sql(`create table "${SCHEMA}"."SECRET" ("A" text)`);
    const secret = await ownSql(`(select max("A") from "${SCHEMA}"."SECRET")`);
    assert.equal(secret.code, 2);
    assert.match(secret.err, /site\.yml:\d+:\d+.*may not read "SECRET".*SQLSTATE 42501/s);
  });

  it('runs nothing of a query that is only prepared', async () => {
    await server.sql(`create sequence taken; grant usage on sequence taken to ${READER}`);
    await withSource(connectionTo(server, { query_timeout: 20 }), async (source) => {
      await source.prepare({ ...query('select pg_sleep(600)::text a'), columns: ['a'] });
      await source.prepare(query(`select nextval('taken')`));
      // the connection is fit for the next question, also after a refusal
      const refused = await failing(source.prepare(query('select 1 +')));
      assert.equal(refused.code, 'bad-sql');
      assert.match(refused.message, /can read \(/);
      const slip = await failing(source.prepare(query('select 1 a frm "T"')));
      assert.match(slip.message, /can read at "frm" \(/);
      await source.prepare({
        ...query('select cast($1 as text)', [{ name: 'p', type: 'text', value: 'x' }]),
      });
    });
    assert.deepEqual(await server.sql('select is_called from taken'), [[false]]);
  });

  it('finds schema, tables, columns and indexes that are spelt in another case, and a run reads them', async () => {
    await server.sql('create database lower template postgres');
    await server.sql(LOWER_CASE, 'lower');
    const site = (database: string): string =>
      writePostgresSite(connectionTo(server, { database }), 'liquid_logic');
    const { code, out, err } = await cli(['check', '--site', site('lower')]);
    assert.equal(code, 0, out + err);
    assert.match(out, /everything is there/);
    assert.doesNotMatch(out, /no index of|another type/);
    assert.deepEqual(await hashesOf(site('lower')), await hashesOf(site('postgres')));
  });
});

/** As a load makes it that does not quote its names. */
const LOWER_CASE = `do $$
declare it record;
begin
  for it in select table_name t, column_name c from information_schema.columns
    where table_schema = '${SCHEMA}' and column_name <> lower(column_name)
  loop execute format('alter table "${SCHEMA}".%I rename column %I to %I', it.t, it.c, lower(it.c)); end loop;
  for it in select table_name t from information_schema.tables
    where table_schema = '${SCHEMA}' and table_name <> lower(table_name)
  loop execute format('alter table "${SCHEMA}".%I rename to %I', it.t, lower(it.t)); end loop;
  alter schema "${SCHEMA}" rename to child_social;
end $$`;

/** By file of the bundle that a run writes. */
async function hashesOf(site: string): Promise<Record<string, string | undefined>> {
  const { code, out, err } = await cli(['run', '--site', site, '--json', '--as-of', '2026-11-22']);
  assert.equal(code, 0, out + err);
  const { bundle } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as { bundle: string };
  const { files } = JSON.parse(fs.readFileSync(path.join(bundle, 'manifest.json'), 'utf8')) as {
    files: { object: string; sha256?: string; rows: number }[];
  };
  assert.ok(files.some(({ rows }) => rows > 5));
  return Object.fromEntries(files.map(({ object, sha256 }) => [object, sha256]));
}
