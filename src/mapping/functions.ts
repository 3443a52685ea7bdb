import type { ValueType } from './catalogue.ts';

/**
 * What a function takes and gives. `same` stands for one kind, whichever it is, the same in all
 * places.
 */
export interface FunctionSignature {
  readonly about: string;
  /** Kinds that an argument may have; the last one repeats when `repeats`. */
  readonly args: readonly (readonly ValueType[] | 'same')[];
  readonly repeats?: boolean;
  readonly result: ValueType | 'same';
}

const TEXT: readonly ValueType[] = ['text'];
const INTEGER: readonly ValueType[] = ['integer'];
const NUMBER: readonly ValueType[] = ['integer', 'decimal', 'float'];
const MOMENT: readonly ValueType[] = ['date', 'datetime'];

/** The functions of the mapping language. Each dialect spells every one of them. */
export const FUNCTIONS = {
  trim: { about: 'without blanks at both ends', args: [TEXT], result: 'text' },
  trim_end: { about: 'without blanks at the end', args: [TEXT], result: 'text' },
  upper: { about: 'in capitals', args: [TEXT], result: 'text' },
  left: { about: 'the first n characters', args: [TEXT, INTEGER], result: 'text' },
  right: { about: 'the last n characters', args: [TEXT, INTEGER], result: 'text' },
  length: {
    about: 'number of characters, blanks at the end not counted',
    args: [TEXT],
    result: 'integer',
  },
  remove: {
    about: 'without every occurrence of the second text',
    args: [TEXT, TEXT],
    result: 'text',
  },
  concat: { about: 'joined; null counts as empty', args: [TEXT], repeats: true, result: 'text' },
  coalesce: {
    about: 'the first that is not null',
    args: ['same', 'same'],
    repeats: true,
    result: 'same',
  },
  null_if: {
    about: 'null when it equals one of the others',
    args: ['same', 'same'],
    repeats: true,
    result: 'same',
  },
  to_text: { about: 'as text', args: [[...NUMBER, ...MOMENT, 'text']], result: 'text' },
  to_integer: {
    about: 'as a whole number; null when it is none',
    args: [[...TEXT, ...NUMBER]],
    result: 'integer',
  },
  to_float: {
    about: 'as a number; null when it is none',
    args: [[...TEXT, ...NUMBER]],
    result: 'float',
  },
  to_datetime: {
    about:
      'as a moment (2024-12-10 or 10/12/2024, with or without a time of day); null when it is none',
    args: [[...TEXT, ...MOMENT]],
    result: 'datetime',
  },
  to_date: { about: 'the day, without time of day', args: [MOMENT], result: 'date' },
  add_days: { about: 'n days later', args: [MOMENT, INTEGER], result: 'datetime' },
  add_months: {
    about: 'n months later, on the last day of a shorter month',
    args: [MOMENT, INTEGER],
    result: 'datetime',
  },
  add_working_days: {
    about: 'n days later, Monday to Friday',
    args: [MOMENT, INTEGER],
    result: 'datetime',
  },
  days_between: {
    about: 'days from the first to the second, times of day aside',
    args: [MOMENT, MOMENT],
    result: 'integer',
  },
  age: {
    about: 'whole years from the first to the second',
    args: [MOMENT, MOMENT],
    result: 'integer',
  },
  format_date: {
    about: 'as text: DD/MM/YYYY, or YYYYMMDDhhmmss, which sorts',
    args: [MOMENT, TEXT],
    result: 'text',
  },
  pad: {
    about: 'a number as text with zeros before it, n digits',
    args: [INTEGER, INTEGER],
    result: 'text',
  },
  add: { about: 'the sum of two numbers', args: [INTEGER, INTEGER], result: 'integer' },
  greatest: {
    about: 'the greater of two, null when one is',
    args: ['same', 'same'],
    result: 'same',
  },
  least: { about: 'the lesser of two, null when one is', args: ['same', 'same'], result: 'same' },
  md5: { about: 'hash of the text, lower-case hexadecimal', args: [TEXT], result: 'text' },
  checksum: { about: "SQL Server's CHECKSUM of the text, as text", args: [TEXT], result: 'text' },
} as const satisfies Record<string, FunctionSignature>;

export type FunctionName = keyof typeof FUNCTIONS;

export function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(FUNCTIONS, name);
}
