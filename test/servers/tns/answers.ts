import type { Cell, Column, OracleError } from './backing.ts';
import { encodeCell, isLong, wireType } from './values.ts';
import { Writer } from './wire.ts';

const FIELD_VERSION = 12;

export function protocolAnswer(): Buffer {
  const block = Buffer.alloc(11);
  block.writeUInt16BE(2000, 9);
  const compile = Buffer.alloc(45);
  compile.writeUInt8(FIELD_VERSION, 7);
  return new Writer()
    .bytes(1, 6, 0)
    .raw(Buffer.from('ssd-extract test server\0'))
    .bytes(0x69, 0x03, 0, 0, 0, 0, block.length)
    .raw(block)
    .bl(compile)
    .bl(Buffer.from([2, 0, 0, 0, 0, 0, 4]))
    .end();
}

export function dataTypesAnswer(): Buffer {
  return Buffer.from([2, 0, 0]);
}

/** The end of a call that gives no rows. */
export function statusAnswer(): Buffer {
  return new Writer().bytes(9).ub(0).ub(0).end();
}

/**
 * The end of a call: an error, or how the rows stand. 1403 is the end of the data, 0 says that more
 * may come.
 */
export function endOfCall({
  cursor = 0,
  error,
  number = error?.number ?? 0,
  rows = 0,
}: {
  cursor?: number;
  error?: OracleError;
  number?: number;
  rows?: number;
}): Buffer {
  const writer = new Writer()
    .bytes(4)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(cursor)
    .ub(error?.position ?? 0)
    .zeros(6)
    .ub(0)
    .ub(0)
    .zeros(1)
    .ub(0)
    .ub(0)
    .ub(0)
    .zeros(2)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(0)
    .ub(number)
    .ub(rows);
  if (number !== 0) writer.bl(Buffer.from(`${error?.message ?? 'ORA-01403: no data found'}\n`));
  return writer.end();
}

/** By the form of a column: no text, text (AL32UTF8), national text (AL16UTF16). */
const CHARACTER_SETS = [0, 873, 2000] as const;

export function describeAnswer(columns: readonly Column[]): Buffer {
  const writer = new Writer()
    .bytes(16)
    .bl(null)
    .ub(columns.length * 100)
    .ub(columns.length)
    .bytes(0);
  for (const [index, column] of columns.entries()) {
    const { number, size, scale = 0, form } = wireType(column);
    writer
      .bytes(number, 0, 0, scale & 0xff)
      .ub(size)
      .ub(0)
      .ub(0)
      .lbl(Buffer.alloc(0))
      .ub(0)
      .ub(CHARACTER_SETS[form])
      .bytes(form)
      .ub(form === 0 ? 0 : size)
      .ub(0)
      .bytes(1, 0)
      .text(column.name)
      .text('')
      .text('')
      .ub(index + 1)
      .ub(0);
  }
  return writer.ub(0).ub(0).ub(0).ub(0).ub(0).ub(0).end();
}

export function rowsAnswer(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Buffer {
  const writer = new Writer();
  if (rows.length > 0) writer.bytes(6, 0).ub(0).ub(0).ub(0).ub(0).ub(0).ub(0);
  for (const row of rows) {
    writer.bytes(7);
    for (const [index, column] of columns.entries()) {
      writer.bl(encodeCell(column, row[index] ?? null));
      if (isLong(column)) writer.ub(0).ub(0);
    }
  }
  return writer.end();
}
