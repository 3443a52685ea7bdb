import { type Mutant, changes } from './mutant.ts';

export const query: readonly Mutant[] = [
  ...changes(
    'query/expression.ts',
    ['query/compile.test.ts', 'query/execute.test.ts'],
    [
      ["at_least: '>='", "at_least: '>'", 'the first day of the window is outside it'],
      ["at_most: '<='", "at_most: '<'", 'the last day is outside'],
      [
        "list.length === 0) return sql`${sql.raw(negated ? '1 = 1' : '1 = 0')}`",
        "list.length === 0) return sql`${sql.raw(negated ? '1 = 0' : '1 = 1')}`",
        'everything is in an empty list',
      ],
      ["negated ? 'not in' : 'in'", "negated ? 'in' : 'not in'", 'in and not in change places'],
      [
        "fn === 'greatest' ? '>=' : '<='",
        "fn === 'greatest' ? '<=' : '>='",
        'the earlier for the later of two dates',
      ],
      [
        "fn === 'min' ? writer.dialect.minText(text)",
        "fn === 'max' ? writer.dialect.minText(text)",
        'the least text for the greatest',
      ],
      [
        'count(distinct ${comparable(writer, value.of)})',
        'count(${comparable(writer, value.of)})',
        'an entry twice counts twice',
      ],
      ["text.replace(/ +$/, '')", 'text', 'a constant with a blank at its end equals nothing'],
    ],
  ),
  ...changes(
    'query/parameter.ts',
    ['query/compile.test.ts'],
    [
      [
        'this.#byName.get(name.toLowerCase())',
        'this.#byName.get(name)',
        'SQL Server takes t_Y for t_y',
      ],
    ],
  ),
  ...changes(
    'query/rows.ts',
    ['query/statements.test.ts', 'query/execute.test.ts'],
    [
      [
        '? query.leftJoin(joined',
        '? query.innerJoin(joined',
        'persons without a row of a joined table are lost',
      ],
      ['query.unionAll(other)', 'query.union(other)', 'two equal rows become one'],
      [
        'for (const condition of rows.where) query = query.where(writeFilter(writer, condition));',
        '',
        'filters are lost',
      ],
    ],
  ),
  ...changes(
    'query/grouping.ts',
    ['query/statements.test.ts'],
    [
      ['<= 1`;', '<= 2`;', 'two rows of each group'],
      [
        'per.map((value) => comparable(writer, value))',
        'per.map((value) => writeValue(writer, value))',
        'spellings are groups of their own',
      ],
    ],
  ),
  ...changes(
    'query/merged-set.ts',
    ['query/execute.test.ts'],
    [
      [
        '>= ${writeValue(writer, columnOf',
        '> ${writeValue(writer, columnOf',
        'periods that share one day are two',
      ],
    ],
  ),
  ...changes(
    'query/never-null.ts',
    ['query/outside-columns.test.ts'],
    [
      [
        "(join.type === 'left' || join.values !== undefined)",
        'join.values !== undefined',
        'rows whose left join finds nothing are lost',
      ],
    ],
  ),
  ...changes(
    'query/reduced-join.ts',
    ['query/outside-columns.test.ts'],
    [
      [
        'is null then 1 else 0 end`',
        'is null then 0 else 0 end`',
        'null outside is the stand-in inside',
      ],
      ['.toReversed()\n    .filter', '.filter', 'a join that another leans on is lost'],
    ],
  ),
  ...changes(
    'query/compile-plan.ts',
    ['query/cohort-edges.test.ts'],
    [
      [
        'const kept = person ? rows.where(inCohort(comparable(writer, person))) : rows;',
        'const kept = rows;',
        'rows of persons outside the cohort',
      ],
    ],
  ),
  ...changes(
    'query/compile-plan.ts',
    ['query/statements.test.ts'],
    [
      [
        "keys.map((value) => writeOrder(writer, value, 'lowest'))",
        "keys.map((value) => writeOrder(writer, value, 'highest'))",
        'rows in another order',
      ],
    ],
  ),
  ...changes(
    'query/dialects/mssql.ts',
    ['query/compile.test.ts', 'query/statements.test.ts'],
    [
      [
        "[database, schema ?? 'dbo', table]",
        '[database, table]',
        'SQL Server takes the database for a schema',
      ],
      [
        'collate Latin1_General_100_BIN2',
        'collate Latin1_General_CI_AS',
        'the collation decides what is equal',
      ],
      ['upper(rtrim(${text}))', 'upper(${text})', 'blanks at the end tell texts apart'],
    ],
  ),
  ...changes(
    'query/dialects/oracle.ts',
    ['query/statements.test.ts', 'query/compile.test.ts'],
    [
      ['asc nulls first', 'asc nulls last', 'null is the greatest value on Oracle'],
      ["'NLS_SORT=BINARY'", "'NLS_SORT=BINARY_CI'", 'the order of a session decides'],
    ],
  ),
  ...changes(
    'query/dialects/postgres.ts',
    ['query/execute.test.ts'],
    [['nulls first', 'nulls last', 'null is the greatest value']],
  ),
  ...changes(
    'query/compile-plan.ts',
    ['query/compile.test.ts'],
    [
      [
        "createHash('sha256').update(text)",
        "createHash('sha256').update(plan.object)",
        'the hash of a query does not say what was run',
      ],
    ],
  ),
];
