import type { CategoryValue } from '../../spec/model.ts';
import type { CodeFigures } from './figures.ts';

/** Words outside a set that are kept, and characters of each. */
const MOST_WORDS = 10;
const WORD_LENGTH = 40;

type Cell = string | null;

/** Counts the codes of one column. */
export class GatheredCodes {
  readonly #column: number;
  readonly #of: { readonly field: string; readonly set: string };
  readonly #places = new Map<string, number>();
  readonly #counts: number[];
  readonly #words: Set<string> | undefined;
  #outside = 0;

  constructor(
    column: number,
    of: { readonly field: string; readonly set: string },
    values: readonly CategoryValue[],
    showValues: boolean,
  ) {
    this.#column = column;
    this.#of = of;
    this.#counts = values.map(() => 0);
    for (const [place, { value }] of values.entries()) this.#places.set(value, place);
    this.#words = showValues ? new Set() : undefined;
  }

  rows(batch: readonly (readonly Cell[])[]): void {
    for (const row of batch) {
      const cell = row[this.#column] ?? '';
      if (cell === '') continue;
      // as the validator sees it, blanks at the end do not count
      const place = this.#places.get(cell) ?? this.#places.get(cell.trimEnd());
      if (place === undefined) this.#stray(cell);
      else this.#counts[place] = (this.#counts[place] ?? 0) + 1;
    }
  }

  end(): CodeFigures {
    const words = [...(this.#words ?? [])];
    return { ...this.#of, counts: [...this.#counts], outside: this.#outside, words };
  }

  #stray(cell: string): void {
    const text = cell.trimEnd();
    if (text === '') return;
    this.#outside++;
    if (this.#words && this.#words.size < MOST_WORDS) this.#words.add(text.slice(0, WORD_LENGTH));
  }
}
