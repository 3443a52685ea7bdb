import type { IndexedColumn, TableName } from '../source.ts';
import { spellAsAsked } from '../spelling.ts';
import { findAlike } from './alike.ts';
import { type Ask, namesOf } from './probe.ts';

const INDEXES = `select n.nspname, t.relname, a.attname from pg_class t
join pg_namespace n on n.oid = t.relnamespace
left join pg_index i on i.indrelid = t.oid
left join pg_attribute a on a.attrelid = t.oid and a.attnum = i.indkey[0]
where t.relkind in ('r', 'p')
and lower(n.nspname) in (select lower(value) from json_array_elements_text(cast($1 as json)))
and lower(t.relname) in (select lower(value) from json_array_elements_text(cast($2 as json)))`;

/** Tables with the first column of each of their indexes, under the names that were asked for. */
export async function readIndexes(
  ask: Ask,
  tables: readonly TableName[],
): Promise<IndexedColumn[]> {
  const found = await ask(INDEXES, namesOf(tables));
  return tables.flatMap((asked) =>
    (findAlike(asked, found)?.rows ?? []).map(([, , column]) => ({
      table: asked.table,
      column: column === null || column === undefined ? null : nameOf(asked, column),
    })),
  );
}

function nameOf(asked: TableName, column: string): string {
  return spellAsAsked(asked, [{ column, type: '' }])[0]?.column ?? column;
}
