import assert from 'node:assert/strict';
import { PGlite } from '@electric-sql/pglite';
import { after, before, describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileLittle } from '../support/compile.ts';

/** The little CMS of test/support in an embedded database; each case is a mapping and the rows it must give. */
let db: PGlite;

before(async () => {
  db = new PGlite();
  await db.exec(`
    create schema "S";
    create table "S"."CONTACTS" ("ID" int, "PERSON" int, "KIND" text, "MADE" timestamp, "NOTE" text, "WEIGHT" numeric(18,2), "FLAG" text);
    create table "S"."PEOPLE" ("ID" int, "NAME" text);
    insert into "S"."PEOPLE" values (1, 'Ann'), (2, 'Bea ');
    insert into "S"."CONTACTS" values
      (10, 1, 'a ', '2024-02-29 00:00:00', ' 12 ', 1.50, 'Y'),
      (11, 1, 'A', '2024-03-01 23:59:59', '12x', null, 'N'),
      (12, 2, 'B', null, '', 0.10, null),
      (13, 2, null, '2024-06-01', '29/02/2023', 9007199254740993.01, ' '),
      (14, 3, 'Ab', '2023-01-01', '2024-02-30', -1, 'Y');
  `);
});
after(() => db.close());

async function rows(mapping: string): Promise<(string | null)[][]> {
  const query = compileLittle(mapping, DIALECTS.postgres);
  const result = await db.query<(string | null)[]>(query.sql, query.parameters.map((parameter) => parameter.value), { rowMode: 'array' });
  return result.rows;
}

const FROM = 'rows:\n  from: {c: CONTACTS}\n';
const ids = async (where: string): Promise<string> => (await rows(`${FROM}  where: [${where}]\n`)).map(([id]) => id).join(' ');
const notes = async (value: string): Promise<(string | null)[]> => (await rows(`${FROM}fields: {kind: ${value}}\n`)).map((row) => row[1] ?? null);

describe('conditions', () => {
  const cases: readonly [string, string, string][] = [
    ['text compares without case and trailing blanks', 'c.KIND: {is: a}', '10 11'],
    ['a null is neither equal nor different', 'c.KIND: {is_not: a}', '12 14'],
    ['in', "c.KIND: {in: ['a', 'ab ']}", '10 11 14'],
    ['not in leaves nulls out', 'c.KIND: {not_in: [A]}', '12 14'],
    ['in an empty list is nothing', 'c.KIND: {in: []}', ''],
    ['starts with', 'c.KIND: {starts_with: a}', '10 11 14'],
    ['contains', 'c.NOTE: {contains: "X"}', '11'],
    ['only digits, true for an empty text', "c.NOTE: {only: '0123456789'}", '12'],
    ['only takes either case, and no blank at the end', 'c.KIND: {only: a}', '11'],
    ['blank', 'c.FLAG: blank', '12 13'],
    ['filled', 'c.FLAG: filled', '10 11 14'],
    ['missing', 'c.KIND: missing', '13'],
    ['dates: from is inclusive', 'c.MADE: {from: $window_start}', '10 11 13'],
    ['dates: after is not', 'c.MADE: {after: $window_start}', '11 13'],
    ['dates: before is exclusive', 'c.MADE: {before: $today}', '10 11 14'],
    ['dates: to is inclusive', 'c.MADE: {to: $today}', '10 11 13 14'],
    ['or: missing', 'c.MADE: {from: $today, or: missing}', '12 13'],
    ['two tests are both', 'c.MADE: {from: $window_start, before: $today}', '10 11'],
    ['numbers', 'c.WEIGHT: {above: 0, at_most: 1.5}', '10 12'],
    ['any', 'any: [{c.ID: {is: 10}}, {c.ID: {is: 14}}]', '10 14'],
    ['not', 'not: [{c.ID: {above: 11}}]', '10 11'],
    ['exists', 'exists: {from: {p: PEOPLE}, on: {ID: c.PERSON}, where: [{p.NAME: {is: bea}}]}', '12 13'],
    ['a value of its own', 'value: {trim: c.NOTE}, is: "12"', '10'],
  ];
  for (const [name, where, expected] of cases) it(name, async () => assert.equal(await ids(where.startsWith('value') ? `{${where}}` : `{${where}}`), expected));
});

describe('values', () => {
  const cases: readonly [string, string, (string | null)[]][] = [
    ['a whole number, null where it is none', '{concat: [{to_text: {to_integer: c.NOTE}}, {left: [c.KIND, 0]}]}', ['12', '', '', '', '']],
    ['a moment from text: real days only, British order read', '{concat: [{to_text: {to_date: {to_datetime: c.NOTE}}}, {left: [c.KIND, 0]}]}', ['', '', '', '', '']],
    ['left of more than there is', '{left: [c.KIND, 9]}', ['a ', 'A', 'B', null, 'Ab']],
    ['right', '{right: [c.KIND, 1]}', [' ', 'A', 'B', null, 'b']],
    ['null_if compares as all text does', '{null_if: [c.KIND, a, b]}', [null, null, null, null, 'Ab']],
    ['coalesce', '{coalesce: [c.KIND, {const: none}]}', ['a ', 'A', 'B', 'none', 'Ab']],
    ['match', '{match: c.KIND, with: {A: one, B: two}, else: null}', ['one', 'one', 'two', null, null]],
    ['case takes the first that holds', '{case: [{when: {c.KIND: {starts_with: A}}, then: {upper: c.KIND}}], else: c.KIND}', ['A ', 'A', 'B', null, 'AB']],
    ['decimals keep every digit', '{concat: [{left: [c.KIND, 0]}, {to_text: c.WEIGHT}]}', ['1.50', '', '0.10', '9007199254740993.01', '-1.00']],
  ];
  for (const [name, value, expected] of cases) it(name, async () => assert.deepEqual(await notes(value), expected));
});

describe('rows', () => {
  it('a join that keeps the first row of each key', async () => {
    const mapping = 'rows:\n  from: {p: PEOPLE}\n  joins:\n    c:\n      left: CONTACTS\n      on: {PERSON: p.ID}\n      first: [{highest: c.MADE}]\n';
    assert.deepEqual((await rows(mapping)).map(([id]) => id), ['11', '13']);
  });

  it('null is the lowest value of an order', async () => {
    const mapping = 'rows:\n  from: {p: PEOPLE}\n  joins:\n    c:\n      left: CONTACTS\n      on: {PERSON: p.ID}\n      first: [{lowest: c.MADE}]\n';
    assert.deepEqual((await rows(mapping)).map(([id]) => id), ['10', '12']);
  });

  it('a pick on the whole object', async () => {
    assert.deepEqual((await rows(`${FROM}  first: {per: [c.KIND], order: [{lowest: c.ID}]}\n`)).map(([id]) => id), ['10', '12', '13', '14']);
  });

  it('the greatest text of a group keeps its case, and text keys group without case', async () => {
    const mapping = 'sets:\n  s:\n    from: {c: CONTACTS}\n    group: {K: c.KIND}\n    select: {N: {max: c.KIND}, I: {min: c.ID}}\nrows: {from: {s: s}}\nfields: {id: s.I, kind: s.N}\n';
    assert.deepEqual((await rows(mapping)).map(([id, kind]) => `${id} ${kind?.trim()}`), ['10 a', '12 B', '13 undefined', '14 Ab']);
  });

  it('a union of branches', async () => {
    const mapping = 'sets:\n  s:\n    union:\n    - {from: {c: CONTACTS}, where: [{c.ID: {is: 10}}], select: {I: c.ID, K: c.KIND}}\n    - {from: {p: PEOPLE}, where: [{p.ID: {is: 2}}], select: {I: p.ID, K: p.NAME}}\nrows: {from: {s: s}}\nfields: {id: s.I, kind: s.K}\n';
    assert.deepEqual((await rows(mapping)).map(([id]) => id), ['2', '10']);
  });
});
