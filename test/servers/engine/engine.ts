import { PGlite, types } from '@electric-sql/pglite';
import fs from 'node:fs';
import path from 'node:path';
import { loadSite } from '../../../src/site/load.ts';
import { buildTestDatabase } from '../../../src/testdb/build.ts';
import { openNew, placeNew } from '../../support/new-database.ts';
import { siteWith } from '../../support/site.ts';

/**
 * What kind of value a column of a result holds: a wire server turns it into a type of its own
 * protocol.
 */
export type EngineKind =
  'text' | 'integer' | 'bigint' | 'decimal' | 'float' | 'timestamp' | 'date' | 'boolean' | 'bytes';

export interface EngineColumn {
  readonly name: string;
  readonly kind: EngineKind;
}

export interface EngineResult {
  readonly columns: readonly EngineColumn[];
  /** As PostgreSQL writes each value. */
  readonly rows: readonly (readonly (string | null)[])[];
}

export interface Golden {
  readonly cms: string;
  /** Holds `tables.json` and `cms/<TABLE>.csv`. */
  readonly from: string;
  /** A folder of the test's own for the database. */
  readonly keptIn: string;
  /** Schema to put the tables in; the profile's own when absent. */
  readonly schema?: string;
}

const KINDS: Readonly<Record<number, EngineKind>> = {
  [types.INT2]: 'integer',
  [types.INT4]: 'integer',
  [types.INT8]: 'bigint',
  [types.NUMERIC]: 'decimal',
  [types.FLOAT4]: 'float',
  [types.FLOAT8]: 'float',
  [types.TIMESTAMP]: 'timestamp',
  [types.DATE]: 'date',
  [types.BOOL]: 'boolean',
  [types.BYTEA]: 'bytes',
};
const AS_TEXT = Object.fromEntries(
  Object.values(types)
    .filter((oid) => typeof oid === 'number')
    .map((oid): [number, (text: string) => string] => [oid, (text) => text]),
);
const FROM_TEXT = Object.fromEntries(
  Object.values(types)
    .filter((oid) => typeof oid === 'number')
    .map((oid): [number, (value: unknown) => string] => [oid, String]),
);

/**
 * The database behind the wire servers of this folder's neighbours: PostgreSQL inside this process.
 * A server translates a statement of its dialect and has it executed here. Statements wait for one
 * another.
 */
export class Engine {
  readonly #db: PGlite;

  private constructor(db: PGlite) {
    this.#db = db;
  }

  /** An empty database in memory. */
  static async open(): Promise<Engine> {
    return new Engine(await openNew());
  }

  /** One with the tables of a CMS, as `ssd-extract testdb --from` makes and fills them. */
  static async load({ cms, from, keptIn, schema }: Golden): Promise<Engine> {
    const site = loadSite(
      siteWith({ dir: keptIn, cms, ...(schema === undefined ? {} : { source: { schema } }) }),
    );
    await placeNew(path.join(keptIn, 'db'));
    await buildTestDatabase({ site, asOf: asOfGolden(from), from });
    return new Engine(await PGlite.create({ dataDir: path.join(keptIn, 'db') }));
  }

  /** Statements without parameters: helper functions, more tables. */
  async define(statements: string): Promise<void> {
    await this.#db.exec(statements);
  }

  /** One statement, its parameters as text. */
  async query(sql: string, parameters: readonly (string | null)[] = []): Promise<EngineResult> {
    const { fields, rows } = await this.#db.query<(string | null)[]>(sql, [...parameters], {
      rowMode: 'array',
      parsers: AS_TEXT,
      serializers: FROM_TEXT,
    });
    return {
      columns: fields.map(({ name, dataTypeID }) => ({ name, kind: KINDS[dataTypeID] ?? 'text' })),
      rows,
    };
  }

  async close(): Promise<void> {
    await this.#db.close();
  }
}

/** The day of a golden database's run. */
export function asOfGolden(dir: string): string {
  const { asOf } = JSON.parse(fs.readFileSync(path.join(dir, 'tables.json'), 'utf8')) as {
    asOf: string;
  };
  return asOf;
}
