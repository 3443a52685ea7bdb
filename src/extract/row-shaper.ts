import type { DateFormat } from '../bundle/table-description.ts';
import type { CellShape } from '../query/compiled.ts';
import type { SourceRow } from '../sources/source.ts';
import type { Cell, Row } from '../validators/row.ts';
import { CellMaker, type MakeCell } from './cell-maker.ts';
import type { CellLimit } from './cell-limit.ts';
import { jsonFlags, jsonList } from './json-cell.ts';

export interface Shaping {
  readonly shape: readonly CellShape[];
  readonly dateFormat: DateFormat;
  readonly limit: CellLimit;
}

/**
 * Result rows → rows exactly as the file will hold them: what is checked is what is written. Texts
 * are cleaned first, so that JSON is made of clean ones; an empty text is no value.
 */
export interface RowShaper {
  /**
   * The rows that these complete.
   * @throws ExtractionError for a value that is larger than the limit
   */
  rows(batch: readonly SourceRow[]): readonly Row[];
  /** What was begun and is complete now that no row follows. */
  end(): readonly Row[];
  /** Characters that no tool can read, removed from the texts so far. */
  readonly removed: number;
}

export function rowShaper(shaping: Shaping): RowShaper {
  const list = shaping.shape.findIndex(isGathered);
  return list === -1 ? new PlainShaper(shaping) : new GatheringShaper(shaping, list);
}

/** A row of the file for each row of the result. */
class PlainShaper implements RowShaper {
  readonly #maker: CellMaker;
  readonly #cells: readonly MakeCell[];
  readonly #limit: CellLimit;

  constructor(shaping: Shaping) {
    this.#maker = new CellMaker(shaping);
    this.#cells = this.#maker.cells(shaping.shape);
    this.#limit = shaping.limit;
  }

  get removed(): number {
    return this.#maker.removed;
  }

  rows(batch: readonly SourceRow[]): readonly Row[] {
    return batch.map((row) => {
      this.#maker.row++;
      const cells = this.#cells.map((make) => make(row));
      this.#limit.holdRow(cells, this.#maker.row);
      return cells;
    });
  }

  end(): readonly Row[] {
    return [];
  }
}

/** Rows of one key stand together, since every query is ordered by the object's key. */
interface Group {
  readonly id: string;
  readonly cells: readonly Cell[];
  readonly entries: string[];
  /** Characters of the entries. */
  size: number;
}

/** Rows that differ only in the entry of a list become one row. */
class GatheringShaper implements RowShaper {
  readonly #maker: CellMaker;
  readonly #cells: readonly MakeCell[];
  readonly #entry: MakeCell;
  readonly #shaping: Shaping;
  /** Column of the file whose cell is gathered from several result rows. */
  readonly #list: number;
  #group: Group | undefined;

  constructor(shaping: Shaping, list: number) {
    this.#shaping = shaping;
    this.#list = list;
    this.#maker = new CellMaker(shaping);
    this.#maker.row = 1;
    this.#cells = this.#maker.cells(shaping.shape);
    const gathered = shaping.shape[list];
    this.#entry = this.#maker.text(gathered && isGathered(gathered) ? gathered.slot : 0, list);
  }

  get removed(): number {
    return this.#maker.removed;
  }

  rows(batch: readonly SourceRow[]): readonly Row[] {
    const done: Row[] = [];
    for (const row of batch) {
      const removed = this.#maker.removed;
      const cells = this.#cells.map((make) => make(row));
      const id = JSON.stringify(cells);
      if (this.#group?.id === id) {
        // of cells that are there already
        this.#maker.removed = removed;
      } else {
        done.push(...this.end());
        this.#group = { id, cells, entries: [], size: 0 };
      }
      this.#add(this.#group, this.#entry(row));
    }
    return done;
  }

  end(): readonly Row[] {
    if (!this.#group) return [];
    const { limit, shape } = this.#shaping;
    const { cells, entries } = this.#group;
    this.#group = undefined;
    const row = cells.map((cell, column) => finishCell(shape[column], entries, cell));
    for (const [column, cell] of row.entries()) {
      limit.hold(cell?.length ?? 0, column, this.#maker.row);
    }
    limit.holdRow(row, this.#maker.row);
    this.#maker.row++;
    return [row];
  }

  #add(group: Group, entry: Cell): void {
    if (entry === null) return;
    group.size += entry.length;
    this.#shaping.limit.hold(group.size, this.#list, this.#maker.row);
    group.entries.push(entry);
  }
}

function finishCell(shape: CellShape | undefined, entries: readonly string[], cell: Cell): Cell {
  if (shape?.kind === 'json_list') return jsonList(entries);
  return shape?.kind === 'json_flags' ? jsonFlags(entries, shape.flags) : cell;
}

/** Made from the entries of several result rows. */
function isGathered(
  cell: CellShape,
): cell is Extract<CellShape, { kind: `json_${'list' | 'flags'}` }> {
  return cell.kind === 'json_list' || cell.kind === 'json_flags';
}
