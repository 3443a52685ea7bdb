import type { Catalogue } from '../mapping/catalogue.ts';

/** Tables to make: columns with the types that the CMS declares, in order. */
export type TableTypes = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Values as text or number; dates as `2024-12-10` or `2024-12-10 09:30:00`. */
export type TestRow = readonly (string | number | null)[];

/** A database that may be filled for a test: one for each engine. */
export interface TestDatabase {
  /** Makes the tables anew, empty: what was there under these names is gone. */
  create(tables: TableTypes): Promise<void>;
  /** @throws ValueFault when a value does not fit its column */
  insert(table: string, columns: readonly string[], rows: readonly TestRow[]): Promise<void>;
  /**
   * Indexes on keys and on what refers to them, after loading: joins stay joins however many the
   * children.
   */
  index(tables: TableTypes, catalogue: Catalogue): Promise<void>;
  close(): Promise<void>;
}

/** Where a value did not fit its column; the value itself is left out. */
export class ValueFault extends Error {
  /** Counted from 1 in the rows given; undefined when the engine does not say. */
  readonly row: number | undefined;
  /** What the engine calls it. */
  readonly state: string;

  constructor(facts: { row?: number; state: string; cause: unknown }) {
    super('a value does not fit its column', { cause: facts.cause });
    this.row = facts.row;
    this.state = facts.state;
  }
}

/** The columns of each table that deserve an index: keys, and what refers to other tables. */
export function indexedColumns(
  tables: TableTypes,
  catalogue: Catalogue,
): readonly { readonly table: string; readonly column: string }[] {
  return [...tables].flatMap(([name, columns]) => {
    const table = catalogue.get(name);
    const wanted = new Set([
      ...(table?.key ?? []),
      ...(table?.references ?? []).map((reference) => reference.column),
    ]);
    return [...wanted]
      .filter((column) => columns.has(column))
      .map((column) => ({ table: name, column }));
  });
}
