import path from 'node:path';
import { type Dialect, Kysely, MssqlDialect, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import Cursor from 'pg-cursor';
import * as tarn from 'tarn';
import * as tedious from 'tedious';
import type { MssqlConnection, PostgresConnection } from '../../../src/site/model.ts';
import { resolveSecret } from '../../../src/site/secret.ts';
import { type MakeContestant, relationOf } from './contestant.ts';
import { writeCsv } from './write-csv.ts';

type Tables = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Kysely's own `.stream()` into csv-stringify; it has no dialect for Oracle. */
export const kysely: MakeContestant = ({ connection, objects, dir }) => {
  if (connection.engine !== 'mssql' && connection.engine !== 'postgres') {
    throw new Error(`Kysely streams nothing from ${connection.engine}`);
  }
  const db = new Kysely<Tables>({
    dialect: connection.engine === 'mssql' ? mssql(connection) : postgres(connection),
  });
  return Promise.resolve({
    async round() {
      let rows = 0;
      for (const object of objects) {
        const stream = db.selectFrom(relationOf(object)).selectAll().stream(1000);
        rows += await writeCsv(stream, path.join(dir, `${object}.csv`));
      }
      return rows;
    },
    close: () => db.destroy(),
  });
};

function mssql({ server, port, database, user, password }: MssqlConnection): Dialect {
  return new MssqlDialect({
    tarn: { ...tarn, options: { min: 0, max: 1 } },
    tedious: {
      ...tedious,
      connectionFactory: () =>
        new tedious.Connection({
          server,
          authentication: {
            type: 'default',
            options: {
              ...(user === undefined ? {} : { userName: user }),
              ...(password === undefined ? {} : { password: resolveSecret(password) }),
            },
          },
          options: {
            database,
            encrypt: false,
            trustServerCertificate: true,
            ...(port === undefined ? {} : { port }),
          },
        }),
    },
  });
}

function postgres({ host, port, database, user, password }: PostgresConnection): Dialect {
  return new PostgresDialect({
    pool: new Pool({ host, port, database, user, password: resolveSecret(password), max: 1 }),
    cursor: Cursor,
  });
}
