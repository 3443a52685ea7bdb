import type { DateFormat } from '../bundle/table-description.ts';
import { parseMoment } from '../validators/dates.ts';
import type { Cell } from '../validators/row.ts';
import type { FieldType } from '../spec/model.ts';

/**
 * A value as the database shows it → a cell. Nothing passes through a float or a Date, so no digit
 * and no hour is lost. A text that is not whole what its type asks for is left as it is: the rule
 * `type` reports it, and no part of it is taken for a date.
 */
export function formatCell(text: string | null, type: FieldType, dateFormat: DateFormat): Cell {
  if (text === null) return null;
  switch (type) {
    case 'date':
      return formatDate(text, dateFormat);
    case 'datetime':
      return formatMoment(text, dateFormat);
    case 'int':
    case 'float':
      return formatNumber(text);
    case 'string':
    case 'categorical':
    case 'boolean':
    case 'list':
      return text;
  }
}

/** A number as PostgreSQL, SQL Server, Oracle or JavaScript writes it: `.50`, `1e-07`, `1E+021`. */
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * Engines leave out the zero before a decimal point or write one too many behind it, and each has
 * its own exponent: a cell has none.
 */
export function formatNumber(text: string): string {
  const [, sign = '', before = '', behind = '', exponent = '0'] = NUMBER.exec(text.trim()) ?? [];
  if (before === '' && behind === '') return text;
  const [whole, fraction] = movePoint(before, behind, Number(exponent));
  const kept = withoutZeros(fraction);
  const negative = sign === '-' && /[1-9]/.test(whole + kept);
  return `${negative ? '-' : ''}${whole === '' ? '0' : whole}${kept === '' ? '' : `.${kept}`}`;
}

/** The digits before and behind the point when it is `places` further to the right. */
function movePoint(whole: string, fraction: string, places: number): [string, string] {
  if (places === 0) return [whole, fraction];
  const digits = whole + fraction;
  const point = whole.length + places;
  const padded = digits.padEnd(point, '0');
  return point <= 0
    ? ['0', '0'.repeat(-point) + digits]
    : [padded.slice(0, point).replace(/^0+(?=\d)/, ''), padded.slice(point)];
}

/** Digits without the zeros at their end; a regular expression would begin anew at every zero. */
function withoutZeros(digits: string): string {
  let end = digits.length;
  while (digits[end - 1] === '0') end--;
  return digits.slice(0, end);
}

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?)?$/;
const BEFORE_CHRIST = /^(-\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}):(\d{2})(?:\.(\d+))?)?$/;
const ERA = ' BC';

/** `2024-12-10T09:30:00`; parts of a second only where there are any. */
function formatMoment(text: string, dateFormat: DateFormat): string {
  const found = readMoment(text) ?? readBeforeChrist(text);
  if (!found) return text;
  const { day, minutes = '00:00', seconds = '00', fraction = '' } = found;
  const kept = withoutZeros(fraction);
  const time = `${minutes}:${seconds}${kept === '' ? '' : `.${kept}`}`;
  return `${formatDay(day, dateFormat)}${dateFormat === 'iso' ? 'T' : ' '}${time}`;
}

/** The day of a moment. */
function formatDate(text: string, dateFormat: DateFormat): string {
  const found = readMoment(text) ?? readBeforeChrist(text);
  return found ? formatDay(found.day, dateFormat) : text;
}

/** A day with a sign stays as it is: no other form of it is known. */
function formatDay(day: string, dateFormat: DateFormat): string {
  return dateFormat === 'iso' || day.startsWith('-')
    ? day
    : `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}

interface Moment {
  readonly day: string;
  readonly minutes?: string | undefined;
  readonly seconds?: string | undefined;
  readonly fraction?: string | undefined;
}

/** The parts of a text that is a moment of the calendar from its first character to its last. */
function readMoment(text: string): Moment | undefined {
  const [, day, minutes, seconds, fraction] = MOMENT.exec(text.trim()) ?? [];
  return day === undefined || parseMoment(text) === null
    ? undefined
    : { day, minutes, seconds, fraction };
}

/**
 * A moment before Christ, as Oracle signs it or as PostgreSQL marks it behind the time, where it is
 * easily overlooked; its day is signed. It is no date of a bundle: the rule `type` reports it.
 */
function readBeforeChrist(text: string): Moment | undefined {
  const signed = text.endsWith(ERA) ? `-${text.slice(0, -ERA.length)}` : text;
  const [, day, minutes, seconds, fraction] = BEFORE_CHRIST.exec(signed) ?? [];
  return day === undefined ? undefined : { day, minutes, seconds, fraction };
}
