import { i32, longText, shortText, u16, u32, u64, u8 } from './bytes.ts';
import { COLLATION, type WireType, wireType } from './types.ts';

/** A column of a result: its name and type as T-SQL declares it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** What a server says when it refuses or fails. */
export interface ServerError {
  readonly number: number;
  readonly message: string;
  readonly severity?: number;
  readonly state?: number;
  readonly line?: number;
}

const SERVER = 'TESTSERVER';
const TDS_7_4 = Buffer.from([0x74, 0, 0, 4]);
const NULLABLE = 0x0001;

/** [MS-TDS] 2.2.7, one function for each token that is sent. */
export function columnMetadata(columns: readonly Column[]): Buffer {
  const described = columns.map(({ name, type }) => {
    const { info, namesTable } = wireType(type);
    return Buffer.concat([
      u32(0),
      u16(NULLABLE),
      info,
      namesTable ? Buffer.concat([u8(1), u16(1), Buffer.from('T\0', 'latin1')]) : Buffer.alloc(0),
      shortText(name),
    ]);
  });
  return Buffer.concat([u8(0x81), u16(columns.length), ...described]);
}

/** Writes rows of these columns: ROW where every cell has a value, else NBCROW with its bitmap. */
export function rowEncoder(
  columns: readonly Column[],
): (row: readonly (string | null)[]) => Buffer {
  const types = columns.map((column): WireType => wireType(column.type));
  return (row) => {
    const cells = types.map((type, index) => {
      const text = row[index] ?? null;
      return text === null ? null : type.encode(text);
    });
    if (cells.every((cell) => cell !== null)) return Buffer.concat([u8(0xd1), ...cells]);
    const bitmap = Buffer.alloc(Math.ceil(cells.length / 8));
    cells.forEach((cell, index) => {
      if (cell === null) {
        bitmap.writeUInt8(bitmap.readUInt8(index >> 3) | (1 << (index & 7)), index >> 3);
      }
    });
    return Buffer.concat([u8(0xd2), bitmap, ...cells.filter((cell) => cell !== null)]);
  };
}

/** The same as ROW only, nulls written by each type's own rule. */
export function plainRowEncoder(
  columns: readonly Column[],
): (row: readonly (string | null)[]) => Buffer {
  const types = columns.map((column): WireType => wireType(column.type));
  return (row) =>
    Buffer.concat([
      u8(0xd1),
      ...types.map((type, index) => {
        const text = row[index] ?? null;
        return text === null ? type.none : type.encode(text);
      }),
    ]);
}

export const DoneStatus = {
  final: 0x0000,
  more: 0x0001,
  error: 0x0002,
  count: 0x0010,
  attention: 0x0020,
} as const;

export function done(kind: 'done' | 'inProc' | 'proc', status: number, rows = 0): Buffer {
  const token = { done: 0xfd, proc: 0xfe, inProc: 0xff }[kind];
  return Buffer.concat([u8(token), u16(status), u16(0xc1), u64(BigInt(rows))]);
}

export function returnStatus(value: number): Buffer {
  return Buffer.concat([u8(0x79), i32(value)]);
}

function message(
  token: number,
  { number, message: text, severity = 16, state = 1, line = 1 }: ServerError,
): Buffer {
  const body = Buffer.concat([
    i32(number),
    u8(state),
    u8(severity),
    longText(text),
    shortText(SERVER),
    shortText(''),
    i32(line),
  ]);
  return Buffer.concat([u8(token), u16(body.length), body]);
}

export function error(facts: ServerError): Buffer {
  return message(0xaa, facts);
}

export function info(facts: ServerError): Buffer {
  return message(0xab, { severity: 0, ...facts });
}

function environment(type: number, now: Buffer, before: Buffer): Buffer {
  return Buffer.concat([u8(0xe3), u16(1 + now.length + before.length), u8(type), now, before]);
}

/** Where a server sends a client that it has let in. */
export interface Route {
  readonly server: string;
  readonly port: number;
}

function routing({ server, port }: Route): Buffer {
  const body = Buffer.concat([u8(0), u16(port), longText(server)]);
  return environment(20, Buffer.concat([u16(body.length), body]), u16(0));
}

/** What a server may add to a login that is taken. */
export interface LoginExtras {
  readonly route?: Route | undefined;
  /** The partner of a mirrored database. */
  readonly partner?: string | undefined;
}

/** All that follows a login which is taken. */
export function loginTaken(
  database: string,
  packetSize: number,
  { route, partner }: LoginExtras = {},
): Buffer {
  const ack = Buffer.concat([
    u8(1),
    TDS_7_4,
    shortText('Microsoft SQL Server'),
    Buffer.from([16, 0, 0x10, 0]),
  ]);
  return Buffer.concat([
    environment(1, shortText(database), shortText('master')),
    info({ number: 5701, message: `Changed database context to '${database}'.` }),
    environment(7, Buffer.concat([u8(COLLATION.length), COLLATION]), u8(0)),
    Buffer.concat([u8(0xad), u16(ack.length), ack]),
    environment(4, shortText(String(packetSize)), shortText('4096')),
    partner === undefined ? Buffer.alloc(0) : environment(13, shortText(partner), u8(0)),
    route ? routing(route) : Buffer.alloc(0),
    done('done', DoneStatus.final),
  ]);
}

/** A transaction has begun, or was rolled back. */
export function transaction(event: 'begun' | 'rolled back', descriptor: Buffer): Buffer {
  const named = Buffer.concat([u8(descriptor.length), descriptor]);
  return event === 'begun' ? environment(8, named, u8(0)) : environment(10, u8(0), named);
}

/** A message of the NTLM exchange. */
export function sspi(bytes: Buffer): Buffer {
  return Buffer.concat([u8(0xed), u16(bytes.length), bytes]);
}
