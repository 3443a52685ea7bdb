import oracledb from 'oracledb';
import type { OracleConnection } from '../../../src/site/model.ts';
import { resolveSecret } from '../../../src/site/secret.ts';
import { queriesFor } from '../queries.ts';
import type { Contestant, Task } from './contestant.ts';

/** `oracledb` with a result set, rows as arrays, as many a fetch as the product asks for. */
export async function driveOracle(
  { user, password, connect_string, fetch_size }: OracleConnection,
  { spec, objects }: Task,
): Promise<Contestant> {
  const connection = await oracledb.getConnection({
    user,
    password: resolveSecret(password),
    connectString: connect_string,
  });
  const { queries } = queriesFor(spec, 'oracle');
  const drain = async (text: string): Promise<number> => {
    const { resultSet } = await connection.execute(text, [], {
      resultSet: true,
      outFormat: oracledb.OUT_FORMAT_ARRAY,
      prefetchRows: fetch_size,
      fetchArraySize: fetch_size,
    });
    let count = 0;
    for (;;) {
      const rows = (await resultSet?.getRows(fetch_size)) ?? [];
      if (rows.length === 0) break;
      count += rows.length;
    }
    await resultSet?.close();
    return count;
  };
  return {
    async round() {
      let rows = 0;
      for (const object of objects) rows += await drain(queries.get(object)?.sql ?? '');
      return rows;
    },
    close: () => connection.close(),
  };
}
