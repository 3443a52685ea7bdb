import assert from 'node:assert/strict';
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
});
