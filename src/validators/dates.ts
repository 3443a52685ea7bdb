import type { Cell } from './row.ts';

const ISO = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?$/;
const BRITISH = /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}):(\d{2})(?::(\d{2})(\.\d{1,9})?)?)?$/;

/**
 * A date or date-time (`2024-12-10`, `2024-12-10T09:30:00`, `10/12/2024 09:30`) as text that sorts
 * by time; null when it is not a valid one.
 */
export function parseMoment(cell: Cell): string | null {
  if (cell === null) return null;
  const text = cell.trim();
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

function isCalendarDay(year: number, month: number, day: number): boolean {
  if (month < 1 || month > 12 || day < 1) return false;
  return day <= lastDayOf(year, month);
}

function lastDayOf(year: number, month: number): number {
  if (month !== 2) return [4, 6, 9, 11].includes(month) ? 30 : 31;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return leap ? 29 : 28;
}
