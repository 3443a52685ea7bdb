import sql from 'mssql';
import type { Catalogue } from '../../mapping/catalogue.ts';
import type { MssqlConnection } from '../../site/model.ts';
import { ConnectionError } from '../../problems/errors.ts';
import { connectPool, serverName } from '../../sources/mssql/connect.ts';
import { type MssqlPlace, facts, queryError } from '../../sources/mssql/errors.ts';
import { columnType } from '../column-type.ts';
import {
  type TableTypes,
  type TestDatabase,
  type TestRow,
  ValueFault,
  indexedColumns,
} from '../test-database.ts';
import { fullMoment } from '../moment-text.ts';
import { mssqlType } from '../types/mssql.ts';

/**
 * Rows arrive here as text, and are converted on their way into the table: no value passes through
 * a type of the driver.
 */
const STAGE = '#ssd_load';

/**
 * Opens a SQL Server database to fill it; makes the database when there is none of its name.
 * @throws ConnectionError
 */
export async function openMssqlTestDatabase(
  connection: MssqlConnection,
  schema: string,
): Promise<TestDatabase> {
  const where = { server: serverName(connection), database: connection.database };
  try {
    return new MssqlTestDatabase(await connect(connection, connection.database), schema, where);
  } catch (error) {
    if (!(error instanceof ConnectionError) || error.code !== 'no-database') throw error;
  }
  const master = await connect(connection, 'master');
  await master
    .request()
    .batch(`create database ${quote(connection.database)}`)
    .catch((error: unknown) => {
      throw queryError(error, 'testdb', { ...where, database: 'master' });
    })
    .finally(() => master.close());
  return new MssqlTestDatabase(await connect(connection, connection.database), schema, where);
}

/** One connection, since a temporary table belongs to it. */
async function connect(connection: MssqlConnection, database: string): Promise<sql.ConnectionPool> {
  const { pool } = await connectPool(
    { ...connection, database, read_only_intent: false, parallel: 1 },
    sql.ISOLATION_LEVEL.READ_COMMITTED,
  );
  return pool;
}

class MssqlTestDatabase implements TestDatabase {
  readonly #pool: sql.ConnectionPool;
  readonly #schema: string;
  readonly #where: MssqlPlace;
  readonly #types = new Map<string, string>();

  constructor(pool: sql.ConnectionPool, schema: string, where: MssqlPlace) {
    this.#pool = pool;
    this.#schema = schema;
    this.#where = where;
  }

  async create(tables: TableTypes): Promise<void> {
    await this.#do(
      `if schema_id(${text(this.#schema)}) is null exec(${text(`create schema ${quote(this.#schema)}`)})`,
    );
    for (const [table, columns] of tables) {
      const place = this.#place(table);
      const types = [...columns].map(
        ([column, declared]) => [column, columnType(mssqlType, table, column, declared)] as const,
      );
      for (const [column, type] of types) this.#types.set(`${table}.${column}`, type);
      await this.#do(`if object_id(${text(place)}) is not null drop table ${place}`);
      await this.#do(
        `create table ${place} (${types.map(([column, type]) => `${quote(column)} ${type} null`).join(', ')})`,
      );
    }
  }

  async insert(table: string, columns: readonly string[], rows: readonly TestRow[]): Promise<void> {
    const types = columns.map((column) => this.#types.get(`${table}.${column}`) ?? 'nvarchar(max)');
    const stage = new sql.Table(STAGE);
    stage.create = true;
    for (const column of columns) {
      stage.columns.add(column, sql.NVarChar(sql.MAX), { nullable: true });
    }
    for (const row of rows) {
      stage.rows.add(...row.map((value, index) => toText(value, types[index] ?? '')));
    }
    await this.#pool.request().bulk(stage);
    const values = columns.map((column, index) => convert(quote(column), types[index] ?? ''));
    await this.#pool
      .request()
      .batch(
        `insert into ${this.#place(table)} (${columns.map(quote).join(', ')}) select ${values.join(', ')} from ${STAGE}`,
      )
      .catch((error: unknown) => {
        throw new ValueFault({ state: `error ${facts(error).number ?? '?'}`, cause: error });
      });
    await this.#do(`drop table ${STAGE}`);
  }

  async index(tables: TableTypes, catalogue: Catalogue): Promise<void> {
    for (const { table, column } of indexedColumns(tables, catalogue)) {
      await this.#do(
        `create index ${quote(`ssd_test_${column}`)} on ${this.#place(table)} (${quote(column)})`,
      );
    }
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** @throws ExtractionError when the server refuses it: a right is missing, a disk is full */
  async #do(statement: string): Promise<void> {
    await this.#pool
      .request()
      .batch(statement)
      .catch((error: unknown) => {
        throw queryError(error, 'testdb', this.#where);
      });
  }

  #place(table: string): string {
    return `${quote(this.#schema)}.${quote(table)}`;
  }
}

const MOMENT = /^(small)?date/i;

function toText(value: TestRow[number], type: string): string | null {
  if (value === null) return null;
  return MOMENT.test(type) ? fullMoment(String(value)) : String(value);
}

/** Style 121 reads a moment the same in every language that a login may have. */
function convert(column: string, type: string): string {
  if (/^nvarchar\(max\)$/i.test(type)) return column;
  return MOMENT.test(type) ? `convert(${type}, ${column}, 121)` : `cast(${column} as ${type})`;
}

function quote(name: string): string {
  return `[${name.replaceAll(']', ']]')}]`;
}

function text(value: string): string {
  return `N'${value.replaceAll("'", "''")}'`;
}
