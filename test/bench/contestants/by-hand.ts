import path from 'node:path';
import sql from 'mssql';
import oracledb from 'oracledb';
import Cursor from 'pg-cursor';
import type { Readable } from 'node:stream';
import type {
  MssqlConnection,
  OracleConnection,
  PostgresConnection,
} from '../../../src/site/model.ts';
import { resolveSecret } from '../../../src/site/secret.ts';
import { type MakeContestant, relationOf } from './contestant.ts';
import { clientOf } from './driver-postgres.ts';
import { writeCsv } from './write-csv.ts';

interface Reader {
  read(text: string): Readable | AsyncIterable<object> | Promise<Readable>;
  close(): Promise<void>;
}

/** What one writes by hand: the driver with its defaults, row objects, csv-stringify, a file. */
export const byHand: MakeContestant = async ({ connection, objects, dir }) => {
  const reader = await openReader(connection);
  return {
    async round() {
      let rows = 0;
      for (const object of objects) {
        const source = await reader.read(`select * from "${relationOf(object)}"`);
        rows += await writeCsv(source, path.join(dir, `${object}.csv`));
      }
      return rows;
    },
    close: () => reader.close(),
  };
};

function openReader(connection: Parameters<MakeContestant>[0]['connection']): Promise<Reader> {
  switch (connection.engine) {
    case 'mssql':
      return readMssql(connection);
    case 'oracle':
      return readOracle(connection);
    case 'postgres':
      return readPostgres(connection);
    case 'embedded':
      throw new Error('the embedded engine has no stream of its own');
  }
}

async function readMssql(connection: MssqlConnection): Promise<Reader> {
  const { server, port, database, user, password } = connection;
  const pool = new sql.ConnectionPool({
    server,
    database,
    ...(port === undefined ? {} : { port }),
    ...(user === undefined ? {} : { user }),
    ...(password === undefined ? {} : { password: resolveSecret(password) }),
    options: { encrypt: false, trustServerCertificate: true },
  });
  await pool.connect();
  return {
    read(text) {
      const request = pool.request();
      const stream = request.toReadableStream();
      void request.query(text);
      return stream;
    },
    close: () => pool.close(),
  };
}

async function readOracle(connection: OracleConnection): Promise<Reader> {
  const { user, password, connect_string: connectString } = connection;
  const opened = await oracledb.getConnection({
    user,
    password: resolveSecret(password),
    connectString,
  });
  return {
    read: (text) =>
      Promise.resolve(opened.queryStream(text, [], { outFormat: oracledb.OUT_FORMAT_OBJECT })),
    close: () => opened.close(),
  };
}

async function readPostgres(connection: PostgresConnection): Promise<Reader> {
  const client = clientOf(connection);
  await client.connect();
  return {
    async *read(text: string) {
      const cursor = client.query(new Cursor<object>(text));
      for (let rows = await cursor.read(1000); rows.length > 0; rows = await cursor.read(1000)) {
        yield* rows;
      }
      await cursor.close();
    },
    close: () => client.end(),
  };
}
