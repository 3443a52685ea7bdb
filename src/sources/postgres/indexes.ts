import type { IndexedColumn, TableName } from '../source.ts';
import type { Ask } from './probe.ts';

const INDEXES = `select t.relname, a.attname from pg_class t
join pg_namespace n on n.oid = t.relnamespace
left join pg_index i on i.indrelid = t.oid
left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
where t.relkind in ('r', 'p')
and n.nspname in (select value from json_array_elements_text(cast($1 as json)))
and t.relname in (select value from json_array_elements_text(cast($2 as json)))`;

/** Tables with the first column of each of their indexes. */
export async function readIndexes(
  ask: Ask,
  tables: readonly TableName[],
): Promise<IndexedColumn[]> {
  const rows = await ask(INDEXES, [
    JSON.stringify([...new Set(tables.map(({ schema = 'public' }) => schema))]),
    JSON.stringify(tables.map(({ table }) => table)),
  ]);
  return rows.map(([table, column]) => ({ table: table ?? '', column: column ?? null }));
}
