import type { PGlite } from '@electric-sql/pglite';
import { openEmbedded } from '../../sources/postgres/embedded.ts';
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

/** Opens, or makes, an embedded database to fill; the schema is made anew. */
export async function openEmbeddedTestDatabase(options: {
  path: string;
  schema: string;
}): Promise<TestDatabase> {
  const source = await openEmbedded({ path: options.path, create: true });
  return new EmbeddedTestDatabase(source.db, options.schema);
}

class EmbeddedTestDatabase implements TestDatabase {
  readonly #db: PGlite;
  readonly #schema: string;

  constructor(db: PGlite, schema: string) {
    this.#db = db;
    this.#schema = schema;
  }

  async create(tables: TableTypes): Promise<void> {
    await this.#db.exec(
      `drop schema if exists ${quote(this.#schema)} cascade; create schema ${quote(this.#schema)};`,
    );
    for (const [table, columns] of tables) {
      const lines = [...columns].map(
        ([column, declared]) =>
          `${quote(column)} ${columnType(postgresType, table, column, declared)}`,
      );
      await this.#db.exec(`create table ${this.#place(table)} (${lines.join(', ')})`);
    }
  }

  async insert(table: string, columns: readonly string[], rows: readonly TestRow[]): Promise<void> {
    const csv = rows.map((row) => row.map(cell).join(',')).join('\n');
    try {
      await this.#db.query(
        `copy ${this.#place(table)} (${columns.map(quote).join(', ')}) from '/dev/blob' with (format csv)`,
        [],
        { blob: new Blob([`${csv}\n`]) },
      );
    } catch (error) {
      throw toFault(error, rows);
    }
  }

  async index(tables: TableTypes, catalogue: Catalogue): Promise<void> {
    const indexes = indexedColumns(tables, catalogue).map(
      ({ table, column }) => `create index on ${this.#place(table)} (${quote(column)});`,
    );
    const codes = [...tables].flatMap(([table, columns]) =>
      [...columns]
        .filter(([, declared]) => isCode(declared))
        .map(
          ([column]) =>
            `create statistics on (upper(rtrim(${quote(column)}))) from ${this.#place(table)};`,
        ),
    );
    await this.#db.exec([...indexes, ...codes].join('\n'));
    await this.#db.exec('analyze');
  }

  close(): Promise<void> {
    return this.#db.close();
  }

  #place(table: string): string {
    return `${quote(this.#schema)}.${quote(table)}`;
  }
}

/**
 * Queries compare codes without case and trailing blanks. Without statistics of that very
 * expression the planner takes a filter on one to leave next to nothing, and joins thousands of
 * rows by nested loops.
 */
function isCode(declared: string): boolean {
  return (
    postgresType(declared) === 'text' &&
    Number(/\((\d+)/.exec(declared)?.[1] ?? Infinity) <= MOST_OF_A_CODE
  );
}

const MOST_OF_A_CODE = 200;

/** COPY says the line of its own text, where a value with line breaks takes several. */
function toFault(error: unknown, rows: readonly TestRow[]): ValueFault {
  const { where = '', code = '' } = error as { where?: string; code?: string };
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
    ...(line > 0 && row >= 0 ? { row: row + 1 } : {}),
    state: `SQLSTATE ${code}`,
    cause: error,
  });
}

/** An unquoted empty cell is null, a quoted one ''. */
function cell(value: TestRow[number]): string {
  if (value === null) return '';
  return typeof value === 'number' ? String(value) : `"${value.replaceAll('"', '""')}"`;
}
