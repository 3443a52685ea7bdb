import { type Mutant, changes } from './mutant.ts';

export const validate: readonly Mutant[] = [
  ...changes(
    'validate/tally.ts',
    ['validate/tally.test.ts'],
    [
      ['known.count <= LISTED_PER_RULE', 'known.count < LISTED_PER_RULE', 'one finding too few'],
      ['this.#held = [];\n    if', 'if', 'findings are listed twice'],
      ['`${finding.field}\\n${finding.rule}`', 'finding.rule', 'fields are counted as one'],
    ],
  ),
  ...changes(
    'validate/hash-runs.ts',
    ['validate/hash-runs.test.ts', 'validate/keys.test.ts'],
    [
      [
        'compare(head.value, best.value) < 0',
        'compare(head.value, best.value) > 0',
        'spilt keys out of order',
      ],
      ['mode: 0o600', 'mode: 0o644', 'hashes of keys readable by others'],
      ['this.#count = 0;\n  }', '}', 'keys counted twice after a spill'],
      ['if (bytes % BYTES !== 0) {', 'if (bytes < 0) {', 'a run that was cut short is believed'],
    ],
  ),
  ...changes(
    'validate/gathered-keys.ts',
    ['validate/keys.test.ts', 'validators/unique.test.ts'],
    [
      [
        "(cells[0] ?? '').trimEnd()",
        "(cells[0] ?? '').toUpperCase()",
        'case decides no uniqueness',
      ],
      [
        "JSON.stringify(cells.map((cell) => (cell ?? '').trimEnd()))",
        "cells.map((cell) => (cell ?? '').trimEnd()).join('')",
        '1+11 is 11+1',
      ],
      ['unique || keyFields.has(field.name)', 'unique', 'foreign keys are never compared'],
    ],
  ),
  ...changes(
    'validate/object-validation.ts',
    ['validate/keys.test.ts'],
    [
      ["if (rule === 'primary-key') {", "if (rule === 'unique') {", 'an empty primary key passes'],
      [
        'value: this.#options.showValues ? value : undefined',
        'value',
        'values of children in findings',
      ],
      [
        'return this.#options.showValues\n      ?',
        'return !this.#options.showValues\n      ?',
        'keys of children in findings',
      ],
      [
        'this.tally.add({ ...finding, key: this.#nameKey(row) })',
        'this.tally.add(finding)',
        'findings without the key of their row',
      ],
      ['cells.some(isBlank)', 'cells.every(isBlank)', 'half a key passes'],
    ],
  ),
  ...changes(
    'validate/validation.ts',
    ['validate/keys.test.ts', 'validate/tally.test.ts'],
    [
      [
        'if (!this.#options.complete.has(link.parent.object)) continue;',
        '',
        'every child of an object that was left out is an orphan',
      ],
      ['a.high < b.high ||', 'a.high <= b.high ||', 'orphans are missed'],
      [
        'fs.rmSync(this.#dir, { recursive: true, force: true });',
        '',
        'hashes of keys are left on the disk',
      ],
    ],
  ),
  ...changes(
    'validate/check-header.ts',
    ['validate/check-header.test.ts'],
    [
      [
        'if (missing.length > 0 || unknown.length > 0) return [...missing, ...unknown];',
        'if (missing.length > 0) return missing;',
        'an unknown column passes',
      ],
      ["severity: 'warning',", "severity: 'error',", 'columns in another order are an error'],
      [
        'field: string, message: string): Finding => ({\n    object: object.name,\n    row: 0,',
        'field: string, message: string): Finding => ({\n    object: object.name,\n    row: 1,',
        'a fault of the header is told of a row',
      ],
    ],
  ),
  ...changes(
    'validate/type-check.ts',
    ['validate/types.test.ts'],
    [
      ["moment < '1900-01-02'", "moment < '1900-01-01'", '1900-01-01 passes for a date'],
      [
        "moment >= '9999'",
        "moment > '9999-12-31T00:00:00'",
        'the last day of time passes for a date',
      ],
      ["&& field.type !== 'list'", '', 'a bad list is told twice'],
      [
        "add('type', 'this is no date', (text) => parseMoment(text) !== null);",
        "add('type', 'this is no date', (text) => !Number.isNaN(Date.parse(text)));",
        'dates of other countries pass',
      ],
      [
        'text.length <= size || characters(text) <= size',
        'text.length <= size',
        'an emoji counts twice',
      ],
      ['[+-]?\\d+\\s*$/.test(text)', '[+-]?\\d+/.test(text)', '1.5 passes for a whole number'],
      [
        '(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?\\s*$/',
        '(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?/',
        '0x1 passes for a number',
      ],
      ['([01yn]|true|false)', '([01yn]|yes|no|true|false)', 'yes passes for a boolean'],
    ],
  ),
  ...changes(
    'validate/row-checks.ts',
    ['validate/keys.test.ts', 'validators/conditional.test.ts'],
    [
      [
        "use.name !== 'unique' && !(alone && ownRule.includes(use.name))",
        "use.name !== 'unique'",
        'a missing key is told twice',
      ],
      [
        "case 'datetime':\n      return 'moment'",
        "case 'datetime':\n      return 'text'",
        'dates of two forms compare as texts',
      ],
    ],
  ),
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
    ],
  ),
  ...changes(
    'validators/date-after.ts',
    ['validators/date-after.test.ts'],
    [
      ['moment < other', 'moment <= other', 'the same day is an error'],
      [
        'if (moment === null) return null;',
        "if (moment === null) return 'x';",
        'an empty date is told as too early',
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
