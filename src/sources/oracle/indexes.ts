import type { IndexedColumn, TableName } from '../source.ts';
import { AT_A_TIME, DICTIONARY, textParameter } from './columns.ts';
import type { Ask } from './probe.ts';

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
