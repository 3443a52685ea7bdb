import type { Cell } from './row.ts';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?$/;
const BRITISH = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?$/;

/**
 * A date or date-time (`2024-12-10`, `2024-12-10T09:30:00`, `10/12/2024 09:30`) as text that sorts
 * by time; null when it is not a valid one.
 */
export function parseMoment(cell: Cell): string | null {
  if (cell === null) return null;
  if (isIsoMoment(cell)) return cell.length === DAY ? `${cell}T00:00:00` : cell;
  return parseOther(cell.trim());
}

const [DAY, SECOND] = ['2024-12-10'.length, '2024-12-10T09:30:00'.length];
const [ZERO, DASH, COLON, T] = [0x30, 0x2d, 0x3a, 0x54];

/**
 * Exactly `2024-12-10` or `2024-12-10T09:30:00`, as nearly every date of a run is: told without a
 * regular expression, at a tenth of its time.
 */
export function isIsoMoment(text: string): boolean {
  if (text.length !== DAY && text.length !== SECOND) return false;
  if (text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false;
  const year = twoDigits(text, 0) * 100 + twoDigits(text, 2);
  if (!isCalendarDay(year, twoDigits(text, 5), twoDigits(text, 8))) return false;
  return (
    text.length === DAY ||
    (text.charCodeAt(10) === T &&
      text.charCodeAt(13) === COLON &&
      text.charCodeAt(16) === COLON &&
      twoDigits(text, 11) < 24 &&
      twoDigits(text, 14) < 60 &&
      twoDigits(text, 17) < 60)
  );
}

/** NaN, which no comparison holds for, when they are no digits. */
function twoDigits(text: string, at: number): number {
  const [tens, ones] = [text.charCodeAt(at) - ZERO, text.charCodeAt(at + 1) - ZERO];
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

function parseOther(text: string): string | null {
  const iso = ISO.exec(text);
  const parts = iso ?? BRITISH.exec(text);
  if (!parts) return null;
  const [, a = '', month = '', b = '', hour = '00', minute = '00', second = '00', fraction = ''] =
    parts;
  const [year, day] = iso ? [a, b] : [b, a];
  if (!isCalendarDay(Number(year), Number(month), Number(day))) return null;
  return Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60
    ? `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}`
    : null;
}

/** False for what is not a number. */
function isCalendarDay(year: number, month: number, day: number): boolean {
  return year >= 0 && month >= 1 && month <= 12 && day >= 1 && day <= lastDayOf(year, month);
}

function lastDayOf(year: number, month: number): number {
  if (month !== 2) return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : 28;
}
