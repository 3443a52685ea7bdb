import type { Cell, Row } from '../validators/row.ts';
import type { CellShape } from '../query/compiled.ts';
import type { SourceRow } from '../sources/source.ts';
import { type DateFormat, formatCell } from './cell-format.ts';
import { jsonFlags, jsonList, jsonObject } from './json-cell.ts';

/**
 * Result rows → rows of the CSV file, batch by batch. Rows that differ only in the entry of a list
 * become one row.
 */
export async function* shapeRows(
  batches: AsyncIterable<readonly SourceRow[]>,
  shape: readonly CellShape[],
  dateFormat: DateFormat,
): AsyncGenerator<readonly Row[]> {
  const list = shape.find((cell) => isGathered(cell));
  if (!list) {
    for await (const batch of batches) {
      yield batch.map((row) => shape.map((cell) => makeCell(cell, row, dateFormat)));
    }
    return;
  }
  let group: Group | undefined;
  for await (const batch of batches) {
    const done: Row[] = [];
    for (const row of batch) {
      const cells = shape.map((cell) =>
        isGathered(cell) ? null : makeCell(cell, row, dateFormat),
      );
      const id = JSON.stringify(cells);
      if (group?.id !== id) {
        if (group) done.push(finishGroup(group, shape));
        group = { id, cells, entries: [] };
      }
      const entry = row[list.slot];
      if (entry !== null && entry !== undefined) group.entries.push(entry);
    }
    if (done.length > 0) yield done;
  }
  if (group) yield [finishGroup(group, shape)];
}

/** Rows of one key stand together, since every query is ordered by the object's key. */
interface Group {
  readonly id: string;
  readonly cells: readonly Cell[];
  readonly entries: string[];
}

function finishGroup(group: Group, shape: readonly CellShape[]): Row {
  return group.cells.map((cell, index) => finishCell(shape[index], group.entries, cell));
}

function finishCell(shape: CellShape | undefined, entries: readonly string[], cell: Cell): Cell {
  if (shape?.kind === 'json_list') return jsonList(entries);
  return shape?.kind === 'json_flags' ? jsonFlags(entries, shape.flags) : cell;
}

/** Made from the entries of several result rows. */
function isGathered(
  cell: CellShape,
): cell is CellShape & { readonly kind: 'json_list' | 'json_flags' } {
  return cell.kind === 'json_list' || cell.kind === 'json_flags';
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
