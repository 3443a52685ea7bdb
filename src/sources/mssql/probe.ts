import sql from 'mssql';
import type { DatabaseColumn, IndexedColumn, SourceRow, TableName } from '../source.ts';
import { readRows } from './rows.ts';

/** What the server says of a database that is read. */
export interface DatabaseState {
  readonly name: string;
  readonly snapshot: boolean;
  readonly rowVersions: boolean;
  /** A readable copy, or set to read-only. */
  readonly readOnly: boolean;
  /** Names that differ in case only are different names. */
  readonly tellsCase: boolean;
}

type Ask = (
  text: string,
  parameters?: Readonly<Record<string, string>>,
) => Promise<readonly SourceRow[]>;

/** One statement on a pool, all its rows, within so many milliseconds of silence. */
export function askOn(pool: sql.ConnectionPool, limit: number): Ask {
  return async (text, parameters = {}) => {
    const request = pool.request();
    for (const [name, value] of Object.entries(parameters)) {
      request.input(name, sql.NVarChar(Math.max(1, value.length)), value);
    }
    const rows: SourceRow[] = [];
    const options = {
      batchSize: 1000,
      limits: { first: limit, between: limit },
      signal: new AbortController().signal,
    };
    for await (const batch of readRows(request, text, options)) rows.push(...batch);
    return rows;
  };
}

export async function readVersion(ask: Ask): Promise<string> {
  const [row = []] = await ask(
    `select cast(serverproperty('ProductVersion') as nvarchar(128)) "version", cast(serverproperty('Edition') as nvarchar(128)) "edition"`,
  );
  return `SQL Server ${row[0] ?? ''} (${row[1] ?? ''})`;
}

export async function readStates(ask: Ask, databases: readonly string[]): Promise<DatabaseState[]> {
  const { list, parameters } = bind('d', databases);
  const rows = await ask(
    `select "name", cast("snapshot_isolation_state" as int), cast("is_read_committed_snapshot_on" as int), cast(databasepropertyex("name", 'Updateability') as nvarchar(20)), "collation_name"
from sys.databases where "name" in (${list})`,
    parameters,
  );
  return rows.map(([name, snapshot, versions, updateability, collation]) => ({
    name: name ?? '',
    snapshot: snapshot === '1',
    rowVersions: versions === '1',
    readOnly: updateability === 'READ_ONLY',
    tellsCase: /_CS|_BIN/.test(collation ?? ''),
  }));
}

const WRITES = ['INSERT', 'UPDATE', 'DELETE', 'ALTER', 'CONTROL'] as const;

/**
 * Ways in which the login could write to the database, for a person to read; none for a reader. A
 * server that answers no question of rights is not taken for one that denies them.
 */
export async function readWriteRights(
  ask: Ask,
  database: string,
): Promise<readonly string[] | 'unknown'> {
  const rights = WRITES.map(
    (right) => `has_perms_by_name(quotename(@database), 'DATABASE', '${right}')`,
  );
  const [row = []] = await ask(
    `select is_srvrolemember('sysadmin'), is_rolemember('db_owner'), is_rolemember('db_datawriter'), ${rights.join(', ')}`,
    { database },
  );
  const names = [
    'role sysadmin',
    'role db_owner',
    'role db_datawriter',
    ...WRITES.map((right) => `${right} on the database`),
  ];
  if (!row.slice(-WRITES.length).some((answer) => answer !== null)) return 'unknown';
  return names.filter((_, index) => row[index] === '1');
}

const AT_A_TIME = 500;

/**
 * Columns of the tables that the login may SELECT (a server that cannot tell is believed when the
 * query runs); names as they were asked for, wherever the database takes them for the same.
 */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
  tellsCase: boolean,
): Promise<DatabaseColumn[]> {
  const alike = (name: string): string => (tellsCase ? name : name.toUpperCase());
  const places = Map.groupBy(tables, ({ database, schema = 'dbo' }) =>
    JSON.stringify([database ?? '', schema]),
  );
  const found: DatabaseColumn[] = [];
  for (const [place, members] of places) {
    const [database, schema] = JSON.parse(place) as [string, string];
    for (let at = 0; at < members.length; at += AT_A_TIME) {
      const names = members.slice(at, at + AT_A_TIME).map((member) => member.table);
      const { list, parameters } = bind('t', names);
      const view = `${database === '' ? '' : `"${database}".`}INFORMATION_SCHEMA.COLUMNS`;
      const rows = await ask(
        `select c."TABLE_NAME", c."COLUMN_NAME", c."DATA_TYPE" from ${view} c
where c."TABLE_SCHEMA" = @schema and c."TABLE_NAME" in (${list})
and coalesce(has_perms_by_name(quotename(c."TABLE_CATALOG") + '.' + quotename(c."TABLE_SCHEMA") + '.' + quotename(c."TABLE_NAME"), 'OBJECT', 'SELECT', c."COLUMN_NAME", 'COLUMN'), 1) = 1`,
        { schema, ...parameters },
      );
      const asked = new Map(
        members.map((member) => [
          alike(member.table),
          {
            table: member.table,
            columns: new Map(member.columns?.map((column) => [alike(column), column])),
          },
        ]),
      );
      for (const [table, column, type] of rows) {
        const name = asked.get(alike(table ?? ''));
        if (name) {
          found.push({
            table: name.table,
            column: name.columns.get(alike(column ?? '')) ?? column ?? '',
            type: type ?? '',
          });
        }
      }
    }
  }
  return found;
}

/**
 * Tables with the first column of each of their indexes; names as they were asked for, wherever the
 * database takes them for the same.
 */
export async function readIndexes(
  ask: Ask,
  tables: readonly TableName[],
  tellsCase: boolean,
): Promise<IndexedColumn[]> {
  const alike = (name: string): string => (tellsCase ? name : name.toUpperCase());
  const places = Map.groupBy(tables, ({ database, schema = 'dbo' }) =>
    JSON.stringify([database ?? '', schema]),
  );
  const found: IndexedColumn[] = [];
  for (const [place, members] of places) {
    const [database, schema] = JSON.parse(place) as [string, string];
    const sys = database === '' ? 'sys' : `"${database}".sys`;
    for (let at = 0; at < members.length; at += AT_A_TIME) {
      const asked = new Map(
        members.slice(at, at + AT_A_TIME).map((member) => [alike(member.table), member]),
      );
      const { list, parameters } = bind(
        't',
        [...asked.values()].map(({ table }) => table),
      );
      const rows = await ask(
        `select t."name", c."name" from ${sys}.tables t
join ${sys}.schemas s on s."schema_id" = t."schema_id"
left join ${sys}.index_columns i on i."object_id" = t."object_id" and i."key_ordinal" = 1
left join ${sys}.columns c on c."object_id" = i."object_id" and c."column_id" = i."column_id"
where s."name" = @schema and t."name" in (${list})`,
        { schema, ...parameters },
      );
      for (const [table, column] of rows) {
        const member = asked.get(alike(table ?? ''));
        const spelt = member?.columns?.find((name) => alike(name) === alike(column ?? ''));
        if (member) found.push({ table: member.table, column: spelt ?? column ?? null });
      }
    }
  }
  return found;
}

function bind(
  prefix: string,
  values: readonly string[],
): { readonly list: string; readonly parameters: Record<string, string> } {
  const names = values.map((_, index) => `${prefix}${index + 1}`);
  return {
    list: names.map((name) => `@${name}`).join(', '),
    parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
  };
}
