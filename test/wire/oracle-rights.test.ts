import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { Engine } from '../servers/engine/engine.ts';
import { engineBacking } from '../servers/tns/engine-backing.ts';
import { serve, siteOf, withSource } from './oracle-support.ts';

/** The dictionary views that say what a login may do; Oracle's own objects are of `pg_catalog`. */
const VIEWS = [
  'session_privs',
  'session_schema_privs',
  'all_tab_privs_recd',
  'all_col_privs_recd',
  'role_tab_privs',
  'user_tables',
];

const engine = await Engine.open();
after(() => engine.close());
const server = await serve({ backing: await engineBacking(engine) });
await engine.define(
  `insert into ora.all_objects values ('MOSAIC', 'SET_FLAG', 'PROCEDURE'), ('MOSAIC', 'ADDRESS', 'TYPE'), ('pg_catalog', 'DBMS_FLASHBACK', 'PACKAGE')`,
);

describe('rights of an Oracle login to write', () => {
  /** What is said of a login of whom the views hold these rows. */
  async function rightsOf(rows: string): Promise<readonly string[] | 'unknown'> {
    await engine.define(`${VIEWS.map((view) => `delete from ora.${view}`).join(';')}; ${rows}`);
    return withSource(siteOf(server), async (source) => (await source.describe()).writeRights);
  }
  const granted = (grantee: string, right: string, owner: string, name: string): string =>
    `insert into ora.all_tab_privs_recd values ('${grantee}', '${right}', '${owner}', '${name}');`;

  it('none of a reader, nor of what everybody may do to what is Oracle’s own', async () => {
    assert.deepEqual(
      await rightsOf(
        granted('SSD_READER', 'SELECT', 'MOSAIC', 'DM_PERSONS') +
          granted('PUBLIC', 'INSERT', 'pg_catalog', 'PSTUBTBL') +
          granted('SSD_READER', 'EXECUTE', 'pg_catalog', 'DBMS_FLASHBACK') +
          granted('SSD_READER', 'EXECUTE', 'MOSAIC', 'ADDRESS'),
      ),
      [],
    );
  });

  it('on one table, whoever it was granted to', async () => {
    for (const grantee of ['SSD_READER', 'A_ROLE', 'PUBLIC']) {
      assert.deepEqual(await rightsOf(granted(grantee, 'UPDATE', 'MOSAIC', 'DM_PERSONS')), [
        'UPDATE on 1 table(s)',
      ]);
    }
    const again = `insert into ora.role_tab_privs values ('A_ROLE', 'DELETE', 'MOSAIC', 'DM_PERSONS'), ('A_ROLE', 'DELETE', 'MOSAIC', 'DM_VISITS');`;
    assert.deepEqual(
      await rightsOf(granted('SSD_READER', 'DELETE', 'MOSAIC', 'DM_PERSONS') + again),
      ['DELETE on 2 table(s)'],
    );
  });

  it('on one column', async () => {
    assert.deepEqual(
      await rightsOf(
        `insert into ora.all_col_privs_recd values ('SSD_READER', 'UPDATE', 'MOSAIC', 'DM_PERSONS', 'SURNAME')`,
      ),
      ['UPDATE on 1 table(s)'],
    );
  });

  it('to execute a program of the CMS', async () => {
    assert.deepEqual(await rightsOf(granted('SSD_READER', 'EXECUTE', 'MOSAIC', 'SET_FLAG')), [
      'EXECUTE on 1 program(s)',
    ]);
  });

  it('on all tables, on all of one schema, and on its own', async () => {
    assert.deepEqual(
      await rightsOf(`insert into ora.session_privs values ('INSERT ANY TABLE'), ('CREATE SESSION');
        insert into ora.session_schema_privs values ('DELETE ANY TABLE', 'MOSAIC'), ('SELECT ANY TABLE', 'MOSAIC');
        insert into ora.user_tables values ('MINE');`),
      ['INSERT ANY TABLE', 'OWNER on 1 table(s)', 'DELETE ANY TABLE of MOSAIC'],
    );
  });
});
