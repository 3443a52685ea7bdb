import type { Client, Connection, Submittable } from 'pg';
import type { PostgresConnection } from '../../site/model.ts';
import { loginError, queryError, sqlState } from '../../sources/postgres/errors.ts';
import { login, placeOf } from '../../sources/postgres/login.ts';
import { quote } from '../quote.ts';
import type { TestDatabase } from '../test-database.ts';
import { PostgresTestDatabase, type PostgresWriter } from './postgres-tables.ts';

/**
 * Opens a PostgreSQL database to fill it; makes the database when there is none of its name.
 * @throws ConnectionError
 */
export async function openPostgresTestDatabase(
  site: PostgresConnection,
  schema: string,
): Promise<TestDatabase> {
  return new PostgresTestDatabase(new Writer(await openOrMake(site), site), schema);
}

async function openOrMake(site: PostgresConnection): Promise<Client> {
  try {
    return await login(site);
  } catch (error) {
    if (sqlState(error) !== '3D000') throw loginError(error, placeOf(site)).error;
  }
  const writer = new Writer(await connect({ ...site, database: 'postgres' }), site);
  await writer.exec(`create database ${quote(site.database)}`).finally(() => writer.close());
  return connect(site);
}

function connect(site: PostgresConnection): Promise<Client> {
  return login(site).catch((error: unknown) => {
    throw loginError(error, placeOf(site)).error;
  });
}

class Writer implements PostgresWriter {
  readonly #client: Client;
  readonly #site: PostgresConnection;

  constructor(client: Client, site: PostgresConnection) {
    this.#client = client;
    this.#site = site;
  }

  /** @throws ExtractionError when the server refuses it: a right is missing, a disk is full */
  async exec(statements: string): Promise<void> {
    await this.#client.query(statements).catch((error: unknown) => {
      throw queryError(error, { name: 'testdb', sql: statements }, placeOf(this.#site));
    });
  }

  copy(into: string, csv: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.query(
        new CopyIn(`copy ${into} from stdin with (format csv)`, csv, (error) => {
          if (error) reject(error);
          else resolve();
        }),
      );
    });
  }

  async close(): Promise<void> {
    await this.#client.end();
  }
}

/** What the driver's connection has for COPY beside its public face. */
interface CopyConnection {
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
}

/** A COPY of one text, as the driver wants its queries: it calls these as the server answers. */
class CopyIn implements Submittable {
  readonly #sql: string;
  readonly #csv: string;
  readonly #done: (error?: Error) => void;

  constructor(sql: string, csv: string, done: (error?: Error) => void) {
    this.#sql = sql;
    this.#csv = csv;
    this.#done = done;
  }

  submit(connection: Connection): void {
    connection.query(this.#sql);
  }

  handleCopyInResponse(connection: CopyConnection): void {
    connection.sendCopyFromChunk(Buffer.from(this.#csv));
    connection.endCopyFrom();
  }

  handleCommandComplete(): void {
    // done when the server is ready for the next
  }

  handleReadyForQuery(): void {
    this.#done();
  }

  handleError(error: Error): void {
    this.#done(error);
  }
}
