import { type Mutant, changes } from './mutant.ts';

export const mapping: readonly Mutant[] = [
  ...changes(
    'mapping/moments.ts',
    ['mapping/moments.test.ts'],
    [
      ['addDays(today, 1)', 'addDays(today, 0)', 'rows of today are outside'],
      ['return thisYear < today\n', 'return thisYear <= today\n', 'the census is today'],
      ['`${year}-02-28`', '`${year}-03-01`', 'the window of a leap day begins a day late'],
      ['- years).padStart', '- years + 1).padStart', 'the window is a year short'],
      ['moment.toISOString().startsWith(text)', 'true', '31 February is a day'],
    ],
  ),
  ...changes(
    'mapping/parse-set.ts',
    ['mapping/language.test.ts'],
    [
      [
        ' && item.name === named[0]?.[index]?.name',
        ' && columns.has(item.name)',
        'branches of a union swap their values',
      ],
      ['branch.length === columns.size &&', '', 'a branch lacks a column'],
      ['typeOf(value) === columns.get(column)', 'columns.has(column)', 'branches of two kinds'],
    ],
  ),
  ...changes(
    'mapping/parse-value.ts',
    ['mapping/language.test.ts'],
    [
      [
        'if (stray !== undefined) {',
        'if (stray === name) {',
        'a stray key beside a form is passed over',
      ],
      [
        "if (type === 'text' || type === 'integer') return {",
        'if (value === undefined) return {',
        'a list that is not set stands for a value',
      ],
    ],
  ),
  ...changes(
    'mapping/parse-test.ts',
    ['query/execute.test.ts'],
    [
      ["before: 'less',", "before: 'at_most',", 'the day itself is before'],
      ["from: 'at_least',", "from: 'greater',", 'the first day is outside'],
    ],
  ),
  ...changes(
    'mapping/parse-order.ts',
    ['mapping/language.test.ts'],
    [
      [
        'return { per, order: breakTies(order, ties) };',
        'return { per, order };',
        'which of two rows is kept changes from run to run',
      ],
      [
        "direction !== 'highest' && direction !== 'lowest'",
        'direction === undefined',
        'a misspelt order is taken',
      ],
    ],
  ),
  ...changes(
    'mapping/parse-rows.ts',
    ['mapping/language.test.ts', 'query/execute.test.ts'],
    [
      ['where: [...keys, ...where]', 'where', 'exists holds for every row'],
      ['if (node.scope.has(from.alias)) {', 'if (from.alias === "") {', 'an alias hides another'],
    ],
  ),
  ...changes(
    'mapping/parse-period.ts',
    ['mapping/language.test.ts', 'query/execute.test.ts'],
    [
      [
        "compare('at_most', first.start, openEnd(second.end))",
        "compare('less', first.start, openEnd(second.end))",
        'periods that share one day do not overlap',
      ],
      [
        "compare('at_least', value, period.start), compare('at_most', value, openEnd(period.end))",
        "compare('at_least', value, period.start), compare('at_most', value, period.end)",
        'an open period holds nothing',
      ],
      ["{ kind: 'missing', value },", '', 'answers about nobody are lost'],
      ['constant(0)', 'constant(-1)', 'person 0 is a person'],
    ],
  ),
  ...changes(
    'mapping/parse-joins.ts',
    ['mapping/language.test.ts', 'query/execute.test.ts'],
    [
      ["(node.has('left') && node.has('inner'))", 'false', 'left and inner together are taken'],
      [
        'breakTies(order, ties)',
        'order',
        'which of two joined rows is kept changes from run to run',
      ],
    ],
  ),
  ...changes(
    'mapping/parse-case.ts',
    ['mapping/language.test.ts'],
    [
      [
        'node.keys().length !== 2',
        'node.keys().length < 2',
        'a stray key in a branch is passed over',
      ],
      ["if (!node.has('else')) {", 'if (node.raw === null) {', 'else is forgotten'],
    ],
  ),
  ...changes(
    'mapping/kinds.ts',
    ['mapping/language.test.ts'],
    [
      [
        "if (types.every(isDate)) return 'datetime';",
        "if (types.some(isDate)) return 'datetime';",
        'a date and a text are one kind',
      ],
    ],
  ),
  ...changes(
    'mapping/drift.ts',
    ['mapping/language.test.ts'],
    [['if (read.has(wanted)) continue;', 'continue;', 'a mapping drifts from the standard']],
  ),
  ...changes(
    'mapping/settle-parameters.ts',
    ['mapping/parameters.test.ts'],
    [
      ['Number.isSafeInteger(value)', 'Number.isFinite(value)', '1.5 is a code'],
      [
        "typeof value === 'string' && parameter.one_of.includes(value)",
        "typeof value === 'string'",
        'a hash that there is not',
      ],
      [
        '!isRunsOwn(name) && !profile.parameters.has(name)',
        'isRunsOwn(name) && !profile.parameters.has(name)',
        'a misspelt parameter is passed over',
      ],
    ],
  ),
  ...changes(
    'mapping/overlay.ts',
    ['mapping/overrides.test.ts'],
    [
      ['where: [...where, ...extra]', 'where: extra', 'also_where replaces the filters'],
      [
        'own[name] !== null',
        'own[name] !== undefined',
        'an override drops every part that it does not name',
      ],
    ],
  ),
];
