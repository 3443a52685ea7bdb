import type { Cell } from '../validators/row.ts';
import type { FieldType } from '../spec/model.ts';

export type DateFormat = 'iso' | 'dd/mm/yyyy';

/**
 * A value as the database shows it → a cell. Nothing passes through a float or a Date, so no digit
 * and no hour is lost.
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
const NUMBER = /^\s*([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?\s*$/;

/**
 * Engines leave out the zero before a decimal point or write one too many behind it, and each has
 * its own exponent: a cell has none.
 */
export function formatNumber(text: string): string {
  const [, sign = '', before = '', behind = '', exponent = '0'] = NUMBER.exec(text) ?? [];
  if (before === '' && behind === '') return text;
  const [whole, fraction] = movePoint(before, behind, Number(exponent));
  const kept = fraction.replace(/0+$/, '');
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

const MOMENT = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d+))?)?)?\s*$/;

/**
 * `2024-12-10T09:30:00`; parts of a second only where there are any. A text that is not a moment of
 * this form, or says more (a zone), is left as it is.
 */
function formatMoment(text: string, dateFormat: DateFormat): string {
  const [, day, minutes = '00:00', seconds = '00', fraction = ''] = MOMENT.exec(text) ?? [];
  if (day === undefined) return text;
  const kept = fraction.replace(/0+$/, '');
  const moment = `${minutes}:${seconds}${kept === '' ? '' : `.${kept}`}`;
  return dateFormat === 'iso' ? `${day}T${moment}` : `${formatDay(day, dateFormat)} ${moment}`;
}

/** The day of a moment; a text of another form is left as it is. */
function formatDate(text: string, dateFormat: DateFormat): string {
  const [, day] = MOMENT.exec(text) ?? [];
  return day === undefined ? text : formatDay(day, dateFormat);
}

function formatDay(day: string, dateFormat: DateFormat): string {
  return dateFormat === 'iso' ? day : `${day.slice(8, 10)}/${day.slice(5, 7)}/${day.slice(0, 4)}`;
}
