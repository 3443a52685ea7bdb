import type { ReadyRows, Result } from '../../servers/tds/backing.ts';
import { Packet, packet } from '../../servers/tds/packets.ts';
import { type Column, rowEncoder } from '../../servers/tds/tokens.ts';
import { BLOCK, type BenchColumn, KEY_LENGTH, templateOf } from '../dataset.ts';
import { writeKeys } from './keys.ts';

const HEADER = 8;
const ROW = 0xd1;
/** Bytes before the characters of an nvarchar. */
const LENGTH = 2;

/** How many rows a table has, and how many people they belong to. */
export interface TdsSizes {
  readonly rows: number;
  /** Undefined for the people themselves. */
  readonly people: number | undefined;
}

/**
 * A table as SQL Server sends it: a block is encoded and cut into packets once, and sent over and
 * over with new keys. Its key is the first column, that of a person the second, both nvarchar and
 * never null.
 */
export function tdsTable(
  names: readonly string[],
  filling: readonly BenchColumn[],
  { rows, people }: TdsSizes,
): Result {
  const columns = filling.map(({ mssql }, index): Column => ({
    name: names[index] ?? '',
    type: mssql,
  }));
  const encoded = templateOf(filling).map(rowEncoder(columns));
  const blocks = new Map<number, Block>();
  const ready: ReadyRows = {
    count: rows,
    *packets(size) {
      const block = blocks.get(size) ?? cut(encoded, columns.length, size);
      blocks.set(size, block);
      for (let first = 0; first < rows; first += BLOCK) {
        // a copy: the last one may still wait in the socket
        const bytes = Buffer.from(block.bytes);
        writeKeys(bytes, block.keys, first);
        if (people !== undefined && people > BLOCK) {
          writeKeys(bytes, block.people, first % people);
        }
        yield bytes;
      }
    },
  };
  return { columns, rows: [], ready };
}

interface Block {
  readonly bytes: Buffer;
  /** Where the digits of the first column stand, and those of the second. */
  readonly keys: Uint32Array;
  readonly people: Uint32Array;
}

function cut(rows: readonly Buffer[], columns: number, packetSize: number): Block {
  const room = packetSize - HEADER;
  const tokens = Buffer.concat(rows);
  const packets: Buffer[] = [];
  for (let at = 0; at < tokens.length; at += room) {
    packets.push(packet(Packet.response, tokens.subarray(at, at + room), false, 1));
  }
  const digitsOf = (column: number): Uint32Array => {
    const digits = new Uint32Array(rows.length * KEY_LENGTH);
    let start = 0;
    for (const [index, row] of rows.entries()) {
      const cells = start + 1 + (row[0] === ROW ? 0 : Math.ceil(columns / 8));
      const key = cells + column * (LENGTH + 2 * KEY_LENGTH) + LENGTH;
      for (let place = 0; place < KEY_LENGTH; place++) {
        const at = key + 2 * place;
        digits[index * KEY_LENGTH + place] = at + HEADER * (Math.floor(at / room) + 1);
      }
      start += row.length;
    }
    return digits;
  };
  return { bytes: Buffer.concat(packets), keys: digitsOf(0), people: digitsOf(1) };
}
