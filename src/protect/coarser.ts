// Values that say less: each takes a cell with something in it, and gives null for whatever it
// cannot read, since nobody knows what such a cell says.
import { parseMoment } from '../validators/dates.ts';
import type { Cell } from '../validators/row.ts';

/** The first day of a date's month, written as the date was; a time of day becomes midnight. */
export function firstOfMonth(text: string): Cell {
  const plain = text.trim();
  if (parseMoment(plain) === null) return null;
  const [, day = '', time = ''] = /^(\S{10})(.*)$/.exec(plain) ?? [];
  const first = day.includes('/') ? `01${day.slice(2)}` : `${day.slice(0, 8)}01`;
  return first + time.replace(/\.\d+$/, '').replaceAll(/\d/g, '0');
}

const POSTCODE = /^([A-Z]{1,2}\d[A-Z\d]?)(\d)(?:[A-Z]{2})?$/;

/** The sector of a postcode, a sector too: `AB1 2CD` → `AB1 2`. */
export function postcodeSector(text: string): Cell {
  const [, outward, sector] = POSTCODE.exec(text.toUpperCase().replaceAll(/\s/g, '')) ?? [];
  return outward === undefined || sector === undefined ? null : `${outward} ${sector}`;
}

/** A number rounded to a whole one. */
export function wholeNumber(text: string): Cell {
  if (!/^[+-]?\d{1,15}(?:\.\d+)?$/.test(text.trim())) return null;
  const rounded = Math.round(Number(text));
  return String(rounded === 0 ? 0 : rounded);
}

/** Nobody writes about a child in so few characters without a blank. */
const CODE = /^[\p{L}\d._-]{0,12}$/u;

/** Those entries of a JSON list that look like codes. */
export function codesOnly(text: string): Cell {
  const list = parse(text);
  if (!Array.isArray(list)) return null;
  return `[${list
    .filter(isCode)
    .map((entry) => JSON.stringify(entry))
    .join(', ')}]`;
}

/** These keys of a JSON object, of them only numbers, truth values and what looks like a code. */
export function keysOnly(text: string, keys: readonly string[]): Cell {
  const object = parse(text);
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return null;
  const members = new Map(Object.entries(object));
  const kept = keys.filter((key) => members.has(key));
  const member = (key: string): string => {
    const value: unknown = members.get(key);
    return `${JSON.stringify(key)}: ${JSON.stringify(isCode(value) ? value : null)}`;
  };
  return `{${kept.map(member).join(', ')}}`;
}

function isCode(value: unknown): boolean {
  if (typeof value === 'string') return CODE.test(value);
  return typeof value === 'boolean' || Number.isSafeInteger(value);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
