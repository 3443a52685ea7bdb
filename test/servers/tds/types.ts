import { little, u16, u32, u64, u8, ucs2 } from './bytes.ts';
import { date, datetime, datetime2, datetimeoffset, smalldatetime, time } from './moments.ts';

/** How values of one type stand in a row. [MS-TDS] 2.2.5.4 and 2.2.5.5. */
export interface WireType {
  /** TYPE_INFO. */
  readonly info: Buffer;
  /** A value, from its text. */
  encode(text: string): Buffer;
  readonly none: Buffer;
  /** The old large types name their table between type and column name. */
  readonly namesTable?: true;
}

/** Latin1_General_CI_AS: code page 1252. */
export const COLLATION = Buffer.from([0x09, 0x04, 0xd0, 0x00, 0x34]);
const MAX = 0xffff;
const PLP_NULL = Buffer.alloc(8, 0xff);
const PLP_CHUNK = 7000;

const sized = (bytes: Buffer): Buffer => Buffer.concat([u8(bytes.length), bytes]);
const fixed = (info: readonly number[], encode: (text: string) => Buffer): WireType => ({
  info: Buffer.from(info),
  encode: (text) => sized(encode(text)),
  none: u8(0),
});
const integer = (length: number): WireType =>
  fixed([0x26, length], (text) => little(BigInt(text), length));
const scaledInfo = (
  type: number,
  scale: number,
  encode: (text: string, scale: number) => Buffer,
): WireType => fixed([type, scale], (text) => encode(text, scale));

/**
 * Partly length-prefixed: what `max` types are sent as, in several chunks so that a reader must
 * join them.
 */
function plp(bytes: Buffer): Buffer {
  const chunks: Buffer[] = [u64(BigInt(bytes.length))];
  for (let at = 0; at < bytes.length; at += PLP_CHUNK) {
    const chunk = bytes.subarray(at, at + PLP_CHUNK);
    chunks.push(u32(chunk.length), chunk);
  }
  return Buffer.concat([...chunks, u32(0)]);
}

function variable(
  type: number,
  size: number,
  collation: boolean,
  toBytes: (text: string) => Buffer,
): WireType {
  const info = Buffer.concat([u8(type), u16(size), collation ? COLLATION : Buffer.alloc(0)]);
  if (size === MAX) return { info, encode: (text) => plp(toBytes(text)), none: PLP_NULL };
  return {
    info,
    encode: (text) => {
      const bytes = toBytes(text);
      return Buffer.concat([u16(bytes.length), bytes]);
    },
    none: u16(MAX),
  };
}

function large(type: number, collation: boolean, toBytes: (text: string) => Buffer): WireType {
  const pointer = Buffer.concat([u8(16), Buffer.alloc(24, 1)]);
  return {
    info: Buffer.concat([u8(type), u32(0x7fffffff), collation ? COLLATION : Buffer.alloc(0)]),
    namesTable: true,
    none: u8(0),
    encode: (text) => {
      const bytes = toBytes(text);
      return Buffer.concat([pointer, u32(bytes.length), bytes]);
    },
  };
}

/** Bytes that a decimal takes, by the digits that it has at most. */
const DECIMAL_LENGTHS = [
  [9, 5],
  [19, 9],
  [28, 13],
  [38, 17],
] as const;

function decimal(type: number, precision: number, scale: number): WireType {
  const [, length] = DECIMAL_LENGTHS.find(([most]) => precision <= most) ?? [38, 17];
  return fixed([type, length, precision, scale], (text) => {
    const digits = scaledDigits(text, scale);
    return Buffer.concat([
      u8(digits < 0n ? 0 : 1),
      little(digits < 0n ? -digits : digits, length - 1),
    ]);
  });
}

/** `-1.5` with a scale of 3 → -1500. */
function scaledDigits(text: string, scale: number): bigint {
  const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d*)\.?(\d*)$/.exec(text) ?? [];
  return BigInt(`${sign}${whole || '0'}${fraction.padEnd(scale, '0').slice(0, scale)}`);
}

function money(length: 4 | 8): WireType {
  return fixed([0x6e, length], (text) => {
    const bytes = little(scaledDigits(text, 4), length);
    return length === 4 ? bytes : Buffer.concat([bytes.subarray(4), bytes.subarray(0, 4)]);
  });
}

function float(length: 4 | 8): WireType {
  return fixed([0x6d, length], (text) => {
    const bytes = Buffer.alloc(length);
    if (length === 8) bytes.writeDoubleLE(Number(text));
    else bytes.writeFloatLE(Number(text));
    return bytes;
  });
}

const hex = (text: string): Buffer => Buffer.from(text.replace(/^(0x|\\x)/i, ''), 'hex');

function guid(text: string): Buffer {
  const bytes = Buffer.from(text.replaceAll('-', ''), 'hex');
  return Buffer.concat([
    bytes.subarray(0, 4).reverse(),
    bytes.subarray(4, 6).reverse(),
    bytes.subarray(6, 8).reverse(),
    bytes.subarray(8),
  ]);
}

const CP1252 = new Map(
  Array.from({ length: 256 }, (_, code) => [
    new TextDecoder('windows-1252').decode(Uint8Array.of(code)),
    code,
  ]),
);
const ansi = (text: string): Buffer =>
  Buffer.from(Array.from(text, (letter) => CP1252.get(letter) ?? 0x3f));

type Make = (size: number, scale: number, max: boolean) => WireType;

const TYPES: Readonly<Record<string, Make>> = {
  bit: () => fixed([0x68, 1], (text) => u8(/^(1|t|true)$/i.test(text) ? 1 : 0)),
  tinyint: () => integer(1),
  smallint: () => integer(2),
  int: () => integer(4),
  bigint: () => integer(8),
  real: () => float(4),
  float: () => float(8),
  smallmoney: () => money(4),
  money: () => money(8),
  decimal: (precision, scale) => decimal(0x6a, precision || 18, scale),
  numeric: (precision, scale) => decimal(0x6c, precision || 18, scale),
  datetime: () => fixed([0x6f, 8], datetime),
  smalldatetime: () => fixed([0x6f, 4], smalldatetime),
  date: () => fixed([0x28], date),
  time: (scale) => scaledInfo(0x29, scale, time),
  datetime2: (scale) => scaledInfo(0x2a, scale, datetime2),
  datetimeoffset: (scale) => scaledInfo(0x2b, scale, datetimeoffset),
  uniqueidentifier: () => fixed([0x24, 16], guid),
  nvarchar: (size, _, max) => variable(0xe7, max ? MAX : size * 2, true, ucs2),
  nchar: (size) => variable(0xef, size * 2, true, (text) => ucs2(text.padEnd(size))),
  varchar: (size, _, max) => variable(0xa7, max ? MAX : size, true, ansi),
  char: (size) => variable(0xaf, size, true, (text) => ansi(text.padEnd(size))),
  varbinary: (size, _, max) => variable(0xa5, max ? MAX : size, false, hex),
  binary: (size) => variable(0xad, size, false, hex),
  text: () => large(0x23, true, ansi),
  ntext: () => large(0x63, true, ucs2),
  image: () => large(0x22, false, hex),
  xml: () => ({ info: Buffer.from([0xf1, 0]), encode: (text) => plp(ucs2(text)), none: PLP_NULL }),
};

/** The size or scale of a declaration that names none. */
function usualSize(name: string): number {
  if (/^(time|datetime2|datetimeoffset)$/i.test(name)) return 7;
  return /^n?(var)?(char|binary)$/i.test(name) ? 1 : 0;
}

/** The type that a declaration names: `nvarchar(48)`, `decimal(38,10)`, `datetime2`. */
export function wireType(declared: string): WireType {
  const [, name = '', size, scale] =
    /^(\w+)(?:\((max|\d+)(?:,\s*(\d+))?\))?$/i.exec(declared) ?? [];
  const make = TYPES[name.toLowerCase()];
  if (!make) throw new Error(`the server has no type ${declared}`);
  return make(
    size === undefined || size === 'max' ? usualSize(name) : Number(size),
    Number(scale ?? 0),
    size === 'max',
  );
}
