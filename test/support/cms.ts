import type { PGlite } from '@electric-sql/pglite';
import type { CompiledQuery } from '../../src/query/compiled.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { type Prepared, compileFor, prepare } from '../../src/prepare/prepare.ts';
import { SESSION } from '../../src/sources/postgres/embedded.ts';
import { postgresType } from '../../src/testdb/types/postgres.ts';
import { parseYaml } from '../../src/yaml/read.ts';
import { openNew } from './new-database.ts';

export type CmsRow = Readonly<Record<string, string | number | null>>;
export type Cells = Readonly<Record<string, string | null>>;

/** The tables of a CMS in memory, for rows of a test's own. */
export class TestCms {
  readonly prepared: Prepared;
  readonly #db: PGlite;
  readonly #filled = new Set<string>();

  private constructor(prepared: Prepared, db: PGlite) {
    this.prepared = prepared;
    this.#db = db;
  }

  /** @param parameters what an authority sets for itself */
  static async open(
    cms = 'liquid_logic',
    parameters: Readonly<Record<string, unknown>> = {},
  ): Promise<TestCms> {
    const prepared = prepare({
      cms,
      site: { parameters, overrides: {}, yaml: parseYaml('', 'site.yml'), engine: 'postgres' },
    });
    const db = await openNew();
    await db.exec(
      `create schema cms; set search_path to cms; ${[...prepared.profile.catalogue.values()].map((table) => `create table "${table.name}" (${[...table.columns.values()].map((column) => `"${column.name}" ${postgresType(column.declared)}`).join(', ')})`).join(';')}`,
    );
    return new TestCms(prepared, db);
  }

  async put(table: string, ...rows: readonly CmsRow[]): Promise<void> {
    this.#filled.add(table);
    for (const row of rows) {
      const columns = Object.keys(row);
      await this.#db.query(
        `insert into "${table}" (${columns.map((column) => `"${column}"`).join(', ')}) values (${columns.map((_, index) => `$${index + 1}`).join(', ')})`,
        Object.values(row),
      );
    }
  }

  async clear(): Promise<void> {
    await this.#db.exec([...this.#filled].map((table) => `delete from "${table}"`).join(';'));
    this.#filled.clear();
  }

  /** The rows of an object's query, as they leave the database. */
  async rowsOf(object: string, { asOf = '2026-11-22', windowYears = 6 } = {}): Promise<Cells[]> {
    const query = this.#compile(object, asOf, windowYears);
    const { rows } = await this.#db.query<(string | null)[]>(
      query.sql,
      query.parameters.map((parameter) => parameter.value),
      { rowMode: 'array' },
    );
    return rows.map((row) =>
      Object.fromEntries(query.columns.map((column, index) => [column, row[index] ?? null])),
    );
  }

  /** How the engine would run an object's query, with the settings of the embedded source. */
  async explain(object: string): Promise<string> {
    const query = this.#compile(object, '2026-11-22', 6);
    return this.#db.transaction(async (transaction) => {
      await transaction.exec(SESSION);
      const { rows } = await transaction.query<[string]>(
        `explain ${query.sql}`,
        query.parameters.map((parameter) => parameter.value),
        { rowMode: 'array' },
      );
      return rows.map(([line]) => line).join('\n');
    });
  }

  #compile(object: string, asOf: string, windowYears: number): CompiledQuery {
    const plan = this.prepared.planSet.plans.find((item) => item.object === object);
    const query =
      plan &&
      compileFor(this.prepared, plan, {
        dialect: DIALECTS.postgres,
        place: { schema: 'cms' },
        asOf,
        windowYears,
      });
    if (!query) throw new Error(`${object} has no query`);
    return query;
  }

  close(): Promise<void> {
    return this.#db.close();
  }
}
