import type { PGlite } from '@electric-sql/pglite';
import { openEmbedded } from '../../sources/postgres/embedded.ts';
import type { TestDatabase } from '../test-database.ts';
import { PostgresTestDatabase, type PostgresWriter } from './postgres-tables.ts';

/** Opens, or makes, an embedded database to fill. */
export async function openEmbeddedTestDatabase(options: {
  path: string;
  schema: string;
}): Promise<TestDatabase> {
  const { db } = await openEmbedded({ path: options.path, create: true });
  return new PostgresTestDatabase(writerOf(db), options.schema);
}

function writerOf(db: PGlite): PostgresWriter {
  return {
    exec: async (statements) => {
      await db.exec(statements);
    },
    copy: async (into, csv) => {
      await db.query(`copy ${into} from '/dev/blob' with (format csv)`, [], {
        blob: new Blob([csv]),
      });
    },
    close: () => db.close(),
  };
}
