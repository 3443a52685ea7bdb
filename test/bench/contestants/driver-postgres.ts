import { Client } from 'pg';
import Cursor from 'pg-cursor';
import type { PostgresConnection } from '../../../src/site/model.ts';
import { resolveSecret } from '../../../src/site/secret.ts';
import { queriesFor } from '../queries.ts';
import type { Contestant, Task } from './contestant.ts';

const BATCH = 1000;

export function clientOf({ host, port, database, user, password }: PostgresConnection): Client {
  return new Client({ host, port, database, user, password: resolveSecret(password) });
}

/** `pg-cursor`, rows as arrays, a thousand a read. */
export async function drivePostgres(
  connection: PostgresConnection,
  { spec, objects }: Task,
): Promise<Contestant> {
  const client = clientOf(connection);
  await client.connect();
  const { queries } = queriesFor(spec, 'postgres');
  const drain = async (text: string): Promise<number> => {
    const cursor = client.query(new Cursor(text, [], { rowMode: 'array' }));
    let count = 0;
    for (;;) {
      const rows = await cursor.read(BATCH);
      if (rows.length === 0) break;
      count += rows.length;
    }
    await cursor.close();
    return count;
  };
  return {
    async round() {
      let rows = 0;
      for (const object of objects) rows += await drain(queries.get(object)?.sql ?? '');
      return rows;
    },
    close: () => client.end(),
  };
}
