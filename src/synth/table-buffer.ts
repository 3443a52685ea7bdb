import type { SyntheticRows, SyntheticValue } from './synthetic-rows.ts';

/** A row as a generator gives it; columns that it leaves out are null. */
export type LooseRow = Readonly<Record<string, SyntheticValue>>;

const PIECE = 2000;

/**
 * Collects rows of all tables and hands them on in pieces, so that memory does not grow with the
 * number of children.
 */
export class TableBuffer {
  readonly #columns: ReadonlyMap<string, readonly string[]>;
  readonly #pending = new Map<string, SyntheticValue[][]>();

  /** @param columns of every table, in order */
  constructor(columns: ReadonlyMap<string, readonly string[]>) {
    this.#columns = columns;
  }

  add(table: string, row: LooseRow): void {
    const columns = this.#columns.get(table);
    if (!columns) throw new Error(`the catalogue has no table ${table}`);
    const stray = Object.keys(row).find((name) => !columns.includes(name));
    if (stray !== undefined) throw new Error(`${table} has no column ${stray}`);
    const rows = this.#pending.get(table) ?? [];
    this.#pending.set(table, rows);
    rows.push(columns.map((name) => row[name] ?? null));
  }

  /** Pieces that are full, or all that is left. */
  *take(all: boolean): Generator<SyntheticRows> {
    for (const [table, rows] of this.#pending) {
      if (rows.length === 0 || (!all && rows.length < PIECE)) continue;
      this.#pending.set(table, []);
      yield { table, columns: this.#columns.get(table) ?? [], rows };
    }
  }
}
