import { ExtractionError } from '../../problems/errors.ts';
import type { SourceQuery, SourceRow } from '../source.ts';

/** All rows of a small query. */
export type Ask = (query: SourceQuery) => Promise<readonly SourceRow[]>;

/** Rights to change data: system privileges by name, rights on tables with the number of tables. */
const WRITE_RIGHTS = `
select privilege, null as on_tables from session_privs where privilege in ('INSERT ANY TABLE', 'UPDATE ANY TABLE', 'DELETE ANY TABLE', 'ALTER ANY TABLE', 'DROP ANY TABLE', 'CREATE ANY TABLE')
union all
select privilege, to_char(count(*)) from (
  select privilege from user_tab_privs where grantee = user and privilege in ('INSERT', 'UPDATE', 'DELETE', 'ALTER')
  union all select privilege from role_tab_privs where privilege in ('INSERT', 'UPDATE', 'DELETE', 'ALTER')
  union all select 'OWNER' from user_tables
) group by privilege`.trim();

/**
 * Ways in which the login could write, for a person to read; none for a reader, undefined when the
 * server will not say.
 */
export async function readWriteRights(ask: Ask): Promise<string[] | undefined> {
  const rows = await askIfAllowed(ask, WRITE_RIGHTS);
  return rows?.map(([right, tables]) =>
    tables === null || tables === undefined
      ? (right ?? '')
      : `${right ?? ''} on ${tables} table(s)`,
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
