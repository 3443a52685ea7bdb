import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { grantsForNewLogin, grantsOn } from '../../src/prepare/grants.ts';
import { loadSite } from '../../src/site/load.ts';
import { siteWith } from '../support/site.ts';

const password = { env: 'SSD_DB_PASSWORD' };
const siteOf = (connection: object) => loadSite(siteWith({ connection, testdb: undefined }));
const PERSON = { database: 'HDM', schema: 'Child_Social', table: 'DIM_PERSON' };
const mssql = { engine: 'mssql', server: 's', database: 'HDM', user: 'ssd_reader', password };

describe('grants for a login that only reads', () => {
  it('SQL Server: one table', () => {
    assert.deepEqual(grantsOn(siteOf(mssql), [PERSON]), [
      'use [HDM];',
      'grant select on [Child_Social].[DIM_PERSON] to [ssd_reader];',
    ]);
  });

  it('SQL Server: a new login enters every database that holds a table', () => {
    const other = { database: 'Own]DB', schema: "o'x", table: 'a]b; drop' };
    assert.deepEqual(grantsForNewLogin(siteOf({ ...mssql, user: 'x]; drop' }), [PERSON, other]), [
      'use [master];',
      "create login [x]]; drop] with password = 'choose one';",
      'use [HDM];',
      'create user [x]]; drop] for login [x]]; drop];',
      'use [Own]]DB];',
      'create user [x]]; drop] for login [x]]; drop];',
      'use [HDM];',
      'grant select on [Child_Social].[DIM_PERSON] to [x]]; drop];',
      'use [Own]]DB];',
      "grant select on [o'x].[a]]b; drop] to [x]]; drop];",
    ]);
  });

  it('SQL Server: a Windows account, and an application of Azure', () => {
    const windows = { ...mssql, authentication: 'windows', domain: 'CORP', user: 'svc_ssd' };
    assert.match(
      grantsForNewLogin(siteOf(windows), [PERSON]).join('\n'),
      /create login \[CORP\\svc_ssd\] from windows;\nuse \[HDM\];\ncreate user \[CORP\\svc_ssd\] for login \[CORP\\svc_ssd\];/,
    );
    const azure = { ...mssql, user: undefined, authentication: 'azure_service_principal' };
    const [enter, user] = grantsForNewLogin(siteOf(azure), [PERSON]);
    assert.equal(enter, 'use [HDM];');
    assert.equal(user, 'create user [name of the application] from external provider;');
  });

  it('Oracle: a plain name means capitals, a quoted one itself', () => {
    const table = { schema: 'MOSAIC', table: 'DM_PERSONS' };
    const oracle = { engine: 'oracle', connect_string: 'h/s', user: 'ssd_reader', password };
    assert.deepEqual(grantsForNewLogin(siteOf(oracle), [table]), [
      'create user "SSD_READER" identified by "choose one";',
      'grant create session to "SSD_READER";',
      'grant select on "MOSAIC"."DM_PERSONS" to "SSD_READER";',
    ]);
    const quoted = siteOf({ ...oracle, user: '"ssd reader"' });
    assert.deepEqual(grantsOn(quoted, [table]), [
      'grant select on "MOSAIC"."DM_PERSONS" to "ssd reader";',
    ]);
  });

  it('PostgreSQL: names as they are written, quotes doubled', () => {
    const connection = { engine: 'postgres', host: 'h', database: 'w"h', user: 'a"b', password };
    const table = { schema: 'Child_Social', table: 'DIM_PERSON' };
    assert.deepEqual(grantsForNewLogin(siteOf(connection), [table]), [
      `create role "a""b" login password 'choose one';`,
      'grant connect on database "w""h" to "a""b";',
      'grant usage on schema "Child_Social" to "a""b";',
      'grant select on "Child_Social"."DIM_PERSON" to "a""b";',
    ]);
  });

  it('an embedded database has none', () => {
    assert.deepEqual(grantsForNewLogin(siteOf({ engine: 'embedded' }), [PERSON]), []);
  });
});
