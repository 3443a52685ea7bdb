import type { Cell, Column, ColumnType } from './backing.ts';

interface WireType {
  readonly number: number;
  /** Largest size in bytes: a column of size 0 would have no bytes on the wire. */
  readonly size: number;
  readonly scale?: number;
  /** 1: database character set, 2: national. */
  readonly form: 0 | 1 | 2;
  readonly encode: (text: string) => Buffer;
}

const utf8 = (text: string): Buffer => Buffer.from(text);
const utf16 = (text: string): Buffer => Buffer.from(text, 'utf16le').swap16();

const TYPES: Readonly<Record<ColumnType, WireType>> = {
  varchar2: { number: 1, size: 32767, form: 1, encode: utf8 },
  nvarchar2: { number: 1, size: 32766, form: 2, encode: utf16 },
  char: { number: 96, size: 2000, form: 1, encode: utf8 },
  nchar: { number: 96, size: 2000, form: 2, encode: utf16 },
  number: { number: 2, size: 22, scale: -127, form: 0, encode: encodeNumber },
  date: { number: 12, size: 7, form: 0, encode: (text) => encodeMoment(text, 7) },
  timestamp: { number: 180, size: 11, scale: 6, form: 0, encode: (text) => encodeMoment(text, 11) },
  timestamp_tz: {
    number: 181,
    size: 13,
    scale: 6,
    form: 0,
    encode: (text) => encodeMoment(text, 13),
  },
  raw: { number: 23, size: 2000, form: 0, encode: (text) => Buffer.from(text, 'hex') },
  binary_float: { number: 100, size: 4, form: 0, encode: (text) => encodeFloat(text, 4) },
  binary_double: { number: 101, size: 8, form: 0, encode: (text) => encodeFloat(text, 8) },
  clob: { number: 112, size: 4000, form: 1, encode: utf8 },
  nclob: { number: 112, size: 4000, form: 2, encode: utf16 },
  long: { number: 8, size: 0, form: 1, encode: utf8 },
};

export function wireType(column: Column): WireType {
  return TYPES[column.type];
}

/** LOBs are fetched as text after a define, and then look like LONG on the wire. */
export function isLob({ type }: Column): boolean {
  return type === 'clob' || type === 'nclob';
}

export function isLong(column: Column): boolean {
  return isLob(column) || column.type === 'long';
}

export function encodeCell(column: Column, cell: Cell): Buffer | null {
  return cell === null || cell === '' ? null : TYPES[column.type].encode(cell);
}

/** Base-100 digits after an exponent byte; negative numbers are complements. */
export function encodeNumber(text: string): Buffer {
  const { negative, digits, exponent } = base100(text);
  if (digits.length === 0) return Buffer.from([0x80]);
  if (!negative) return Buffer.from([192 + exponent + 1, ...digits.map((digit) => digit + 1)]);
  return Buffer.from([
    (192 + exponent + 1) ^ 0xff,
    ...digits.map((digit) => 101 - digit),
    ...(digits.length < 20 ? [102] : []),
  ]);
}

/** Digits d1 d2 …, value = 0.d1d2… × 100^(exponent + 1). */
function base100(text: string): { negative: boolean; digits: number[]; exponent: number } {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE]([+-]?\d+))?$/.exec(text.trim()) ?? [];
  const all = `${whole}${fraction}`;
  const zeros = all.length - all.replace(/^0+/, '').length;
  let point = whole.length - zeros + Number(power);
  let kept = all.slice(zeros).replace(/0+$/, '');
  if (point % 2 !== 0) {
    kept = `0${kept}`;
    point += 1;
  }
  if (kept.length % 2 !== 0) kept += '0';
  return {
    negative: sign === '-',
    digits: kept.match(/../g)?.map(Number) ?? [],
    exponent: point / 2 - 1,
  };
}

export function decodeNumber(bytes: Buffer): string {
  const [first = 0x80, ...rest] = bytes;
  if (first === 0x80) return '0';
  const positive = first > 0x80;
  const exponent = (positive ? first : first ^ 0xff) - 193;
  const digits = (
    positive
      ? rest.map((byte) => byte - 1)
      : rest.filter((byte) => byte !== 102).map((byte) => 101 - byte)
  )
    .map((digit) => String(digit).padStart(2, '0'))
    .join('');
  const point = (exponent + 1) * 2;
  const padded = point < 0 ? `${'0'.repeat(-point)}${digits}` : digits.padEnd(point, '0');
  const [whole, fraction] = [
    padded.slice(0, Math.max(point, 0)).replace(/^0+/, ''),
    padded.slice(Math.max(point, 0)).replace(/0+$/, ''),
  ];
  return `${positive ? '' : '-'}${whole === '' ? '0' : whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function encodeMoment(text: string, size: 7 | 11 | 13): Buffer {
  const [year = 1, month = 1, day = 1, hour = 0, minute = 0, second = 0] =
    text.match(/\d+/g)?.map(Number) ?? [];
  const nanoseconds = Number((/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(9, '0'));
  const bytes = Buffer.alloc(size);
  bytes.set([
    Math.trunc(year / 100) + 100,
    (year % 100) + 100,
    month,
    day,
    hour + 1,
    minute + 1,
    second + 1,
  ]);
  if (size > 7) bytes.writeUInt32BE(nanoseconds, 7);
  if (size === 13) bytes.set([20, 60], 11);
  return bytes;
}

/**
 * IEEE, made to sort as bytes: the sign bit set where it was clear, all bits turned where it was
 * set.
 */
function encodeFloat(text: string, size: 4 | 8): Buffer {
  const bytes = Buffer.alloc(size);
  if (size === 8) bytes.writeDoubleBE(Number(text));
  else bytes.writeFloatBE(Number(text));
  if (bytes.readInt8(0) < 0) return Buffer.from(bytes.map((byte) => byte ^ 0xff));
  bytes.writeUInt8(bytes.readUInt8(0) | 0x80, 0);
  return bytes;
}
