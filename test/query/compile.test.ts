import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compilerFor, relationSql } from '../../src/query/tables.ts';
import { compileLittle } from '../support/compile.ts';

const FROM = 'rows:\n  from: {c: CONTACTS}\n';
const squeeze = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')').trim();

/** What follows `where` in each dialect. */
function wheres(where: string): Record<string, string> {
  return Object.fromEntries(
    Object.entries(DIALECTS).map(([name, dialect]) => {
      const text = squeeze(compileLittle(`${FROM}  where: [${where}]\n`, dialect).sql);
      return [name, /where (.*) order by/.exec(text)?.[1] ?? text];
    }),
  );
}

/** A column without the blanks, tabs and line ends around it. */
const NOTE = {
  mssql: `ltrim(rtrim(replace(replace(replace("c"."NOTE" collate Latin1_General_100_BIN2, nchar(9), ' '), nchar(10), ' '), nchar(13), ' ')))`,
  other: `trim(translate("c"."NOTE", chr(9) || chr(10) || chr(13), ' '))`,
};

describe('the same condition in each dialect', () => {
  const cases: readonly [string, string, Record<string, string>][] = [
    [
      'a text constant',
      '{c.KIND: {is: chi}}',
      {
        mssql: 'upper(rtrim("c"."KIND" collate Latin1_General_100_BIN2)) = @t_CHI',
        oracle: 'upper(rtrim("c"."KIND")) = :t_CHI',
        postgres: 'case when upper(rtrim("c"."KIND")) = cast($1 as text) then true else false end',
      },
    ],
    [
      'a number stays bare for its index',
      '{c.PERSON: {is_not: -1}}',
      {
        mssql: '"c"."PERSON" <> @n_minus_1',
        oracle: '"c"."PERSON" <> :n_minus_1',
        postgres: '"c"."PERSON" <> cast($1 as integer)',
      },
    ],
    [
      'a moment',
      '{c.MADE: {from: $window_start, or: missing}}',
      {
        mssql: '("c"."MADE" >= cast(@window_start as datetime) or "c"."MADE" is null)',
        oracle:
          '("c"."MADE" >= to_date(:window_start, \'YYYY-MM-DD"T"HH24:MI:SS\') or "c"."MADE" is null)',
        postgres: '("c"."MADE" >= cast($1 as timestamp) or "c"."MADE" is null)',
      },
    ],
    [
      'blank: an empty text is null in Oracle',
      '{c.KIND: blank}',
      {
        mssql: '(coalesce(ltrim(rtrim("c"."KIND" collate Latin1_General_100_BIN2)), \'\') = \'\')',
        oracle: '(trim("c"."KIND") is null)',
        postgres: 'case when (coalesce(trim("c"."KIND"), \'\') = \'\') then true else false end',
      },
    ],
    [
      'a lenient number',
      '{value: {to_integer: c.NOTE}, above: 5}',
      {
        mssql: `case when ${NOTE.mssql} like '[0-9+-]%' and ${NOTE.mssql} like '%[0-9]' and substring(${NOTE.mssql}, 2, 4000) not like '%[^0-9]%' and len(${NOTE.mssql}) <= 18 then try_cast(${NOTE.mssql} as bigint) end > @n_5`,
        oracle: `case when regexp_like(${NOTE.other}, '^[+-]?[0-9]+$') and length(${NOTE.other}) <= 18 then to_number(${NOTE.other}) end > :n_5`,
        postgres: `case when ${NOTE.other} ~ '^[+-]?[0-9]+$' and length(${NOTE.other}) <= 18 then cast(${NOTE.other} as bigint) end > cast($1 as integer)`,
      },
    ],
    [
      'date arithmetic',
      '{value: {add_days: [c.MADE, 15]}, before: $today}',
      {
        mssql: 'dateadd(day, @n_15, "c"."MADE") < cast(@today as datetime)',
        oracle: '("c"."MADE" + :n_15) < to_date(:today, \'YYYY-MM-DD"T"HH24:MI:SS\')',
        postgres:
          '(cast("c"."MADE" as timestamp) + cast($1 as integer) * interval \'1 day\') < cast($2 as timestamp)',
      },
    ],
  ];
  for (const [name, where, expected] of cases) {
    it(name, () => assert.deepEqual(wheres(where), expected));
  }
});

describe('orders', () => {
  it('names a key that decides ties only once: SQL Server refuses a column twice', () => {
    const text = squeeze(
      compileLittle(
        'rows:\n  from: {p: PEOPLE}\n  joins:\n    c:\n      left: CONTACTS\n      on: {PERSON: p.ID}\n      first: [{lowest: c.MADE}, {lowest: c.ID}]\n',
        DIALECTS.mssql,
      ).sql,
    );
    assert.match(text, /order by "c"\."MADE" asc, "c"\."ID" asc\) "pick_"/);
  });
});

describe('names', () => {
  const compiled = (
    name: 'mssql' | 'oracle' | 'postgres',
    place: { database?: string; schema?: string },
  ): string => {
    const table = relationSql(
      { dialect: DIALECTS[name], place, readings: new Map() },
      { kind: 'table', name: 'ORDER' },
    ).$castTo<Record<string, unknown>>();
    return compilerFor(DIALECTS[name])
      .selectFrom(table.as('o'))
      .select(sql.ref('o.SELECT').as('GROUP'))
      .compile().sql;
  };

  it('keeps all three parts of a SQL Server name, quoted, reserved words too', () => {
    assert.equal(
      compiled('mssql', { database: 'HDM', schema: 'Child_Social' }),
      'select "o"."SELECT" "GROUP" from "HDM"."Child_Social"."ORDER" "o"',
    );
  });
  it('leaves the database out where the engine has no such level', () => {
    assert.equal(
      compiled('oracle', { database: 'HDM', schema: 'MOSAIC' }),
      'select "o"."SELECT" "GROUP" from "MOSAIC"."ORDER" "o"',
    );
    assert.equal(
      compiled('postgres', { schema: 'S' }),
      'select "o"."SELECT" "GROUP" from "S"."ORDER" "o"',
    );
  });
  it('doubles a quote inside a name', () => {
    assert.match(compiled('postgres', { schema: 'a"b' }), /"a""b"\."ORDER"/);
  });
});

describe('parameters', () => {
  it('are shared by equal values, and numbered in order', () => {
    const query = compileLittle(
      `${FROM}  where: [{c.KIND: {in: [A, B, a]}}, {c.PERSON: {is_not: -1}}]\n`,
      DIALECTS.postgres,
    );
    assert.deepEqual(
      query.parameters.map((parameter) => [parameter.name, parameter.value]),
      [
        ['t_A', 'A'],
        ['t_B', 'B'],
        ['n_minus_1', -1],
      ],
    );
    assert.match(
      squeeze(query.sql),
      /in \(cast\(\$1 as text\), cast\(\$2 as text\), cast\(\$1 as text\)\) then true else false end and "c"\."PERSON" <> cast\(\$3 as integer\)/,
    );
  });
  it('that differ only by case, or in signs that names cannot hold, get names of their own', () => {
    const query = compileLittle(
      `${FROM}fields: {kind: {case: [{when: {c.KIND: {is: a/b}}, then: {const: y}}, {when: {c.KIND: {is: a-b}}, then: {const: Y}}], else: null}}\n`,
      DIALECTS.mssql,
    );
    const names = query.parameters.map((parameter) => parameter.name.toLowerCase());
    assert.equal(new Set(names).size, 4);
  });
  it('hold every constant: no text of a mapping reaches the SQL', () => {
    const query = compileLittle(
      `${FROM}  where: [{c.KIND: {is: "x'; drop table y --"}}]\n`,
      DIALECTS.mssql,
    );
    assert.doesNotMatch(query.sql, /drop table/i);
    assert.equal(query.parameters[0]?.value, "X'; DROP TABLE Y --");
  });
});

describe('the hash of a query', () => {
  it('is that of the text that is run', () => {
    const { hash, sql: text } = compileLittle(FROM, DIALECTS.oracle);
    assert.equal(hash, createHash('sha256').update(text).digest('hex'));
  });
});
