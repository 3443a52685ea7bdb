/**
 * What texts are numbers and days, the same for every engine: regular expressions for those that
 * have them, of the few constructs that all of them know. Blanks, tabs and line ends around a text
 * are gone before it is compared. docs/mapping.md says the rule in words.
 */

/** Whitespace that may stand around a number or a date: what a form leaves behind. */
export const AROUND = '\t\n\r';

/** At most 18 characters, so that it fits a 64-bit number. */
export const INTEGER = '^[+-]?[0-9]+$';
export const LONGEST_INTEGER = 18;

export const NUMBER = '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9][0-9]?)?$';
export const LONGEST_NUMBER = 40;

/** From 1753, where SQL Server's `datetime` begins. */
const YEAR = '(175[3-9]|17[6-9][0-9]|1[89][0-9][0-9]|[2-9][0-9][0-9][0-9])';
const LEAP_YEAR = [
  '17(56|[68][048]|[79][26])',
  '(1[89]|[2-9][0-9])(0[48]|[2468][048]|[13579][26])',
  '([2468][048]|[3579][26])00',
].join('|');
const DAY = [
  `${YEAR}-(0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])`,
  `${YEAR}-(0[469]|11)-(0[1-9]|[12][0-9]|30)`,
  `${YEAR}-02-(0[1-9]|1[0-9]|2[0-8])`,
  `(${LEAP_YEAR})-02-29`,
].join('|');
const TIME = '([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9][0-9][0-9])?)?';

/** A day of the calendar, year first, with or without a time of day. */
export const MOMENT = `^(${DAY})([ T]${TIME})?$`;

/** A day as it is written here, and the groups of it in the order of `MOMENT`. */
export const BRITISH_DAY = '^([0-9][0-9])/([0-9][0-9])/([0-9][0-9][0-9][0-9])';
export const YEAR_FIRST = '\\3-\\2-\\1';
