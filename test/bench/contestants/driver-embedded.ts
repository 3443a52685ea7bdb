import { PGlite } from '@electric-sql/pglite';
import type { EmbeddedConnection } from '../../../src/site/model.ts';
import { queriesFor } from '../queries.ts';
import type { Contestant, Task } from './contestant.ts';

const BATCH = 1000;

/** PGlite, opened in each round as a run does, a cursor, rows as arrays. */
export function driveEmbedded({ path }: EmbeddedConnection, { spec, objects }: Task): Contestant {
  const { queries } = queriesFor(spec, 'postgres');
  const drain = (db: PGlite, text: string): Promise<number> =>
    db.transaction(async (transaction) => {
      await transaction.exec('set local cursor_tuple_fraction = 1');
      await transaction.query(`declare bench no scroll cursor for ${text}`);
      let count = 0;
      for (;;) {
        const { rows } = await transaction.query(`fetch ${BATCH} from bench`, [], {
          rowMode: 'array',
        });
        if (rows.length === 0) return count;
        count += rows.length;
      }
    });
  return {
    async round() {
      const db = await PGlite.create(path ?? 'memory://');
      let rows = 0;
      for (const object of objects) rows += await drain(db, queries.get(object)?.sql ?? '');
      await db.close();
      return rows;
    },
    close: () => Promise.resolve(),
  };
}
