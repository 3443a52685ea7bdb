import type { Cell, Row } from '../validators/row.ts';
import { isBlank } from '../validators/validator.ts';
import { codesOnly, firstOfMonth, keysOnly, postcodeSector, wholeNumber } from './coarser.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { Treatment, Treatments } from './treatment.ts';

/** One row → the row as it may leave: same cells, same order, nothing remembered between rows. */
export type RowChange = (row: Row) => Row;

/**
 * What pseudonymises the rows of one object in a file with these columns. A column without a
 * treatment is emptied: nothing passes because nobody has thought of it. Empty cells stay empty.
 */
export function pseudonymiser(
  { treatments, pseudonyms }: { readonly treatments: Treatments; readonly pseudonyms: Pseudonyms },
  object: string,
  columns: readonly string[],
): RowChange {
  const ofObject = treatments.get(object);
  const changes = columns.map((name) => changeOf(ofObject?.get(name), pseudonyms));
  return (row) => row.map((cell, column) => changeCell(cell, changes[column]));
}

type CellChange = (text: string) => Cell;

function changeCell(cell: Cell, change: CellChange | undefined): Cell {
  if (cell === null || isBlank(cell)) return cell;
  return change ? change(cell) : null;
}

function changeOf(
  treatment: Treatment | undefined,
  pseudonyms: Pseudonyms,
): CellChange | undefined {
  switch (treatment?.kind) {
    case undefined:
    case 'drop':
      return undefined;
    case 'keep':
      return (text) => text;
    case 'month':
      return firstOfMonth;
    case 'sector':
      return postcodeSector;
    case 'whole':
      return wholeNumber;
    case 'codes':
      return codesOnly;
    case 'json':
      return (text) => keysOnly(text, treatment.keys);
    case 'id':
      return (text) => pseudonyms.of(treatment.domain, text, treatment.characters);
  }
}
