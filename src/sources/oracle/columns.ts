import { ConfigError } from '../../problems/errors.ts';
import type { BoundParameter } from '../../query/parameter.ts';
import type { DatabaseColumn, SourceRow, TableName } from '../source.ts';
import { spellAsAsked } from '../spelling.ts';
import type { Ask } from './probe.ts';

/** A list in SQL may hold 1,000 items. */
export const AT_A_TIME = 500;
export const DICTIONARY = 'the data dictionary';

/**
 * Columns of the tables, views and synonyms that exist and that the login may read.
 * @throws ConfigError when the schema has none of them, and another differs from it in case only.
 */
export async function readColumns(
  ask: Ask,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const found: DatabaseColumn[] = [];
  for (const [schema, members] of Map.groupBy(tables, (table) => table.schema ?? '')) {
    const columns = await columnsIn(ask, schema, members);
    const there = new Set(columns.map(({ table }) => table));
    const absent = members.filter(({ table }) => !there.has(table));
    if (absent.length > 0) columns.push(...(await columnsBehindSynonyms(ask, schema, absent)));
    if (columns.length === 0) await refuseOtherSpelling(ask, schema);
    found.push(...columns);
  }
  return found;
}

async function columnsIn(
  ask: Ask,
  schema: string,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const found: DatabaseColumn[] = [];
  for (let at = 0; at < tables.length; at += AT_A_TIME) {
    const members = tables.slice(at, at + AT_A_TIME);
    const rows = await columnsOf(
      ask,
      schema,
      members.map(({ table }) => table),
    );
    found.push(
      ...members.flatMap((asked) =>
        spellAsAsked(
          asked,
          rows.filter(({ table }) => table === asked.table),
        ),
      ),
    );
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
  const rows = await ask({
    name: DICTIONARY,
    sql: `select table_name, column_name, data_type, to_char(char_length), to_char(data_precision), to_char(data_scale) from all_tab_columns where owner = ${ownerOf(schema)} and table_name in (${list})`,
    parameters: schema === '' ? tables : [textParameter('owner', schema), ...tables],
  });
  return rows.map(([table, column, type, ...sizes]) => ({
    table: table ?? '',
    column: column ?? '',
    type: showType(type ?? '', sizes),
  }));
}

function ownerOf(schema: string): string {
  return schema === '' ? `sys_context('USERENV', 'CURRENT_SCHEMA')` : ':owner';
}

/** `NUMBER` and its sizes → `NUMBER(9)`; TIMESTAMP(6) says its own. */
function showType(type: string, [length, precision, scale]: SourceRow): string {
  if (type === 'NUMBER' && precision) {
    return `NUMBER(${precision}${scale && scale !== '0' ? `,${scale}` : ''})`;
  }
  return /CHAR/.test(type) && length && length !== '0' ? `${type}(${length})` : type;
}

/** A synonym may stand for another one. */
const CHAIN = 5;

async function columnsBehindSynonyms(
  ask: Ask,
  schema: string,
  tables: readonly TableName[],
): Promise<DatabaseColumn[]> {
  const found: DatabaseColumn[] = [];
  for (const { asked, owner, name, link, isPublic } of await synonymsOf(ask, schema, tables)) {
    // a public one is known by its bare name only
    const path = isPublic && schema !== '' ? { path: [asked.table] } : {};
    const columns =
      link === null
        ? await columnsAtEnd(ask, { ...asked, schema: owner, table: name })
        : (asked.columns ?? []).map((column) => ({ table: name, column, type: '' }));
    found.push(...columns.map((column) => ({ ...column, table: asked.table, ...path })));
  }
  return found;
}

/** Columns of a table, or of what a synonym of its name stands for in the end. */
async function columnsAtEnd(ask: Ask, asked: TableName, depth = CHAIN): Promise<DatabaseColumn[]> {
  const { schema = '' } = asked;
  const columns = await columnsIn(ask, schema, [asked]);
  if (columns.length > 0 || depth === 0) return columns;
  const [next] = await synonymsOf(ask, schema, [asked]);
  if (!next) return [];
  if (next.link !== null) {
    return (asked.columns ?? []).map((column) => ({ table: asked.table, column, type: '' }));
  }
  return columnsAtEnd(ask, { ...asked, schema: next.owner, table: next.name }, depth - 1);
}

interface Synonym {
  readonly asked: TableName;
  readonly owner: string;
  readonly name: string;
  /** Of the database that it is in. */
  readonly link: string | null;
  readonly isPublic: boolean;
}

/** The schema's own synonyms, and the public ones of names that it has none for. */
async function synonymsOf(
  ask: Ask,
  schema: string,
  tables: readonly TableName[],
): Promise<Synonym[]> {
  const found: Synonym[] = [];
  for (let at = 0; at < tables.length; at += AT_A_TIME) {
    const members = tables.slice(at, at + AT_A_TIME);
    const names = members.map(({ table }, index) => textParameter(`t${index}`, table));
    const rows = await ask({
      name: DICTIONARY,
      sql: `select synonym_name, table_owner, table_name, db_link, owner from all_synonyms where owner in (${ownerOf(schema)}, 'PUBLIC') and synonym_name in (${names.map(({ name }) => `:${name}`).join(', ')})`,
      parameters: schema === '' ? names : [textParameter('owner', schema), ...names],
    });
    for (const asked of members) {
      const named = rows.filter(([synonym]) => synonym === asked.table);
      const row = named.find(([, , , , owner]) => owner !== 'PUBLIC') ?? named[0];
      if (!row) continue;
      const [, owner, name, link, holder] = row;
      found.push({
        asked,
        owner: owner ?? '',
        name: name ?? '',
        link: link ?? null,
        isPublic: holder === 'PUBLIC',
      });
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

export function textParameter(name: string, value: string): BoundParameter {
  return { name, type: 'text', value };
}
