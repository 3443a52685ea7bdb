import { columnType } from '../column-type.ts';
import {
  type TestDatabase,
  type TestRow,
  type TableTypes,
  ValueFault,
  indexedColumns,
} from '../test-database.ts';
import type { Catalogue } from '../../mapping/catalogue.ts';
import { quote } from '../quote.ts';
import { postgresType } from '../types/postgres.ts';

/** What PostgreSQL does alike, served or embedded; they differ in how it is told. */
export interface PostgresWriter {
  /** Statements without rows. */
  exec(statements: string): Promise<void>;
  /** Rows as CSV into `table (columns)`: an unquoted empty cell is null. */
  copy(into: string, csv: string): Promise<void>;
  close(): Promise<void>;
}

export class PostgresTestDatabase implements TestDatabase {
  readonly #db: PostgresWriter;
  readonly #schema: string;

  constructor(db: PostgresWriter, schema: string) {
    this.#db = db;
    this.#schema = schema;
  }

  async create(tables: TableTypes): Promise<void> {
    await this.#db.exec(`create schema if not exists ${quote(this.#schema)}`);
    for (const [table, columns] of tables) {
      const lines = [...columns].map(
        ([column, declared]) =>
          `${quote(column)} ${columnType(postgresType, table, column, declared)}`,
      );
      await this.#db.exec(
        `drop table if exists ${this.#place(table)}; create table ${this.#place(table)} (${lines.join(', ')})`,
      );
    }
  }

  async insert(table: string, columns: readonly string[], rows: readonly TestRow[]): Promise<void> {
    for (let at = 0; at < rows.length; at += AT_A_TIME) {
      const some = rows.slice(at, at + AT_A_TIME);
      const csv = some.map((row) => `${row.map(cell).join(',')}\n`).join('');
      await this.#db
        .copy(`${this.#place(table)} (${columns.map(quote).join(', ')})`, csv)
        .catch((error: unknown) => {
          throw toFault(error, some, at);
        });
    }
  }

  async index(tables: TableTypes, catalogue: Catalogue): Promise<void> {
    const indexes = indexedColumns(tables, catalogue).map(
      ({ table, column }) => `create index on ${this.#place(table)} (${quote(column)});`,
    );
    await this.#db.exec(indexes.join('\n'));
    for (const table of tables.keys()) await this.#db.exec(`analyze ${this.#place(table)}`);
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  #place(table: string): string {
    return `${quote(this.#schema)}.${quote(table)}`;
  }
}

/** So many rows are one text in memory. */
const AT_A_TIME = 20_000;

/** COPY says the line of its own text, where a value with line breaks takes several. */
function toFault(error: unknown, rows: readonly TestRow[], before: number): Error {
  const { where = '', code = '' } = error as { where?: string; code?: string };
  if (!code.startsWith('22')) return error as Error;
  const line = Number(/line (\d+)/.exec(where)?.[1] ?? 0);
  let at = 0;
  const row = rows.findIndex(
    (cells) =>
      (at +=
        1 +
        cells.reduce<number>(
          (breaks, value) => breaks + String(value ?? '').split('\n').length - 1,
          0,
        )) >= line,
  );
  return new ValueFault({
    ...(line > 0 && row >= 0 ? { row: before + row + 1 } : {}),
    state: `SQLSTATE ${code}`,
    cause: error,
  });
}

/** An unquoted empty cell is null, a quoted one ''. */
function cell(value: TestRow[number]): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}
