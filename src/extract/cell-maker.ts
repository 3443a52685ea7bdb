import type { DateFormat } from '../bundle/table-description.ts';
import type { CellShape } from '../query/compiled.ts';
import type { SourceRow } from '../sources/source.ts';
import type { FieldType } from '../spec/model.ts';
import { isIsoMoment } from '../validators/dates.ts';
import type { Cell } from '../validators/row.ts';
import { formatCell } from './cell-format.ts';
import type { CellLimit } from './cell-limit.ts';
import { cleanText } from './clean-text.ts';
import { jsonObject } from './json-cell.ts';

/** One cell of the file from a row of the result; null for an empty one. */
export type MakeCell = (row: SourceRow) => Cell;

interface Making {
  readonly dateFormat: DateFormat;
  readonly limit: CellLimit;
}

/** Makes cells, one function for each column of the file, worked out before the first row. */
export class CellMaker {
  readonly #making: Making;
  /** Of the file, counted from 1, for messages. */
  row = 0;
  /** Characters that no tool can read, removed so far. */
  removed = 0;

  constructor(making: Making) {
    this.#making = making;
  }

  /** Gathered cells are null until their rows are together. */
  cells(shape: readonly CellShape[]): readonly MakeCell[] {
    return shape.map((cell, column): MakeCell => {
      switch (cell.kind) {
        case 'null':
        case 'json_list':
        case 'json_flags':
          return () => null;
        case 'value':
          return this.#value(cell.slot, cell.type, column);
        case 'json_object':
          return this.#json(cell, column);
      }
    });
  }

  /** A text of the row, cleaned; an empty one stays a text, as JSON knows it. */
  text(slot: number, column: number): MakeCell {
    return (row) => {
      const text = row[slot];
      if (text === null || text === undefined || text === '') return text ?? null;
      const clean = cleanText(text);
      this.removed += text.length - clean.length;
      this.#making.limit.hold(clean.length, column, this.row);
      return clean;
    };
  }

  #value(slot: number, type: FieldType, column: number): MakeCell {
    const text = this.text(slot, column);
    const { dateFormat } = this.#making;
    const formatted = (row: SourceRow): Cell =>
      this.#held(formatCell(text(row), type, dateFormat), column);
    const iso = dateFormat === 'iso';
    switch (type) {
      case 'date':
        return (row) => {
          const text = row[slot] ?? '';
          if (!iso || !isIsoMoment(text)) return formatted(row);
          return text.length === 10 ? text : text.slice(0, 10);
        };
      case 'datetime':
        return (row) => {
          const text = row[slot] ?? '';
          return iso && text.length > 10 && isIsoMoment(text) ? text : formatted(row);
        };
      case 'int':
      case 'float':
        return (row) => {
          const text = row[slot] ?? '';
          return isPlainInteger(text) ? text : formatted(row);
        };
      default:
        return (row) => {
          const cell = text(row);
          return cell === '' ? null : cell;
        };
    }
  }

  #json(
    { parts, textDefault }: Extract<CellShape, { kind: 'json_object' }>,
    column: number,
  ): MakeCell {
    const texts = parts.map(({ slot }) => (slot === null ? null : this.text(slot, column)));
    const object = jsonObject(parts, textDefault);
    return (row) => this.#held(object(texts.map((text) => text && text(row))), column);
  }

  #held(cell: Cell, column: number): Cell {
    if (cell === null || cell === '') return null;
    this.#making.limit.hold(cell.length, column, this.row);
    return cell;
  }
}

/** More digits than any id has: longer ones go the long way. */
const DIGITS = 18;

/** A whole number as a cell has it, told without a regular expression: nearly every one. */
function isPlainInteger(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > DIGITS) return false;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (!(digit >= 0 && digit <= 9)) return false;
  }
  return true;
}
