import type { DatabaseColumn, SourceRow, TableName } from '../source.ts';
import { spellAsAsked } from '../spelling.ts';
import { findAlike } from './alike.ts';

/** One statement, all its rows. */
export type Ask = (sql: string, parameters?: readonly string[]) => Promise<readonly SourceRow[]>;

export interface ServerFacts {
  readonly version: string;
  /** Of the database; text of SQL_ASCII has no known characters. */
  readonly encoding: string;
}

export async function readServer(ask: Ask): Promise<ServerFacts> {
  const [[version, encoding] = []] = await ask(
    `select current_setting('server_version'), current_setting('server_encoding')`,
  );
  return { version: version ?? '', encoding: encoding ?? '' };
}

/** Roles of the server's own that write, or run programs. */
const WRITING_ROLES = [
  'pg_write_all_data',
  'pg_write_server_files',
  'pg_execute_server_program',
  'pg_database_owner',
];

const TABLES = `pg_class c join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v', 'f', 'm') and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'`;

/** By right, what answers for it: some can be granted on single columns. */
const WRITES = {
  insert: 'has_any_column_privilege',
  update: 'has_any_column_privilege',
  delete: 'has_table_privilege',
  truncate: 'has_table_privilege',
};

/** Ways in which the login could write to the database, for a person to read; none for a reader. */
export async function readWriteRights(ask: Ask): Promise<string[]> {
  const rows = await ask(`
select 'superuser', null from pg_roles where rolname = current_user and rolsuper
union all
select 'role ' || rolname, null from pg_roles
where rolname in (${WRITING_ROLES.map((role) => `'${role}'`).join(', ')}) and pg_has_role(oid, 'member')
union all
select 'CREATE in the database', null where has_database_privilege(current_database(), 'create')
union all
select 'CREATE in a schema', count(*)::text from pg_namespace
where nspname !~ '^pg_' and nspname <> 'information_schema' and has_schema_privilege(oid, 'create') having count(*) > 0
${Object.entries(WRITES)
  .map(
    ([right, has]) =>
      `union all select '${right.toUpperCase()} on a table', count(*)::text from ${TABLES} and ${has}(c.oid, '${right}') having count(*) > 0`,
  )
  .join('\n')}
union all
select 'owner of a table', count(*)::text from ${TABLES} and pg_has_role(c.relowner, 'member') having count(*) > 0`);
  const [[first] = []] = rows;
  // a superuser has all of them
  if (first === 'superuser') return ['superuser'];
  return rows.map(([right, count]) =>
    count === null || count === undefined ? (right ?? '') : `${right ?? ''} (${count})`,
  );
}

const COLUMNS = `
select n.nspname, c.relname, a.attname,
format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), case when t.typbasetype = 0 then a.atttypmod else t.typtypmod end)
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
join pg_type t on t.oid = a.atttypid
where c.relkind in ('r', 'p', 'v', 'm', 'f')
and lower(n.nspname) in (select lower(value) from json_array_elements_text(cast($1 as json)))
and lower(c.relname) in (select lower(value) from json_array_elements_text(cast($2 as json)))
and has_schema_privilege(n.oid, 'usage') and has_column_privilege(c.oid, a.attnum, 'select')`;

/**
 * Columns of tables, views, materialised views and foreign tables that the login may SELECT. A
 * table or column that is there in another case only has its own spelling beside it.
 * @throws ConfigError when several tables differ in case alone
 */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const found = await ask(COLUMNS, namesOf(tables));
  return tables.flatMap((asked) => {
    const there = findAlike(asked, found);
    if (!there) return [];
    const columns = there.rows.map(([, , column, type]) => ({
      column: column ?? '',
      type: type ?? '',
    }));
    const path = there.otherwise ? { path: [there.schema, there.table] } : {};
    return spellAsAsked(asked, columns).map((column) => ({ ...column, ...path }));
  });
}

/** Schemas and tables, as the two lists of a question about them. */
export function namesOf(tables: readonly TableName[]): [schemas: string, tables: string] {
  return [
    JSON.stringify([...new Set(tables.map(({ schema = 'public' }) => schema))]),
    JSON.stringify([...new Set(tables.map(({ table }) => table))]),
  ];
}
