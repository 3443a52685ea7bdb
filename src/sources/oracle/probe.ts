import { ConfigError, ExtractionError } from '../../problems/errors.ts';
import type { BoundParameter } from '../../query/parameter.ts';
import type {
  DatabaseColumn,
  IndexedColumn,
  SourceQuery,
  SourceRow,
  TableName,
} from '../source.ts';

/** All rows of a small query. */
type Ask = (query: SourceQuery) => Promise<readonly SourceRow[]>;

/** The network protocol of the connection; undefined when the server will not say. */
export async function readProtocol(ask: Ask): Promise<string | undefined> {
  const sql = `select sys_context('USERENV', 'NETWORK_PROTOCOL') from dual`;
  const [[protocol] = []] = (await askIfAllowed(ask, sql)) ?? [];
  return protocol ?? undefined;
}

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

/** A list in SQL may hold 1,000 items. */
const AT_A_TIME = 500;
const DICTIONARY = 'the data dictionary';

/**
 * Columns of the tables that exist and that the login may read.
 * @throws ConfigError when the schema has none of them, and another differs from it in case only.
 */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const found: DatabaseColumn[] = [];
  for (const [schema, members] of Map.groupBy(tables, (table) => table.schema ?? '')) {
    const columns: DatabaseColumn[] = [];
    for (let at = 0; at < members.length; at += AT_A_TIME) {
      const names = members.slice(at, at + AT_A_TIME).map((member) => member.table);
      columns.push(...(await columnsOf(ask, schema, names)));
    }
    if (columns.length === 0) await refuseOtherSpelling(ask, schema);
    found.push(...columns);
  }
  return found;
}

/** An empty schema is that of the login. */
async function columnsOf(
  ask: Ask,
  schema: string,
  names: readonly string[],
): Promise<DatabaseColumn[]> {
  const tables = names.map((name, index) => textParameter(`t${index}`, name));
  const list = tables.map(({ name }) => `:${name}`).join(', ');
  const owner = schema === '' ? `sys_context('USERENV', 'CURRENT_SCHEMA')` : ':owner';
  const rows = await ask({
    name: DICTIONARY,
    sql: `select table_name, column_name, data_type from all_tab_columns where owner = ${owner} and table_name in (${list})`,
    parameters: schema === '' ? tables : [textParameter('owner', schema), ...tables],
  });
  return rows.map(([table, column, type]) => ({
    table: table ?? '',
    column: column ?? '',
    type: type ?? '',
  }));
}

/** Tables with the first column of each of their indexes. */
export async function readIndexes(
  ask: Ask,
  tables: readonly TableName[],
): Promise<IndexedColumn[]> {
  const found: IndexedColumn[] = [];
  for (const [schema, members] of Map.groupBy(tables, (table) => table.schema ?? '')) {
    for (let at = 0; at < members.length; at += AT_A_TIME) {
      const names = members
        .slice(at, at + AT_A_TIME)
        .map(({ table }, index) => textParameter(`t${index}`, table));
      const owner = schema === '' ? `sys_context('USERENV', 'CURRENT_SCHEMA')` : ':owner';
      const rows = await ask({
        name: DICTIONARY,
        sql: `select t.table_name, c.column_name from all_tables t left join all_ind_columns c on c.table_owner = t.owner and c.table_name = t.table_name and c.column_position = 1 where t.owner = ${owner} and t.table_name in (${names.map(({ name }) => `:${name}`).join(', ')})`,
        parameters: schema === '' ? names : [textParameter('owner', schema), ...names],
      });
      found.push(
        ...rows.map(([table, column]) => ({ table: table ?? '', column: column ?? null })),
      );
    }
  }
  return found;
}

/**
 * To Oracle a schema whose name differs in case only is a different schema, and hardly what was
 * meant.
 */
async function refuseOtherSpelling(ask: Ask, schema: string): Promise<void> {
  const [[meant] = []] = await ask({
    name: DICTIONARY,
    sql: 'select username from all_users where upper(username) = upper(:owner) and username <> :owner',
    parameters: [textParameter('owner', schema)],
  });
  if (typeof meant !== 'string') return;
  throw new ConfigError({
    code: 'schema-spelling',
    message: `the schema ${schema} has no such tables; there is a schema ${meant}`,
    hint: `write source: {schema: ${meant}} in the site file: upper and lower case differ`,
  });
}

function textParameter(name: string, value: string): BoundParameter {
  return { name, type: 'text', value };
}
