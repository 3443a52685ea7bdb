import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { EngineBacking } from '../servers/tds/engine-backing.ts';
import { type SystemFacts, withSystem } from '../servers/tds/system.ts';
import { connectionTo, listen, withSource } from './mssql-support.ts';

/**
 * The catalogue views as a reader sees them, and the rights of a login: `held` lists them, by
 * securable. The questions of the product are asked of these, through the real driver.
 */
const CATALOGUE = `
  create schema sys;
  create table sys.schemas (schema_id int, name text);
  create table sys.objects (object_id int, schema_id int, name text, type text, parent_object_id int default 0, is_ms_shipped int default 0);
  create table sys.columns (object_id int, column_id int, name text);
  create table sys.database_permissions (class int, type text, state text, major_id int, minor_id int);
  create table sys.extended_properties (class int, major_id int, minor_id int, name text);
  create table held (securable text, class text, permission text);
  insert into sys.schemas values (1, 'dbo'), (4, 'sys'), (5, 'Child_Social'), (6, 'a]b');
  insert into sys.objects values (10, 5, 'DIM_PERSON', 'U'), (11, 5, 'FACT_FORMS', 'U'), (12, 5, 'V_PERSON', 'V'),
    (13, 1, 'set_flag', 'P'), (14, 1, 'age_of', 'FN'), (15, 1, 'post', 'FS'), (16, 6, 'odd]name', 'U'), (18, 1, 'sp_alterdiagram', 'P');
  insert into sys.objects values (17, 5, 'PK_PERSON', 'PK', 10, 0), (19, 1, 'shipped', 'P', 0, 1);
  insert into sys.columns values (10, 1, 'DIM_PERSON_ID'), (10, 2, 'SURNAME');
  insert into sys.extended_properties values (1, 18, 0, 'microsoft_database_tools_support');
  create function quotename(text) returns text language sql return '[' || replace($1, ']', ']]') || ']';
  create function has_perms_by_name(text, text, text) returns int language sql
    return (select count(*)::int from held where (securable, class, permission) = ($1, $2, $3));
  create function has_perms_by_name(text, text, text, text, text) returns int language sql
    return has_perms_by_name($1 || '/' || $4, $5, $3);
`;

type Held = readonly [securable: string, kind: string, permission: string];

const engine = await Engine.open();
const backing = await EngineBacking.on(engine, 'HDM');
await engine.define(CATALOGUE);
after(() => engine.close());

/** What is said of a login with these rights. */
async function rightsOf(
  held: readonly Held[],
  facts: Partial<SystemFacts> = {},
  grants = '',
): Promise<readonly string[] | 'unknown'> {
  await engine.define(`delete from held; delete from sys.database_permissions; ${grants}`);
  for (const right of held) await engine.query('insert into held values ($1, $2, $3)', right);
  const known = withSystem({ database: 'HDM', ...facts }, backing);
  const server = await listen({
    backing: {
      execute: (statement) =>
        statement.sql.includes('sys.database_permissions')
          ? backing.execute(statement)
          : known.execute(statement),
    },
  });
  return withSource(connectionTo(server), async (source) => (await source.describe()).writeRights);
}

const PERSON = '[HDM].[Child_Social].[DIM_PERSON]';

describe('rights of a SQL Server login to write', () => {
  it('none of a reader, not of what everybody may do to diagrams and system objects', async () => {
    const all: Held[] = ['[HDM].[dbo].[sp_alterdiagram]', '[HDM].[dbo].[shipped]'].map((name) => [
      name,
      'OBJECT',
      'EXECUTE',
    ]);
    assert.deepEqual(await rightsOf([...all, [PERSON, 'OBJECT', 'SELECT']]), []);
  });

  it('on one table, or several, with the name of one', async () => {
    assert.deepEqual(await rightsOf([[PERSON, 'OBJECT', 'INSERT']]), [
      'INSERT on the table [Child_Social].[DIM_PERSON]',
    ]);
    const many: Held[] = ['DIM_PERSON', 'FACT_FORMS', 'V_PERSON'].map((name) => [
      `[HDM].[Child_Social].[${name}]`,
      'OBJECT',
      'DELETE',
    ]);
    assert.deepEqual(await rightsOf([...many, ['[HDM].[a]]b].[odd]]name]', 'OBJECT', 'ALTER']]), [
      'ALTER on the table [a]]b].[odd]]name]',
      'DELETE on 3 tables, one of them [Child_Social].[DIM_PERSON]',
    ]);
  });

  it('on one schema', async () => {
    for (const right of ['INSERT', 'UPDATE', 'DELETE', 'EXECUTE', 'ALTER', 'CONTROL']) {
      assert.deepEqual(await rightsOf([['[Child_Social]', 'SCHEMA', right]]), [
        `${right} on the schema [Child_Social]`,
      ]);
    }
    assert.deepEqual(await rightsOf([['[sys]', 'SCHEMA', 'EXECUTE']]), []);
  });

  it('on one column, unless it is denied', async () => {
    const grants = `insert into sys.database_permissions values (1, 'UP', 'G', 10, 2)`;
    const column: Held = [`${PERSON}/SURNAME`, 'COLUMN', 'UPDATE'];
    assert.deepEqual(await rightsOf([column], {}, grants), [
      'UPDATE on the column [Child_Social].[DIM_PERSON].[SURNAME]',
    ]);
    assert.deepEqual(await rightsOf([], {}, grants), []);
  });

  it('to execute what may write; functions of SQL cannot', async () => {
    const execute = (name: string): Held => [`[HDM].[dbo].[${name}]`, 'OBJECT', 'EXECUTE'];
    assert.deepEqual(await rightsOf([execute('set_flag')]), [
      'EXECUTE on the procedure [dbo].[set_flag]',
    ]);
    assert.deepEqual(await rightsOf([execute('post')]), ['EXECUTE on the procedure [dbo].[post]']);
    assert.deepEqual(await rightsOf([execute('age_of')]), []);
  });

  it('on the whole database, and roles: then nothing smaller is asked for', async () => {
    const one: Held = [PERSON, 'OBJECT', 'INSERT'];
    for (const [may, said] of [
      ['EXECUTE', 'EXECUTE on the database'],
      ['ALTER ANY SCHEMA', 'ALTER ANY SCHEMA on the database'],
      ['db_ddladmin', 'role db_ddladmin'],
      ['db_securityadmin', 'role db_securityadmin'],
      ['sysadmin', 'role sysadmin'],
    ] as const) {
      assert.deepEqual(await rightsOf([one], { may: [may] }), [said]);
    }
  });
});
