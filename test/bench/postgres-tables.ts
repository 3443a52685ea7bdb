import { postgresType } from '../../src/testdb/types/postgres.ts';
import { BLOCK, type Sizes, TABLES, columnsOf, rowsIn, templateOf } from './dataset.ts';
import { relationOf } from './contestants/contestant.ts';
import { queriesFor } from './queries.ts';

/** Runs one statement. */
export type Execute = (sql: string, parameters?: readonly string[]) => Promise<unknown>;

interface Filling {
  readonly spec: string;
  readonly sizes: Sizes;
  readonly spoilt: boolean;
}

/**
 * Makes the tables of the bench in PostgreSQL, and for each a view that shows its query. The server
 * multiplies the rows of a block.
 */
export async function fillPostgres(
  execute: Execute,
  { spec, sizes, spoilt }: Filling,
): Promise<void> {
  const { queries, columns: all } = queriesFor(spec, 'postgres');
  for (const [table, { object, shape }] of TABLES) {
    const columns = all.filter(([name]) => name === table);
    const declared = columns.map(
      ([, column, type]) => `"${column}" ${postgresType(type) ?? 'text'}`,
    );
    await execute(`create table "${table}" (${declared.join(', ')})`);
    const records = templateOf(columnsOf(shape, spoilt)).map((row) =>
      Object.fromEntries(row.map((cell, index) => [columns[index]?.[1] ?? '', cell])),
    );
    await execute(
      `insert into "${table}" select * from json_populate_recordset(null::"${table}", $1::json)`,
      [JSON.stringify(records)],
    );
    const [key, ...others] = columns.map(([, column]) => `"${column}"`);
    const next = [`(${key}::bigint + ${BLOCK} * block)::text`, ...others].join(', ');
    const blocks = rowsIn(table, sizes) / BLOCK;
    await execute(
      `insert into "${table}" select ${next} from "${table}", generate_series(1, ${blocks - 1}) block`,
    );
    await execute(`analyze "${table}"`);
    const { sql = '' } = queries.get(object) ?? {};
    await execute(`create view "${relationOf(object)}" as ${sql}`);
  }
}
