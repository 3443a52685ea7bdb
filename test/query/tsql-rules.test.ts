import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileFor, prepare } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';

/**
 * What SQL Server refuses although every parser takes it. Its message numbers are in the names of
 * the tests.
 */
const RULES: readonly {
  readonly name: string;
  readonly broken: (sql: string) => readonly string[];
}[] = [
  {
    name: '156: a with inside a query',
    broken: (sql) => [...sql.matchAll(/(?<!^)\bwith\s+"/g)].map(([found]) => found),
  },
  {
    name: '130: an aggregate of an aggregate or of a subquery',
    broken: (sql) =>
      calls(sql, /\b(?:max|min|sum|avg|count)\s*\(/g).filter((inside) =>
        /\b(?:select|max|min|sum|avg|count)\b/.test(unquoted(inside)),
      ),
  },
  {
    name: '169: a column twice in an order',
    broken: (sql) =>
      orders(sql)
        .filter((items) => new Set(items).size < items.length)
        .map((items) => items.join(', ')),
  },
  {
    name: '408: a constant in an order',
    broken: (sql) =>
      orders(sql)
        .flat()
        .filter((item) => !item.includes('"')),
  },
  {
    name: '164: a group by without a column',
    broken: (sql) => groups(sql).filter((item) => !item.includes('"')),
  },
  {
    name: '4112: row_number without an order',
    broken: (sql) =>
      calls(sql, /\brow_number\s*\(\)\s*over\s*\(/g).filter(
        (inside) => !/\border by\b/.test(inside),
      ),
  },
];

/** What is inside the brackets of each call. */
function calls(sql: string, start: RegExp): string[] {
  return [...sql.matchAll(start)].map(
    (match) => upTo(sql.slice(match.index + match[0].length), /^\)/).text,
  );
}

function orders(sql: string): string[][] {
  return [...sql.matchAll(/\border by\b/g)].map(({ index }) =>
    items(sql.slice(index + 'order by'.length)).map((item) => item.replace(/ (?:asc|desc)$/, '')),
  );
}

function groups(sql: string): string[] {
  return [...sql.matchAll(/\bgroup by\b/g)].flatMap(({ index }) =>
    items(sql.slice(index + 'group by'.length)),
  );
}

/** The items of a list, each on one line, up to the bracket or the word that ends it. */
function items(text: string): string[] {
  const { text: head, rest } = upTo(text, /^(?:,|\)|order by\b|having\b|union\b)/);
  const item = head.replace(/\s+/g, ' ').trim();
  return rest.startsWith(',') ? [item, ...items(rest.slice(1))] : [item];
}

/** The text before the first place outside brackets and quotes where the pattern holds. */
function upTo(text: string, end: RegExp): { readonly text: string; readonly rest: string } {
  let [depth, quote] = [0, ''];
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quote !== '') {
      if (letter === quote) quote = '';
      continue;
    }
    if (depth === 0 && end.test(text.slice(at, at + 10))) {
      return { text: text.slice(0, at), rest: text.slice(at) };
    }
    if (letter === '"' || letter === "'") quote = letter;
    else if (letter === '(') depth++;
    else if (letter === ')') depth--;
  }
  return { text, rest: '' };
}

function unquoted(text: string): string {
  return text.replace(/"[^"]*"|'[^']*'/g, '');
}

const mosaic = loadSite(path.join(import.meta.dirname, '..', '..', 'config', 'mosaic.demo.yml'));
const { parameters, overrides, yaml } = mosaic;
const PREPARED = {
  liquid_logic: prepare({ cms: 'liquid_logic' }),
  mosaic: prepare({ cms: 'mosaic', site: { parameters, overrides, yaml, engine: 'mssql' } }),
};

for (const [cms, prepared] of Object.entries(PREPARED)) {
  describe(`SQL Server takes every query of ${cms}`, () => {
    const queries = prepared.planSet.plans.flatMap(
      (plan) =>
        compileFor(prepared, plan, {
          dialect: DIALECTS.mssql,
          place: prepared.profile.source,
          asOf: '2026-04-01',
          windowYears: 6,
        }) ?? [],
    );
    for (const { name, broken } of RULES) {
      it(name, () =>
        assert.deepEqual(
          Object.fromEntries(
            queries
              .map(({ object, sql }): [string, readonly string[]] => [object, broken(sql)])
              .filter(([, found]) => found.length > 0),
          ),
          {},
        ),
      );
    }
  });
}

describe('the rules themselves', () => {
  const cases: readonly [string, string][] = [
    ['156', 'select 1 from (with "x" as (select 1) select * from "x") "y"'],
    ['130', 'select max(case when exists (select 1) then "a" end) from "t"'],
    ['130', 'select sum(max("a")) from "t"'],
    [
      '169',
      'select row_number() over (partition by "p" order by upper("a") desc, "b" asc, upper("a") desc) from "t"',
    ],
    ['408', 'select "a" from "t" order by @n_1 asc'],
    ['164', 'select max("a") from "t" group by "b", @n_1 order by "b"'],
    ['4112', 'select row_number() over (partition by "p") from "t"'],
  ];
  for (const [number, sql] of cases) {
    it(`${number} is seen in: ${sql}`, () =>
      assert.deepEqual(
        RULES.filter(({ broken }) => broken(sql).length > 0).map(({ name }) => name.split(':')[0]),
        [number],
      ));
  }
});
