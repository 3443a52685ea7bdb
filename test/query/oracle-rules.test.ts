import { Dialect } from '@polyglot-sql/sdk';
import { columnOfCms } from '../support/catalogues.ts';
import { type EngineRule, describeRules } from '../support/engine-rules.ts';
import { isTooFarOut, queriesOf, unclearNames } from '../support/name-rules.ts';
import { outerJoinFaults } from '../support/query-tree.ts';
import { bind } from '../support/sql-binder.ts';
import { calls } from '../support/sql-text.ts';
import { parseSql } from '../support/sql-tree.ts';
import { type Kind, Kinds } from '../support/value-kinds.ts';

const KINDS: Readonly<Record<string, Kind>> = {
  text: 'text',
  date: 'date',
  datetime: 'date',
};

/** As the catalogue says; columns of the examples are named after theirs. */
function kindOf(table: string, column: string): Kind {
  const known = columnOfCms(table, column);
  const { declared = column, type = column.toLowerCase() } = known ?? {};
  return /^n?clob\b/i.test(declared) ? 'clob' : (KINDS[type] ?? 'number');
}

function mixedKinds(sql: string): string[] {
  const kinds = new Kinds(kindOf);
  bind(parseSql(sql, Dialect.Oracle), kinds);
  return [...kinds.found];
}

/**
 * Oracle's error numbers are in the names. Limits of lengths and reserved words are in
 * oracle-limits.test.ts.
 */
const RULES: readonly EngineRule[] = [
  {
    name: 'ORA-00904: a name that is looked up too far out',
    broken: (sql) =>
      queriesOf(sql, Dialect.Oracle)
        .references.filter(isTooFarOut)
        .map(({ alias, column }) => `${alias}.${column}`),
    examples: [
      'select "t"."A" "a", (select max("s"."A") "m" from (select "u"."A" "A" from "u" "u" where "u"."ID" = "t"."ID") "s") "b" from "t" "t"',
      'select (select (select "t"."A" "x" from "v" "v") "y" from "u" "u") "z" from "t" "t"',
    ],
  },
  {
    name: 'ORA-00918: a relation with a column without a name, or two of one name',
    broken: (sql) => queriesOf(sql, Dialect.Oracle).queries.flatMap(unclearNames),
    examples: ['select "s"."A" "a" from (select "t"."A" "A", "t"."B" "A" from "t" "t") "s"'],
  },
  {
    name: 'ORA-00932: kinds that do not go together, and CLOBs where none may be',
    broken: mixedKinds,
    examples: [
      'select coalesce("t"."date", "t"."text") "a" from "t" "t"',
      'select case when "t"."number" = 1 then "t"."text" else "t"."number" end "a" from "t" "t"',
      'select "s"."A" "a" from (select "t"."text" "A" from "t" "t" union all select "t"."number" "A" from "t" "t") "s"',
      'select "t"."text" "a" from "t" "t" where "t"."date" = "t"."text"',
      'select max("t"."clob") "a" from "t" "t"',
      `select nlssort(upper("t"."clob"), 'NLS_SORT=BINARY') "a" from "t" "t"`,
    ],
  },
  {
    name: 'ORA-01489: texts put together within an aggregate or its order',
    broken: (sql) =>
      calls(sql, /\b(?:nlssort|keep)\s*\(/g).filter((inside) => /chr\(31\)/.test(inside)),
    examples: [
      `select max("t"."text") keep (dense_rank last order by nlssort(upper("t"."text") || chr(31) || "t"."text", 'NLS_SORT=BINARY') nulls first) "m" from "t" "t"`,
    ],
  },
  {
    name: 'ORA-01719, ORA-01799, ORA-25156: a choice, a query or the old sign in an outer join',
    broken: outerJoinFaults,
    examples: [
      'select "t"."A" "a" from "t" "t" left join "u" "u" on "u"."A" = "t"."A" or ("u"."A" is null and "t"."A" is null)',
      'select "t"."A" "a" from "t" "t" left join "u" "u" on "u"."ID" = "t"."ID" and "u"."A" in (:t_X, "t"."A")',
      'select "t"."A" "a" from "t" "t" left join "u" "u" on "u"."ID" = (select max("v"."ID") "m" from "v" "v" where "v"."A" = "t"."A")',
      'select "t"."A" "a" from "t" "t", "u" "u" where "u"."ID" (+) = "t"."ID" and ("u"."A" (+) = :n_1 or "t"."A" = :n_2)',
    ],
  },
  {
    name: 'ORA-30484, ORA-00937: row_number without an order',
    broken: (sql) =>
      calls(sql, /\brow_number\s*\(\)\s*over\s*\(/g).filter(
        (inside) => !/\border by\b/.test(inside),
      ),
    examples: ['select row_number() over (partition by "t"."number") "n" from "t" "t"'],
  },
];

describeRules({ dialect: 'oracle', product: 'Oracle' }, RULES);
