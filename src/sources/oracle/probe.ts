import { ExtractionError } from '../../problems/errors.ts';
import type { SourceQuery, SourceRow } from '../source.ts';

/** All rows of a small query. */
export type Ask = (query: SourceQuery) => Promise<readonly SourceRow[]>;

const ANY = `('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE', 'ALTER ANY TABLE', 'DROP ANY TABLE', 'CREATE ANY TABLE', 'EXECUTE ANY PROCEDURE')`;

/**
 * Rights to change data: system privileges by name, rights on single objects with their number.
 * What everybody may do to Oracle's own tables does not count; nor does EXECUTE on a type, on a
 * program of Oracle's own, or where everybody has it.
 */
const WRITE_RIGHTS = `
select privilege, null as on_objects from session_privs where privilege in ${ANY}
union all
select privilege, to_char(count(*)) from (
  select g.privilege, g.owner, g.table_name from (
    select grantee, privilege, owner, table_name from all_tab_privs_recd
    union all select grantee, privilege, owner, table_name from all_col_privs_recd
    union all select role, privilege, owner, table_name from role_tab_privs
  ) g left join all_users u on u.username = g.owner and u.oracle_maintained = 'Y'
  where g.privilege in ('INSERT', 'UPDATE', 'DELETE', 'ALTER') and (g.grantee <> 'PUBLIC' or u.username is null)
  or g.privilege = 'EXECUTE' and g.grantee <> 'PUBLIC' and u.username is null and exists (
    select 1 from all_objects o where o.owner = g.owner and o.object_name = g.table_name and o.object_type in ('PROCEDURE', 'FUNCTION', 'PACKAGE'))
  union select 'OWNER', user, table_name from user_tables
) group by privilege`.trim();

/** Since 23ai: privileges on all tables of one schema. */
const WRITE_RIGHTS_ON_SCHEMAS = `select privilege, schema from session_schema_privs where privilege in ${ANY}`;

/**
 * Ways in which the login could write, for a person to read; none for a reader, undefined when the
 * server will not say.
 */
export async function readWriteRights(ask: Ask): Promise<string[] | undefined> {
  const rows = await askIfAllowed(ask, WRITE_RIGHTS);
  const onSchemas = await askIfAllowed(ask, WRITE_RIGHTS_ON_SCHEMAS);
  const ways = rows?.map(([right, objects]) =>
    objects === null || objects === undefined
      ? (right ?? '')
      : `${right ?? ''} on ${objects} ${right === 'EXECUTE' ? 'program' : 'table'}(s)`,
  );
  return ways?.concat(
    (onSchemas ?? []).map(([right, schema]) => `${right ?? ''} of ${schema ?? ''}`),
  );
}

/** What is worth knowing, but nothing to fail for: undefined when the server will not say. */
async function askIfAllowed(ask: Ask, sql: string): Promise<readonly SourceRow[] | undefined> {
  try {
    return await ask({ name: 'the login', sql, parameters: [] });
  } catch (error) {
    if (error instanceof ExtractionError && error.passing === undefined) return undefined;
    throw error;
  }
}
