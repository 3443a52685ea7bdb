import { type Mutant, changes } from './mutant.ts';

export const validators: readonly Mutant[] = [
  ...changes(
    'validators/dates.ts',
    ['validate/types.test.ts'],
    [
      ['|| year % 400 === 0', '', '29 February 2000 is refused'],
      ['year % 100 !== 0 || ', '', '29 February of 1900 and 2100 passes'],
      ['Number(hour) < 24', 'Number(hour) <= 24', '24:00 passes for a time'],
      [
        'const [year, day] = iso ? [a, b] : [b, a];',
        'const [year, day] = iso ? [a, b] : [a, b];',
        'British dates are no dates',
      ],
      ['twoDigits(text, 11) < 24', 'twoDigits(text, 11) <= 24', 'T24:00:00 passes for a time'],
      ['tens >= 0 && tens <= 9 && ', 'tens <= 9 && ', '20/9-01-01 passes for a date'],
      ['day >= 1 && day <= lastDayOf(year, month)', 'day <= 31', '31 February passes for a date'],
      [' || month === 11 ? 30', ' ? 30', '31 November passes for a date'],
    ],
  ),
  ...changes(
    'validators/dates.ts',
    ['validators/date-after.test.ts'],
    [
      ['text.charCodeAt(10) === T &&\n', '', 'a date with a blank is before one with a T'],
      [
        'return cell.length === DAY ? `${cell}T00:00:00` : cell;',
        'return cell;',
        'a day is before its own midnight',
      ],
    ],
  ),
  ...changes(
    'validators/date-after.ts',
    ['validators/date-after.test.ts'],
    [
      [
        'if (moment >= other) return false;',
        'if (moment > other) return false;',
        'the same moment is an error',
      ],
      [
        'return !(day === otherDay && isWholeDay);',
        'return day !== otherDay;',
        'two times of one day are never compared',
      ],
      [
        'if (moment === null) return null;',
        "if (moment === null) return 'x';",
        'a date that cannot be read is told as too early',
      ],
    ],
  ),
  ...changes(
    'validators/dimension.ts',
    ['validators/dimension.test.ts'],
    [
      [
        'values.has(cell.trimEnd())',
        'values.has(cell)',
        'a code with blanks at its end is refused',
      ],
      [
        'values.has(cell.trimEnd())',
        'values.has(cell.trim())',
        'a code with blanks before it passes',
      ],
    ],
  ),
  ...changes(
    'validators/character-limit.ts',
    ['validators/character-limit.test.ts'],
    [
      [
        'characters(cell) > limit',
        'characters(cell) >= limit',
        'a text of the full length is refused',
      ],
    ],
  ),
  ...changes(
    'validators/count-min.ts',
    ['validators/count-min.test.ts'],
    [['countEntries(cell) < least', 'countEntries(cell) <= least', 'just enough is too few']],
  ),
  ...changes(
    'validators/conditional.ts',
    ['validators/conditional.test.ts'],
    [
      [
        'holds(row) ? check(cell, row) : null',
        'holds(row) ? null : check(cell, row)',
        'the condition is turned round',
      ],
    ],
  ),
  ...changes(
    'validators/expression/evaluate.ts',
    ['validators/expression.test.ts'],
    [
      [
        'a === null || b === null ? null : compare(a, b)',
        'compare(a ?? "", b ?? "")',
        'an empty cell compares as a text',
      ],
      ["'<=': (order) => order <= 0", "'<=': (order) => order < 0", 'at most is less'],
      [
        'cell !== null && values.has(cell) !== expression.negated',
        'values.has(cell ?? "") !== expression.negated',
        'an empty cell is not in a list',
      ],
    ],
  ),
  ...changes(
    'validators/expression/parse.ts',
    ['validators/expression.test.ts'],
    [
      [
        "if (this.#peek().kind !== 'end') this.#fail('the expression should end here');",
        '',
        'what follows an expression is passed over',
      ],
      [
        "while (this.#word('and')) of.push(this.#factor());",
        "while (this.#word('and')) of.push(this.#any());",
        '"and" binds no tighter than "or"',
      ],
      ['const DEEPEST = 100;', 'const DEEPEST = 1e9;', 'a deep expression overflows the stack'],
    ],
  ),
];
