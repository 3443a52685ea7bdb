import type { Cell, Row } from '../validators/row.ts';
import { type CodeBook, codeOf } from './code-book.ts';
import { fold } from './code-set.ts';

/** A text that is no code, and how many cells hold it. */
export interface UnmappedText {
  readonly object: string;
  readonly field: string;
  readonly set: string;
  readonly edition: string;
  /** As the first cell has it; undefined for all those beyond the most that are told apart. */
  readonly text: string | undefined;
  readonly count: number;
}

/** Distinct texts of a field that are told apart: more are no words of a form. */
export const MOST_TEXTS = 1000;

/** Cells whose translation is remembered. */
const MOST_REMEMBERED = 4096;

/** Turns the coded cells of an object's rows into national codes, and counts what is none. */
export class CodeTranslation {
  readonly #columns: readonly TranslatedColumn[];

  constructor(books: readonly CodeBook[], columns: readonly string[]) {
    this.#columns = books.flatMap((book) => {
      const at = columns.indexOf(book.field);
      return at === -1 ? [] : [new TranslatedColumn(book, at)];
    });
  }

  /** The same rows where no cell changes. */
  rows(batch: readonly Row[]): readonly Row[] {
    return batch.map((row) => {
      let changed: Cell[] | undefined;
      for (const column of this.#columns) {
        const held = row[column.at] ?? null;
        const cell = held === null ? null : column.cell(held);
        if (cell !== held) (changed ??= [...row])[column.at] = cell;
      }
      return changed ?? row;
    });
  }

  unmapped(): readonly UnmappedText[] {
    return this.#columns.flatMap((column) => column.unmapped());
  }
}

interface Counted {
  readonly text: string;
  count: number;
}

class TranslatedColumn {
  readonly at: number;
  readonly #book: CodeBook;
  /** By text as held, its code; null where it has none. */
  readonly #remembered = new Map<string, string | null>();
  /** By folded text. */
  readonly #unmapped = new Map<string, Counted>();
  #beyond = 0;

  constructor(book: CodeBook, at: number) {
    this.#book = book;
    this.at = at;
  }

  cell(held: string): string {
    if (!this.#book.list) return this.#code(held);
    const entries = entriesOf(held);
    if (!entries) return this.#code(held);
    const codes = new Set(entries.map((entry) => this.#code(entry)));
    return `[${[...codes].map((code) => JSON.stringify(code)).join(', ')}]`;
  }

  unmapped(): UnmappedText[] {
    const { object, field, set, edition } = this.#book;
    const about = { object, field, set, edition };
    const told = [...this.#unmapped.values()].map((counted) => ({ ...about, ...counted }));
    return this.#beyond === 0
      ? told
      : [...told, { ...about, text: undefined, count: this.#beyond }];
  }

  #code(text: string): string {
    let code = this.#remembered.get(text);
    if (code === undefined) {
      code = codeOf(this.#book, text) ?? null;
      if (this.#remembered.size < MOST_REMEMBERED) this.#remembered.set(text, code);
    }
    if (code !== null) return code;
    this.#count(text);
    return text;
  }

  #count(text: string): void {
    const folded = fold(text);
    const known = this.#unmapped.get(folded);
    if (known) known.count++;
    else if (this.#unmapped.size < MOST_TEXTS) this.#unmapped.set(folded, { text, count: 1 });
    else this.#beyond++;
  }
}

/** Undefined where the cell is no JSON list of texts. */
function entriesOf(cell: string): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(cell);
    return Array.isArray(list) && list.every((entry) => typeof entry === 'string')
      ? list
      : undefined;
  } catch {
    return undefined;
  }
}
