import { RECORD_BYTES } from '../bundle/csv-reader.ts';
import { ExtractionError } from '../problems/errors.ts';
import type { Row } from '../validators/row.ts';

interface LimitFacts {
  readonly object: string;
  /** In the order of the file's columns. */
  readonly fields: readonly string[];
  /** Characters of one cell at most. */
  readonly most: number;
}

/** Keeps one value from taking all memory: what is larger ends the run, and is never shown. */
export class CellLimit {
  readonly #facts: LimitFacts;

  constructor(facts: LimitFacts) {
    this.#facts = facts;
  }

  /**
   * @param column of the file, counted from 0
   * @param row of the file, counted from 1
   * @throws ExtractionError when a text of this many characters is more than a cell may hold
   */
  hold(characters: number, column: number, row: number): void {
    const { object, fields, most } = this.#facts;
    if (characters <= most) return;
    throw new ExtractionError({
      code: 'cell-too-large',
      message: `${object}.${fields[column] ?? column}, row ${row}: a value of ${show(characters)} characters, and output.max_cell allows ${show(most)}`,
      hint: 'have that record looked at in the CMS; raise output.max_cell in the site file, or cut the field in an override: {left: [COLUMN, 4000]}',
    });
  }

  /** @throws ExtractionError when the cells together are more than a row of a CSV file may be */
  holdRow(cells: Row, row: number): void {
    let characters = 0;
    for (const cell of cells) characters += cell?.length ?? 0;
    // of UTF-8 a unit takes three bytes at most, so nearly every row need not be measured
    if (characters * 3 <= RECORD_BYTES) return;
    const bytes = cells.reduce((sum, cell) => sum + Buffer.byteLength(cell ?? ''), 0);
    if (bytes <= RECORD_BYTES) return;
    throw new ExtractionError({
      code: 'row-too-large',
      message: `${this.#facts.object}, row ${row}: its cells have ${show(bytes)} bytes together, and a row of a CSV file may have ${show(RECORD_BYTES)}`,
      hint: 'have that record looked at in the CMS, or cut its longest field in an override: {left: [COLUMN, 4000]}',
    });
  }
}

function show(count: number): string {
  return count.toLocaleString('en-GB');
}
