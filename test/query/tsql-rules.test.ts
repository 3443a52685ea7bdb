/** The rules of SQL Server in one list, each beside the examples that break it: hence its length */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Dialect } from '@polyglot-sql/sdk';
import { compileFor, prepareSite } from '../../src/prepare/prepare.ts';
import { mssql } from '../../src/query/dialects/mssql.ts';
import { loadSite } from '../../src/site/load.ts';
import { columnOfCms } from '../support/catalogues.ts';
import { collationConflicts } from '../support/collation-labels.ts';
import { type EngineRule, describeRules } from '../support/engine-rules.ts';
import { mixedAggregates, queriesOf, unclearNames, usesOf } from '../support/name-rules.ts';
import { siteWith } from '../support/site.ts';
import { calls, groups, orders, unquoted } from '../support/sql-text.ts';

/** A column has a collation when its declared type has; those of the examples do, but for ids. */
const isText = (table: string, column: string): boolean =>
  /char|text|clob/i.test(
    columnOfCms(table, column)?.declared ?? (column === 'ID' ? 'int' : 'text'),
  );

/** Types that most functions refuse: they have to be cast first. */
const isOldText = (table: string, column: string): boolean =>
  /^(n?text|image)\b/i.test(columnOfCms(table, column)?.declared ?? column);

const conflicts =
  (...numbers: readonly number[]) =>
  (sql: string): string[] =>
    collationConflicts(sql, isText).filter((found) => numbers.includes(Number.parseInt(found)));

const ordersInside = (sql: string): string[] =>
  queriesOf(sql, Dialect.TSQL)
    .queries.filter(({ place, body }) => place !== 'statement' && body['order_by'] !== null)
    .filter(({ body }) => body['top'] === null)
    .map(({ names }) => names.join(', '));

const COLLATE = 'collate Latin1_General_100_BIN2';

/** SQL Server's message numbers are in the names. */
const RULES: readonly EngineRule[] = [
  {
    name: '130: an aggregate of an aggregate or of a subquery',
    broken: (sql) =>
      calls(sql, /\b(?:max|min|sum|avg|count)\s*\(/g).filter((inside) =>
        /\b(?:select|max|min|sum|avg|count)\b/.test(unquoted(inside).replaceAll('(max)', '')),
      ),
    examples: [
      'select max(case when exists (select 1 "x" from "u") then "t"."A" end) "m" from "t" "t"',
      'select sum(max("t"."ID")) "m" from "t" "t"',
    ],
  },
  {
    name: '145: an order of different rows by what is not selected',
    broken: (sql) =>
      queriesOf(sql, Dialect.TSQL)
        .queries.filter(({ body }) => body['distinct'] === true && body['order_by'] !== null)
        .map(({ names }) => names.join(', ')),
    examples: ['select distinct "t"."ID" "I" from "t" "t" order by "t"."A" asc'],
  },
  {
    name: '156, 319: a with inside a query',
    broken: (sql) => [...sql.matchAll(/(?<!^)\bwith\s+"/g)].map(([found]) => found),
    examples: [
      'select "y"."ID" "I" from (with "x" as (select "t"."ID" "ID" from "t" "t") select "x"."ID" "ID" from "x" "x") "y"',
    ],
  },
  {
    name: '164: a group by without a column',
    broken: (sql) => groups(sql).filter((item) => !item.includes('"')),
    examples: ['select max("t"."A") "m" from "t" "t" group by "t"."ID", @n_1'],
  },
  {
    name: '169: a column twice in an order',
    broken: (sql) =>
      orders(sql)
        .filter((items) => new Set(items).size < items.length)
        .map((items) => items.join(', ')),
    examples: [
      'select row_number() over (partition by "t"."ID" order by upper("t"."A") desc, "t"."B" asc, upper("t"."A") desc) "n" from "t" "t"',
    ],
  },
  {
    name: '195: a function that compatibility level 90 or 100 does not know',
    broken: (sql) => sql.match(/\btry_(?:convert|parse)\s*\(/gi) ?? [],
    examples: ['select try_convert(datetime, "t"."A", 103) "d" from "t" "t"'],
  },
  {
    name: '408: a constant in an order',
    broken: (sql) =>
      orders(sql)
        .flat()
        .filter((item) => !item.includes('"')),
    examples: ['select "t"."A" "a" from "t" "t" order by @n_1 asc'],
  },
  {
    name: '445: collate around what holds one (before 2017)',
    broken: conflicts(445),
    examples: [
      `select upper(rtrim("t"."A" ${COLLATE})) ${COLLATE} "a" from "t" "t"`,
      `select substring(max("t"."A" ${COLLATE} + nchar(31)), 2, 9) collate database_default "a" from "t" "t"`,
    ],
  },
  {
    name: '446, 451, 468: texts with a collation of their own each',
    broken: conflicts(446, 451, 468),
    examples: [
      'select coalesce("t"."A", "u"."A") "a" from "t" "t" inner join "u" "u" on "u"."ID" = "t"."ID"',
      `select coalesce("seen"."A", "t"."A") "a" from "t" "t" left join (select "u"."ID" "ID", max("u"."A" ${COLLATE}) "A" from "u" "u" group by "u"."ID") "seen" on "seen"."ID" = "t"."ID"`,
      'select case when "t"."ID" = 1 then "t"."A" else "t"."B" end "a" from "t" "t"',
      'select concat("t"."A", @t_blank, "t"."B") "a" from "t" "t"',
      'select "t"."A" + "t"."B" "a" from "t" "t"',
      'select "s"."A" "a" from (select "t"."A" "A" from "t" "t" union all select "u"."A" "A" from "u" "u") "s"',
      'select "t"."ID" "I" from "t" "t" where upper("t"."A") = upper("t"."B")',
      'select "t"."ID" "I" from "t" "t" where "t"."A" in (select "u"."A" "A" from "u" "u")',
      'select count(distinct case when "t"."ID" = 1 then "t"."A" else "t"."B" end) "a" from "t" "t"',
    ],
  },
  {
    name: '447: collate of what is no text',
    broken: conflicts(447),
    examples: [
      `select "t"."ID" ${COLLATE} "i" from "t" "t"`,
      `select "t"."A" "a" from "t" "t" where "t"."A" ${COLLATE} = "t"."ID" ${COLLATE}`,
    ],
  },
  {
    name: '449: two collations that are named',
    broken: conflicts(449),
    examples: [`select "t"."A" ${COLLATE} + "t"."B" collate database_default "a" from "t" "t"`],
  },
  {
    name: '1033: an order inside a query',
    broken: ordersInside,
    examples: [
      'select "s"."ID" "I" from (select "t"."ID" "ID" from "t" "t" order by "t"."ID" asc) "s"',
    ],
  },
  {
    name: '4112: row_number without an order',
    broken: (sql) =>
      calls(sql, /\brow_number\s*\(\)\s*over\s*\(/g).filter(
        (inside) => !/\border by\b/.test(inside),
      ),
    examples: ['select row_number() over (partition by "t"."ID") "n" from "t" "t"'],
  },
  {
    name: '8116: a function of a text, ntext or image',
    broken: (sql) => usesOf(sql, Dialect.TSQL, isOldText),
    examples: [
      'select upper("t"."ntext") "a" from "t" "t"',
      'select max("s"."A") "a" from (select "t"."text" "A" from "t" "t") "s"',
    ],
  },
  {
    name: '8124: an aggregate of a column outside and another',
    broken: (sql) => queriesOf(sql, Dialect.TSQL).queries.flatMap(mixedAggregates),
    examples: [
      'select (select max(case when "u"."A" = "t"."A" then "u"."ID" end) "m" from "u" "u") "m" from "t" "t"',
    ],
  },
  {
    name: '8155, 8156: a relation with a column without a name, or two of one name',
    broken: (sql) => queriesOf(sql, Dialect.TSQL).queries.flatMap(unclearNames),
    examples: [
      'select "s"."A" "a" from (select "t"."A" "A", "t"."B" "A" from "t" "t") "s"',
      'select 1 "a" from (select upper("t"."A") from "t" "t") "s"',
    ],
  },
  {
    name: 'no text is cut: what is packed for max and min is of no limited length',
    broken: (sql) =>
      calls(sql, /\b(?:max|min)\s*\(/g)
        .map((inside) => inside.replace(/\s+/g, ''))
        .filter((inside) => inside.includes('+nchar(31)+'))
        .filter((inside) => !/^cast\(.*asnvarchar\(max\)\)\+nchar\(31\)\+/.test(inside)),
    examples: ['select max(upper("t"."A") + nchar(31) + "t"."A") "m" from "t" "t"'],
  },
];

describeRules({ dialect: 'mssql', product: 'SQL Server' }, RULES);

describe('a column of a site that is text in name only', () => {
  const types = { LINK: 'uniqueidentifier', PAGE: 'xml', LABEL: 'nvarchar(50)' };
  const site = loadSite(
    siteWith({
      connection: { engine: 'mssql', server: 's', database: 'd' },
      testdb: undefined,
      more: `tables: {LINKS: {key: [LINK], columns: ${JSON.stringify(types)}}}
overrides:
  ssd_department:
    rows: {joins: {link: {left: LINKS, on: {LINK: department.DEPT_TYPE_DESCRIPTION}}}, also_where: [{any: [{link.LINK: missing}, {link.LINK: {in: [none]}}]}]}
    fields: {dept_team_name: {concat: [link.LABEL, link.LINK, link.PAGE]}}
`,
    }),
  );
  const prepared = prepareSite(site);
  const plan = prepared.planSet.plans.find(({ object }) => object === 'ssd_department');
  const query =
    plan &&
    compileFor(prepared, plan, {
      dialect: mssql,
      place: prepared.profile.source,
      asOf: '2026-04-01',
      windowYears: 6,
    });
  const isTextHere = (table: string, column: string): boolean =>
    table === 'LINKS' ? column === 'LABEL' : isText(table, column);

  it('447: is converted before anything is made of it', () => {
    assert.match(query?.sql ?? '', /cast\("held"\."LINK" as nvarchar\(36\)\)/);
    assert.match(query?.sql ?? '', /cast\("held"\."PAGE" as nvarchar\(max\)\)/);
    assert.deepEqual(collationConflicts(query?.sql ?? '', isTextHere), []);
  });
});
