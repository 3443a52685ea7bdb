/** How the dates of a file are written: `2024-12-10` or `10/12/2024`. */
export type DateOrder = 'iso' | 'dd/mm/yyyy';

/**
 * A date as the number yyyymmdd, read digit by digit: no other way is cheap enough for every row.
 * What follows the day is not looked at. −1 when it is not written like a date.
 */
export function dayNumber(cell: string, order: DateOrder): number {
  if (cell.length < 10) return -1;
  const iso = order === 'iso';
  const year = digits(cell, iso ? 0 : 6, 4);
  const month = digits(cell, iso ? 5 : 3, 2);
  const day = digits(cell, iso ? 8 : 0, 2);
  if (year < 0 || month < 1 || month > 12 || day < 1 || day > 31) return -1;
  return year * 10_000 + month * 100 + day;
}

function digits(text: string, from: number, count: number): number {
  let value = 0;
  for (let index = from; index < from + count; index++) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    value = value * 10 + digit;
  }
  return value;
}

/** Months since the year 0, of a day number. */
export function monthNumber(day: number): number {
  return Math.trunc(day / 10_000) * 12 + (Math.trunc(day / 100) % 100) - 1;
}
