import { type Mutant, changes } from './mutant.ts';

/** Figures about persons: what is hidden, and what the verdict says. */
export const report: readonly Mutant[] = [
  ...changes(
    'report/suppress.ts',
    ['report/report.test.ts'],
    [
      ['count > 0 && count < below', 'count > 1 && count < below', 'a single child is shown'],
      ['count > 0 && count < below', 'count > 0 && count < below - 1', 'five children are shown'],
      ['if (hidden.size === 1) {', 'if (hidden.size === -1) {', 'a total tells what is hidden'],
      [
        '(counts[a] ?? 0) - (counts[b] ?? 0)',
        '(counts[b] ?? 0) - (counts[a] ?? 0)',
        'the largest count is hidden for a small one',
      ],
      [
        'if (below === false) return [...counts];',
        'if (below !== false) return [...counts];',
        'nothing is hidden',
      ],
    ],
  ),
  ...changes(
    'report/page/completeness.ts',
    ['report/report.test.ts'],
    [
      [
        'false && count < below) {',
        'false && count < 1) {',
        'how many of few rows are filled is shown',
      ],
      ['rows - count < below) {', 'rows - count < 1) {', 'how many of few rows are empty is shown'],
      [
        'Math.min(99, Math.max(1, Math.round(percent)))',
        'Math.round(percent)',
        'a field that lacks a few values is told as full',
      ],
      ['if (count === rows) return', 'if (count >= rows - 1) return', 'always filled, but for one'],
    ],
  ),
  ...changes(
    'report/page/distributions.ts',
    ['report/report.test.ts'],
    [
      [
        'suppress([...counts, later], suppressBelow)',
        '[...counts, later]',
        'small counts of ages and months are shown',
      ],
      [
        'suppress([...counts, outside], suppressBelow)',
        '[...counts, outside]',
        'small counts of codes are shown',
      ],
      [
        'rows > 0 && hidden?.has(field) !== true',
        'rows > 0 && hidden !== undefined',
        'codes of fields that leave as pseudonyms are shown',
      ],
      [
        "'A few' : number(after)",
        'number(later) : number(after)',
        'how many children are not yet born is shown',
      ],
    ],
  ),
  ...changes(
    'report/gather/gather-codes.ts',
    ['report/gather.test.ts', 'report/report.test.ts'],
    [
      ['showValues ? new Set() : undefined', 'new Set()', 'words of children are in the report'],
      ['text.slice(0, WORD_LENGTH)', 'text', 'a whole note is in the report'],
      ['    this.#outside++;\n', '', 'what is outside a set is not told'],
      [' ?? this.#places.get(cell.trimEnd())', '', 'a code with blanks is outside its set'],
    ],
  ),
  ...changes(
    'report/gather/gather-series.ts',
    ['report/gather.test.ts'],
    [
      ['if (end < start) continue;', '', 'what ended before it began counts as open'],
      [
        'if (end <= today) this.#change(end, -1);',
        'if (end < today) this.#change(end, -1);',
        'what ends today is open',
      ],
      [
        'Math.max(0, monthNumber(day) - this.#firstMonth)',
        'monthNumber(day) - this.#firstMonth',
        'what began before the chart is not open in it',
      ],
      [
        '(today - birth) / 10_000',
        '(today - birth + 5000) / 10_000',
        'children are half a year older',
      ],
      ['if (age < 0) this.#later++;', 'if (age < 0) continue;', 'unborn children are left out'],
    ],
  ),
  ...changes(
    'report/gather/day-number.ts',
    ['report/gather.test.ts'],
    [['iso ? 5 : 3, 2', 'iso ? 5 : 0, 2', 'British dates are read as American']],
  ),
  ...changes(
    'report/verdict.ts',
    ['report/report.test.ts'],
    [
      [
        'const STOPS = [nobody, rowsGone, keysBroken];',
        'const STOPS = [nobody, keysBroken];',
        'data without half its rows can be used',
      ],
      ['count > rows * KEYS_BROKEN', 'count > rows', 'data whose keys are broken can be used'],
      [
        '.find((file) => file.object === object)?.rows',
        '[0]?.rows',
        'keys are held against the rows of another object',
      ],
      [
        'partial, errors, unmapped, unset,',
        'partial, errors, unset,',
        'an object that is not read is passed over',
      ],
      [
        "severity === 'error');\n  if",
        "severity !== 'error');\n  if",
        'what is worth a look breaks a rule',
      ],
      [
        'changed, orphans, emptied]',
        'changed, emptied]',
        'children without a person are passed over',
      ],
      ['[partial, errors,', '[errors,', 'a part is told as the whole'],
    ],
  ),
  ...changes(
    'run/write-report.ts',
    ['run/report.test.ts'],
    [
      [
        'suppressBelow: site.report.suppress_below,',
        'suppressBelow: 6,',
        'the site has no say in what is hidden',
      ],
      [
        '    partial: partialWords({ only, skip, limit }),\n',
        '',
        'the report of a part is that of the whole',
      ],
    ],
  ),
  ...changes(
    'run/run.ts',
    ['run/report.test.ts'],
    [
      [
        'if (!site.report.enabled) return undefined;',
        '',
        'a report is written that the site does not want',
      ],
    ],
  ),
];
