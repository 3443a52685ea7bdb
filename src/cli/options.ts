import { InvalidArgumentError } from 'commander';
import { isDay } from '../mapping/moments.ts';

/** `YYYY-MM-DD`, a day of the calendar. */
export function parseDay(text: string): string {
  if (!isDay(text)) throw new InvalidArgumentError('a day is written YYYY-MM-DD.');
  return text;
}

/** `a,b` */
export function parseNames(text: string): string[] {
  const names = text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) {
    throw new InvalidArgumentError('name one or more objects, separated by commas.');
  }
  return names;
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) {
    throw new InvalidArgumentError('a whole number from 1.');
  }
  return Number(text);
}

/** `HH:MM`, a time of day. */
export function parseTime(text: string): string {
  if (!/^(?:[01]\d|2[0-3]):[0-5]\d$/.test(text)) {
    throw new InvalidArgumentError('a time of day is written HH:MM.');
  }
  return text;
}

export function parseHours(text: string): number {
  const hours = /^\d{1,2}$/.test(text) ? Number(text) : 0;
  if (hours < 1 || hours > 72) throw new InvalidArgumentError('a whole number of hours, 1 to 72.');
  return hours;
}

export function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('a whole number.');
  return Number(text);
}

/** The day on this machine's clock. */
export function today(): string {
  const now = new Date();
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** `512MB`, `4GB`: as DuckDB spells it. */
export function parseMemory(text: string): string {
  if (!/^\d{1,6}(?:\.\d+)? ?[KMGT]i?B$/i.test(text) || Number.parseFloat(text) === 0) {
    throw new InvalidArgumentError('a size such as 512MB or 4GB.');
  }
  return text;
}
