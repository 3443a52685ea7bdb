import type { DateFormat } from '../bundle/table-description.ts';
import type { CellShape } from '../query/compiled.ts';
import type { SourceRow } from '../sources/source.ts';
import type { Cell, Row } from '../validators/row.ts';
import { formatCell } from './cell-format.ts';
import type { CellLimit } from './cell-limit.ts';
import { cleanText } from './clean-text.ts';
import { jsonFlags, jsonList, jsonObject } from './json-cell.ts';

/** A row exactly as the file will hold it: what is checked is what is written. */
export interface ShapedRow {
  readonly cells: Row;
  /** Characters that no tool can read, removed from its texts. */
  readonly removed: number;
}

export interface Shaping {
  readonly shape: readonly CellShape[];
  readonly dateFormat: DateFormat;
  readonly limit: CellLimit;
}

/**
 * Result rows → rows of the CSV file, batch by batch. Texts are cleaned first, so that JSON is made
 * of clean ones; an empty text is no value. Rows that differ only in the entry of a list become one
 * row.
 * @throws ExtractionError for a value that is larger than the limit
 */
export function shapeRows(
  batches: AsyncIterable<readonly SourceRow[]>,
  shaping: Shaping,
): AsyncGenerator<readonly ShapedRow[]> {
  const list = shaping.shape.findIndex(isGathered);
  return list === -1 ? plainRows(batches, shaping) : gatherRows(batches, shaping, list);
}

async function* plainRows(
  batches: AsyncIterable<readonly SourceRow[]>,
  shaping: Shaping,
): AsyncGenerator<readonly ShapedRow[]> {
  let number = 0;
  for await (const batch of batches) {
    yield batch.map((raw) => {
      number++;
      const { row, removed } = cleanRow(raw);
      const cells = makeCells(row, number, shaping);
      shaping.limit.holdRow(cells, number);
      return { cells, removed };
    });
  }
}

/** Rows of one key stand together, since every query is ordered by the object's key. */
interface Group {
  readonly id: string;
  readonly cells: readonly Cell[];
  readonly entries: string[];
  /** Characters of the entries. */
  size: number;
  removed: number;
}

/** @param list column of the file whose cell is gathered from several result rows */
async function* gatherRows(
  batches: AsyncIterable<readonly SourceRow[]>,
  shaping: Shaping,
  list: number,
): AsyncGenerator<readonly ShapedRow[]> {
  const slot = slotsOf(shaping.shape[list])[0] ?? 0;
  let group: Group | undefined;
  let number = 1;
  for await (const batch of batches) {
    const done: ShapedRow[] = [];
    for (const raw of batch) {
      const { row, removed, removedOf } = cleanRow(raw);
      const cells = makeCells(row, number, shaping);
      const id = JSON.stringify(cells);
      if (group?.id !== id) {
        if (group) done.push(finishGroup(group, shaping, number++));
        group = { id, cells, entries: [], size: 0, removed: removed - removedOf(slot) };
      }
      const entry = row[slot];
      if (entry === null || entry === undefined) continue;
      group.removed += removedOf(slot);
      group.size += entry.length;
      shaping.limit.hold(group.size, list, number);
      group.entries.push(entry);
    }
    if (done.length > 0) yield done;
  }
  if (group) yield [finishGroup(group, shaping, number)];
}

function finishGroup(group: Group, { shape, limit }: Shaping, number: number): ShapedRow {
  const cells = group.cells.map((cell, index) => finishCell(shape[index], group.entries, cell));
  for (const [column, cell] of cells.entries()) limit.hold(cell?.length ?? 0, column, number);
  limit.holdRow(cells, number);
  return { cells, removed: group.removed };
}

function finishCell(shape: CellShape | undefined, entries: readonly string[], cell: Cell): Cell {
  if (shape?.kind === 'json_list') return jsonList(entries);
  return shape?.kind === 'json_flags' ? jsonFlags(entries, shape.flags) : cell;
}

interface CleanRow {
  readonly row: SourceRow;
  readonly removed: number;
  readonly removedOf: (slot: number) => number;
}

function cleanRow(raw: SourceRow): CleanRow {
  const row = raw.map((text) => text && cleanText(text));
  const removedOf = (slot: number): number => (raw[slot]?.length ?? 0) - (row[slot]?.length ?? 0);
  const removed = row.reduce((sum, _, slot) => sum + removedOf(slot), 0);
  return { row, removed, removedOf };
}

/** Made from the entries of several result rows. */
function isGathered(cell: CellShape): boolean {
  return cell.kind === 'json_list' || cell.kind === 'json_flags';
}

/** The columns of the result row that a cell is made of. */
function slotsOf(cell: CellShape | undefined): readonly number[] {
  switch (cell?.kind) {
    case 'value':
    case 'json_list':
    case 'json_flags':
      return [cell.slot];
    case 'json_object':
      return cell.parts.flatMap(({ slot }) => slot ?? []);
    default:
      return [];
  }
}

/** The cells of one result row; gathered ones are null until their group is finished. */
function makeCells(row: SourceRow, number: number, { shape, dateFormat, limit }: Shaping): Cell[] {
  return shape.map((cell, column) => {
    for (const slot of slotsOf(cell)) limit.hold(row[slot]?.length ?? 0, column, number);
    const made = makeCell(cell, row, dateFormat);
    limit.hold(made?.length ?? 0, column, number);
    return made === '' ? null : made;
  });
}

function makeCell(cell: CellShape, row: SourceRow, dateFormat: DateFormat): Cell {
  switch (cell.kind) {
    case 'null':
    case 'json_list':
    case 'json_flags':
      return null;
    case 'value':
      return formatCell(row[cell.slot] ?? null, cell.type, dateFormat);
    case 'json_object':
      return jsonObject(cell.parts, row, cell.textDefault);
  }
}
