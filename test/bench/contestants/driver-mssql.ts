import sql from 'mssql';
import type { MssqlConnection } from '../../../src/site/model.ts';
import { connectPool } from '../../../src/sources/mssql/connect.ts';
import { queriesFor } from '../queries.ts';
import type { Contestant, Task } from './contestant.ts';

/** `mssql` in stream mode on the connection that the product makes, rows as arrays, and no more. */
export async function driveMssql(
  connection: MssqlConnection,
  { spec, objects }: Task,
): Promise<Contestant> {
  const { pool } = await connectPool(connection, sql.ISOLATION_LEVEL.SNAPSHOT);
  const { queries } = queriesFor(spec, 'mssql');
  return {
    async round() {
      let rows = 0;
      for (const object of objects) rows += await drain(pool, queries.get(object)?.sql ?? '');
      return rows;
    },
    close: () => pool.close(),
  };
}

function drain(pool: sql.ConnectionPool, text: string): Promise<number> {
  const request = pool.request();
  request.stream = true;
  request.arrayRowMode = true;
  return new Promise((resolve, reject) => {
    let rows = 0;
    request.on('row', () => {
      rows++;
    });
    request.on('error', reject);
    request.on('done', () => resolve(rows));
    void request.query(text);
  });
}
