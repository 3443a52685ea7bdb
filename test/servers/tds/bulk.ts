import { Reader } from './bytes.ts';
import { readCharacters } from './requests.ts';

const COLUMNS = 0x81;
const ROW = 0xd1;
const NVARCHAR = 0xe7;

/** [MS-TDS] 2.2.6.1: the columns and rows of a bulk load, of text columns only. */
export function readBulk(bytes: Buffer): {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
} {
  const reader = new Reader(bytes);
  if (reader.u8() !== COLUMNS) throw new Error('a bulk load begins with its columns');
  const columns = Array.from({ length: reader.u16() }, () => readColumn(reader));
  const rows: (string | null)[][] = [];
  while (reader.u8() === ROW) {
    rows.push(columns.map(({ size }) => readCharacters(reader, size, 'utf16le')));
  }
  return { columns: columns.map(({ name }) => name), rows };
}

function readColumn(reader: Reader): { readonly name: string; readonly size: number } {
  reader.take(6);
  const type = reader.u8();
  if (type !== NVARCHAR) {
    throw new Error(
      `a bulk load has a column of type 0x${type.toString(16)}, which this server does not read`,
    );
  }
  const size = reader.u16();
  reader.take(5);
  return { size, name: reader.ucs2(reader.u8()) };
}
