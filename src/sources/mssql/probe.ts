import sql from 'mssql';
import type { BoundParameter } from '../../query/parameter.ts';
import { printable } from '../printable.ts';
import type { SourceQuery, SourceRow } from '../source.ts';
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

/** One statement, all its rows. */
export type Ask = (
  text: string,
  parameters?: Readonly<Record<string, string>>,
) => Promise<readonly SourceRow[]>;

/** One statement on a pool, all its rows, within so many milliseconds of silence. */
export function askOn(pool: sql.ConnectionPool, limit: number): Ask {
  return async (text, parameters = {}) => {
    const request = pool.request();
    for (const [name, value] of Object.entries(parameters)) {
      const length = value.length > 4000 ? sql.MAX : Math.max(1, value.length);
      request.input(name, sql.NVarChar(length), value);
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
  return printable(`SQL Server ${row[0] ?? ''} (${row[1] ?? ''})`);
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

/** Why the server refuses a query, which it parses and binds but does not run. */
export async function readRefusal(
  ask: Ask,
  { sql: text, parameters }: SourceQuery,
): Promise<Error | undefined> {
  const declared = parameters.map((parameter) => `@${parameter.name} ${declaredType(parameter)}`);
  const [[number, message] = []] = await ask(
    `select top 1 "error_number", "error_message" from sys.dm_exec_describe_first_result_set(@text, @declared, 0) where "error_number" is not null`,
    { text, declared: declared.join(', ') },
  );
  return number === undefined || number === null
    ? undefined
    : Object.assign(new Error(message ?? ''), { number: Number(number) });
}

/** The type that a parameter is bound with. */
function declaredType({ type }: BoundParameter): string {
  switch (type) {
    case 'text':
    case 'moment':
      return 'nvarchar(4000)';
    case 'integer':
      return 'bigint';
    case 'decimal':
      return 'decimal(38, 10)';
  }
}

/** Values as parameters, and the list of them for `in (…)`. */
export function bind(
  prefix: string,
  values: readonly string[],
): { readonly list: string; readonly parameters: Record<string, string> } {
  const names = values.map((_, index) => `${prefix}${index + 1}`);
  return {
    list: names.map((name) => `@${name}`).join(', '),
    parameters: Object.fromEntries(names.map((name, index) => [name, values[index] ?? ''])),
  };
}
