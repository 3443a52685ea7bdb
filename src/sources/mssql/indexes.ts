import type { IndexedColumn, TableName } from '../source.ts';
import { type Ask, bind } from './probe.ts';

const AT_A_TIME = 500;

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
