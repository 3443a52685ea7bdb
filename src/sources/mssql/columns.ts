import { present } from '../../yaml/present.ts';
import type { DatabaseColumn, SourceRow, TableName } from '../source.ts';
import { type Ask, bind } from './probe.ts';

const AT_A_TIME = 500;

/**
 * Columns of the tables, views and synonyms that the login may SELECT (a server that cannot tell is
 * believed when the query runs); names as they were asked for, wherever the database takes them for
 * the same.
 */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
  tellsCase: boolean,
): Promise<DatabaseColumn[]> {
  const direct = await readTables(ask, tables, tellsCase);
  const there = new Set(direct.map(({ table }) => table));
  const absent = tables.filter(({ table }) => !there.has(table));
  const synonyms = absent.length === 0 ? [] : await readSynonyms(ask, absent, tellsCase);
  const behind = synonyms.flatMap(({ asked, base }) =>
    base === 'linked'
      ? (asked.columns ?? []).map((column) => ({ table: asked.table, column, type: '' }))
      : [],
  );
  // one by one: two synonyms may have one base
  for (const { asked, base } of synonyms) {
    if (base === 'linked') continue;
    const columns = await readTables(
      ask,
      [{ ...base, ...present({ columns: asked.columns }) }],
      tellsCase,
    );
    behind.push(...columns.map((column) => ({ ...column, table: asked.table })));
  }
  return [...direct, ...behind];
}

/** A synonym that was asked for as a table, and what it stands for. */
interface Synonym {
  readonly asked: TableName;
  readonly base: TableName | 'linked';
}

async function readSynonyms(
  ask: Ask,
  tables: readonly TableName[],
  tellsCase: boolean,
): Promise<Synonym[]> {
  const found: Synonym[] = [];
  for (const { database, schema, members } of inPlaces(tables)) {
    const { list, parameters } = bind(
      't',
      members.map(({ table }) => table),
    );
    const from = database === '' ? '' : `"${database}".`;
    const rows = await ask(
      `select s."name", s."base_object_name" from ${from}sys.synonyms s
join ${from}sys.schemas c on c."schema_id" = s."schema_id"
where c."name" = @schema and s."name" in (${list})`,
      { schema, ...parameters },
    );
    const asked = new Map(members.map((member) => [alike(member.table, tellsCase), member]));
    for (const [name, base] of rows) {
      const member = asked.get(alike(name ?? '', tellsCase));
      if (member) found.push({ asked: member, base: baseOf(base ?? '', database) });
    }
  }
  return found;
}

/** `[server].[database].[schema].[object]`, from the right as far as it is given. */
function baseOf(name: string, database: string): TableName | 'linked' {
  const parts = [...name.matchAll(/(?:^|\.)(\[(?:[^\]]|\]\])*\]|"(?:[^"]|"")*"|[^.]*)/g)].map(
    ([, part = '']) =>
      part
        .replace(/^[["]|[\]"]$/g, '')
        .replaceAll(']]', ']')
        .replaceAll('""', '"'),
  );
  const [table = '', schema = '', other = '', server = ''] = parts.reverse();
  if (server !== '') return 'linked';
  const place = other || database;
  return { ...(place === '' ? {} : { database: place }), schema: schema || 'dbo', table };
}

/** Tables of one database and schema, at most so many as a statement has parameters for. */
function inPlaces(tables: readonly TableName[]) {
  const places = Map.groupBy(tables, ({ database, schema = 'dbo' }) =>
    JSON.stringify([database ?? '', schema]),
  );
  return [...places].flatMap(([place, all]) => {
    const [database, schema] = JSON.parse(place) as [string, string];
    return Array.from({ length: Math.ceil(all.length / AT_A_TIME) }, (_, at) => ({
      database,
      schema,
      members: all.slice(at * AT_A_TIME, (at + 1) * AT_A_TIME),
    }));
  });
}

function alike(name: string, tellsCase: boolean): string {
  return tellsCase ? name : name.toUpperCase();
}

async function readTables(
  ask: Ask,
  tables: readonly TableName[],
  tellsCase: boolean,
): Promise<DatabaseColumn[]> {
  const found: DatabaseColumn[] = [];
  for (const { database, schema, members } of inPlaces(tables)) {
    const { list, parameters } = bind(
      't',
      members.map(({ table }) => table),
    );
    const view = `${database === '' ? '' : `"${database}".`}INFORMATION_SCHEMA.COLUMNS`;
    const rows = await ask(
      `select c."TABLE_NAME", c."COLUMN_NAME", c."DATA_TYPE", cast(c."CHARACTER_MAXIMUM_LENGTH" as int), cast(c."NUMERIC_PRECISION" as int), cast(c."NUMERIC_SCALE" as int) from ${view} c
where c."TABLE_SCHEMA" = @schema and c."TABLE_NAME" in (${list})
and coalesce(has_perms_by_name(quotename(c."TABLE_CATALOG") + '.' + quotename(c."TABLE_SCHEMA") + '.' + quotename(c."TABLE_NAME"), 'OBJECT', 'SELECT', c."COLUMN_NAME", 'COLUMN'), 1) = 1`,
      { schema, ...parameters },
    );
    const asked = new Map(
      members.map((member) => [
        alike(member.table, tellsCase),
        {
          table: member.table,
          columns: new Map(member.columns?.map((column) => [alike(column, tellsCase), column])),
        },
      ]),
    );
    for (const [table, column, type, ...sizes] of rows) {
      const name = asked.get(alike(table ?? '', tellsCase));
      if (name) {
        found.push({
          table: name.table,
          column: name.columns.get(alike(column ?? '', tellsCase)) ?? column ?? '',
          type: showType(type ?? '', sizes),
        });
      }
    }
  }
  return found;
}

/** `nvarchar` and its sizes → `nvarchar(48)`. */
function showType(type: string, [length, precision, scale]: SourceRow): string {
  if (/^(decimal|numeric)$/i.test(type) && precision) {
    return `${type}(${precision},${scale ?? '0'})`;
  }
  if (!/^(n?(var)?char|(var)?binary)$/i.test(type) || !length) return type;
  return `${type}(${length === '-1' ? 'max' : length})`;
}
