import oracledb, { type BindDefinition, type Connection } from 'oracledb';
import type { Catalogue } from '../../mapping/catalogue.ts';
import type { OracleConnection } from '../../site/model.ts';
import { loginError, queryError } from '../../sources/oracle/errors.ts';
import { driverOptions } from '../../sources/oracle/login.ts';
import { columnType } from '../column-type.ts';
import {
  type TableTypes,
  type TestDatabase,
  type TestRow,
  ValueFault,
  indexedColumns,
} from '../test-database.ts';
import { fullMoment } from '../moment-text.ts';
import { quote } from '../quote.ts';
import { oracleType } from '../types/oracle.ts';

/** Text becomes the column's own type by these, whatever the settings of client and server. */
const SESSION = `alter session set nls_numeric_characters = '.,' nls_date_format = 'YYYY-MM-DD HH24:MI:SS' nls_timestamp_format = 'YYYY-MM-DD HH24:MI:SS.FF'`;

/**
 * Opens an Oracle database to fill it. The schema is a user that exists; the login makes tables in
 * it.
 * @throws ConnectionError
 */
export async function openOracleTestDatabase(
  site: OracleConnection,
  schema: string,
): Promise<TestDatabase> {
  const connection = await oracledb.getConnection(driverOptions(site)).catch((error: unknown) => {
    throw loginError(error, site.connect_string).error;
  });
  await connection.execute(SESSION);
  return new OracleTestDatabase(connection, schema);
}

type Kind = 'day' | 'moment' | 'plain';

class OracleTestDatabase implements TestDatabase {
  readonly #connection: Connection;
  readonly #schema: string;
  readonly #kinds = new Map<string, Kind>();

  constructor(connection: Connection, schema: string) {
    this.#connection = connection;
    this.#schema = schema;
  }

  async create(tables: TableTypes): Promise<void> {
    for (const [table, columns] of tables) {
      const { rows = [] } = await this.#connection.execute(
        'select 1 from all_tables where owner = :1 and table_name = :2',
        [this.#schema, table],
      );
      if (rows.length > 0) {
        await this.#do(`drop table ${this.#place(table)} cascade constraints purge`);
      }
      const types = [...columns].map(
        ([column, declared]) => [column, columnType(oracleType, table, column, declared)] as const,
      );
      for (const [column, type] of types) this.#kinds.set(`${table}.${column}`, kindOf(type));
      await this.#do(
        `create table ${this.#place(table)} (${types.map(([column, type]) => `${quote(column)} ${type}`).join(', ')})`,
      );
    }
  }

  async insert(table: string, columns: readonly string[], rows: readonly TestRow[]): Promise<void> {
    if (rows.length === 0) return;
    const kinds = columns.map((column) => this.#kinds.get(`${table}.${column}`) ?? 'plain');
    const texts = rows.map((row) =>
      row.map((value, index) => toText(value, kinds[index] ?? 'plain')),
    );
    const bindDefs = columns.map((_, index): BindDefinition => ({
      type: oracledb.STRING,
      maxSize: Math.max(1, ...texts.map((row) => Buffer.byteLength(row[index] ?? ''))),
    }));
    const places = columns.map((_, index) => `:${index + 1}`).join(', ');
    try {
      await this.#connection.executeMany(
        `insert into ${this.#place(table)} (${columns.map(quote).join(', ')}) values (${places})`,
        texts,
        { bindDefs, autoCommit: true },
      );
    } catch (error) {
      const { code = '', offset } = error as { code?: string; offset?: number };
      throw new ValueFault({
        ...(offset === undefined ? {} : { row: offset + 1 }),
        state: code,
        cause: error,
      });
    }
  }

  async index(tables: TableTypes, catalogue: Catalogue): Promise<void> {
    for (const [at, { table, column }] of indexedColumns(tables, catalogue).entries()) {
      await this.#do(
        `create index ${quote(this.#schema)}.${quote(`SSD_TEST_${at + 1}`)} on ${this.#place(table)} (${quote(column)})`,
      );
    }
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /**
   * @throws ExtractionError when the server refuses it: a right is missing, a tablespace is full
   */
  async #do(sql: string): Promise<void> {
    await this.#connection.execute(sql).catch((error: unknown) => {
      throw queryError(error, { name: 'testdb', sql });
    });
  }

  #place(table: string): string {
    return `${quote(this.#schema)}.${quote(table)}`;
  }
}

function kindOf(type: string): Kind {
  if (/^date\b/i.test(type)) return 'day';
  return /^timestamp/i.test(type) ? 'moment' : 'plain';
}

function toText(value: TestRow[number], kind: Kind): string | null {
  if (value === null) return null;
  const text = String(value);
  switch (kind) {
    case 'plain':
      return text;
    case 'moment':
      return fullMoment(text);
    // a DATE has no parts of a second
    case 'day':
      return fullMoment(text).replace(/\.\d+$/, '');
  }
}
