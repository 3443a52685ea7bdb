import { i32, little, u16, u32 } from './bytes.ts';

const DAY = 86_400_000;

interface Moment {
  /** Days since 0001-01-01. */
  readonly day: number;
  /** Since midnight, in tenths of a microsecond. */
  readonly ticks: bigint;
  readonly offsetMinutes: number;
}

const FORM =
  /^(?:(\d{4})-(\d{2})-(\d{2}))?[T ]?(?:(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,7}))?)?)?(?:([+-])(\d{2}):(\d{2}))?$/;

/** `2024-02-29 09:30:00.1234567+01:00` and its parts; a bare time is of the first day. */
function readMoment(text: string): Moment {
  const [
    whole,
    year,
    month,
    day,
    hour = '0',
    minute = '0',
    second = '0',
    fraction = '',
    sign,
    offsetHours = '0',
    offsetMinutes = '0',
  ] = FORM.exec(text) ?? [];
  if (whole === undefined) throw new Error(`"${text}" is no moment`);
  const date = new Date(0);
  date.setUTCFullYear(Number(year ?? 1), Number(month ?? 1) - 1, Number(day ?? 1));
  const first = new Date(0);
  first.setUTCFullYear(1, 0, 1);
  const seconds = BigInt(Number(hour) * 3600 + Number(minute) * 60 + Number(second));
  return {
    day: Math.round((date.getTime() - first.getTime()) / DAY),
    ticks: seconds * 10_000_000n + BigInt(fraction.padEnd(7, '0')),
    offsetMinutes: (Number(offsetHours) * 60 + Number(offsetMinutes)) * (sign === '-' ? -1 : 1),
  };
}

const DAYS_TO_1900 = 693_595;
const TICKS_A_DAY = 864_000_000_000n;
const TICKS_A_MINUTE = 600_000_000n;

/** Eight bytes: days since 1900 and 300ths of a second, rounded as the server rounds. */
export function datetime(text: string): Buffer {
  const { day, ticks } = readMoment(text);
  const thirds = (ticks * 300n + 5_000_000n) / 10_000_000n;
  return Buffer.concat([i32(day - DAYS_TO_1900), u32(Number(thirds))]);
}

export function smalldatetime(text: string): Buffer {
  const { day, ticks } = readMoment(text);
  return Buffer.concat([
    u16(day - DAYS_TO_1900),
    u16(Number((ticks + TICKS_A_MINUTE / 2n) / TICKS_A_MINUTE)),
  ]);
}

export function date(text: string): Buffer {
  return little(BigInt(readMoment(text).day), 3);
}

export function time(text: string, scale: number): Buffer {
  return scaled(readMoment(text).ticks, scale);
}

export function datetime2(text: string, scale: number): Buffer {
  const { day, ticks } = readMoment(text);
  return Buffer.concat([scaled(ticks, scale), little(BigInt(day), 3)]);
}

/** The moment in UTC, and the offset in minutes. */
export function datetimeoffset(text: string, scale: number): Buffer {
  const { day, ticks, offsetMinutes } = readMoment(text);
  const utc = BigInt(day) * TICKS_A_DAY + ticks - BigInt(offsetMinutes) * TICKS_A_MINUTE;
  return Buffer.concat([
    scaled(utc % TICKS_A_DAY, scale),
    little(utc / TICKS_A_DAY, 3),
    little(BigInt(offsetMinutes), 2),
  ]);
}

function scaled(ticks: bigint, scale: number): Buffer {
  return little(ticks / 10n ** BigInt(7 - scale), bytesOf(scale));
}

function bytesOf(scale: number): number {
  if (scale <= 2) return 3;
  return scale <= 4 ? 4 : 5;
}
