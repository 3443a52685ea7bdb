import { MASK, ROW } from './key-records.ts';
import { LISTED_PER_RULE } from './tally.ts';

/** A row that something is wrong with, and the words of its mask. */
export interface FoundRow {
  readonly row: number;
  readonly high: number;
  readonly low: number;
}

/** Rows that are found in the order of their hashes: all are counted, the first are kept. */
export class FirstRows {
  #found: FoundRow[] = [];
  /** Rows from here on are not among the first. */
  #end = Number.POSITIVE_INFINITY;
  count = 0;

  /** @param at where the row's record begins */
  add(records: Uint32Array, at: number): void {
    this.count++;
    const row = records[at + ROW] ?? 0;
    if (row >= this.#end) return;
    this.#found.push({ row, high: records[at + MASK] ?? 0, low: records[at + MASK + 1] ?? 0 });
    if (this.#found.length < 8 * LISTED_PER_RULE) return;
    this.#found = this.first();
    this.#end = this.#found.at(-1)?.row ?? this.#end;
  }

  /** The first of them, as many as are listed, in the order of the file. */
  first(): FoundRow[] {
    return this.#found.sort((a, b) => a.row - b.row).slice(0, LISTED_PER_RULE);
  }
}
