import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { DialectName } from '../../src/query/dialects/index.ts';
import { openLittle } from '../support/little-engine.ts';

/**
 * What the mapping language means: each case is a mapping and the rows it must give, whatever the
 * engine; it runs on the one that is chosen.
 */
const { engine, rows, close } = openLittle();
after(close);

/** What an engine cannot but give instead. */
type Elsewhere<T> = Partial<Record<DialectName, T>>;

const FROM = 'rows:\n  from: {c: CONTACTS}\n';
const ids = async (where: string): Promise<string> =>
  (await rows(`${FROM}  where: [${where}]\n`)).map(([id]) => id).join(' ');
const notes = async (value: string): Promise<(string | null)[]> =>
  (await rows(`${FROM}fields: {kind: ${value}}\n`)).map((row) => row[1] ?? null);

describe('conditions', () => {
  const cases: readonly [
    name: string,
    where: string,
    expected: string,
    elsewhere?: Elsewhere<string>,
  ][] = [
    ['text compares without case and trailing blanks', 'c.KIND: {is: a}', '10 11'],
    ['a null is neither equal nor different', 'c.KIND: {is_not: a}', '12 14'],
    // Oracle has no empty text, and a blank one is empty once its end is trimmed
    ['a blank text is different from any other', 'c.FLAG: {is_not: y}', '11 13', { oracle: '11' }],
    ['in', "c.KIND: {in: ['a', 'ab ']}", '10 11 14'],
    ['not in leaves nulls out', 'c.KIND: {not_in: [A]}', '12 14'],
    ['in an empty list is nothing', 'c.KIND: {in: []}', ''],
    ['starts with', 'c.KIND: {starts_with: a}', '10 11 14'],
    ['contains', 'c.NOTE: {contains: "X"}', '11'],
    ['only digits, true for an empty text', "c.NOTE: {only: '0123456789'}", '12', { oracle: '' }],
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
    [
      'exists',
      'exists: {from: {p: PEOPLE}, on: {ID: c.PERSON}, where: [{p.NAME: {is: bea}}]}',
      '12 13',
    ],
    ['a value of its own', 'value: {trim: c.NOTE}, is: "12"', '10'],
  ];
  for (const [name, where, expected, elsewhere] of cases) {
    it(name, async () => assert.equal(await ids(`{${where}}`), elsewhere?.[engine] ?? expected));
  }
});

describe('conditions on periods and persons', () => {
  const joined = async (where: string): Promise<string> =>
    (
      await rows(
        `rows:\n  from: {s: SPELLS}\n  joins: {c: {inner: CONTACTS, on: {PERSON: s.PERSON}}}\n  where: [${where}]\nfields: {id: c.ID, kind: {to_text: s.ID}}\n`,
      )
    )
      .map(([id, spell]) => `${id}/${spell}`)
      .join(' ');
  it('within takes both ends, and any day after the start of an open period', async () => {
    assert.equal(
      await joined('{c.MADE: {within: [s.SINCE, s.UNTIL]}}'),
      '10/20 10/21 11/21 13/26 13/27',
    );
    assert.equal(
      await joined('{c.MADE: {within: [s.SINCE, null]}}, {s.ID: {is: 20}}'),
      '10/20 11/20',
    );
  });
  it('overlaps shares a day; a null end is open, and a null start never overlaps', async () => {
    assert.equal(
      await joined('{overlaps: [[c.MADE, null], [s.SINCE, s.UNTIL]]}, {c.ID: {in: [11, 13]}}'),
      '11/21 11/22 11/23 11/24 13/26 13/27',
    );
  });
  it('about is the person, or nobody in particular', async () => {
    assert.equal(
      await joined('{s.ABOUT: {about: s.PERSON}}, {c.ID: {in: [10, 13]}}'),
      '10/20 10/22 10/23 10/24 13/25 13/27',
    );
  });
  it('in a named list of a parameter, in all of its lists, and in one that is not set', async () => {
    assert.equal(await ids('{c.ID: {in: $lists.some}}'), '10 14');
    assert.equal(await ids('{c.ID: {in: $lists}}'), '10 12 14');
    assert.equal(await ids('{c.ID: {in: $lists.none}}'), '');
    assert.equal(await ids('{c.KIND: {in: $no_kinds}}'), '');
  });
  it('given is what the authority has put something into, all of several', async () => {
    for (const names of ['$kinds', '$kind', '$lists.some', '$lists', '$means', '[$kinds, $hash]']) {
      assert.equal(await ids(`{given: ${names}}, {c.ID: {is: 10}}`), '10', names);
    }
    for (const names of [
      '$no_kinds',
      '$nothing',
      '$lists.none',
      '$no_flags',
      '[$kinds, $no_kinds]',
    ]) {
      assert.equal(await ids(`{given: ${names}}`), '', names);
    }
    assert.equal(await ids('{not: {given: $no_kinds}}, {c.ID: {is: 10}}'), '10');
  });
});

describe('values', () => {
  const cases: readonly [
    name: string,
    value: string,
    expected: (string | null)[],
    elsewhere?: Elsewhere<(string | null)[]>,
  ][] = [
    [
      'a whole number, null where it is none',
      '{concat: [{to_text: {to_integer: c.NOTE}}, {left: [c.KIND, 0]}]}',
      ['12', '', '', '', ''],
      { oracle: ['12', null, null, null, null] },
    ],
    [
      'a moment from text: real days only, British order read',
      '{concat: [{to_text: {to_date: {to_datetime: c.NOTE}}}, {left: [c.KIND, 0]}]}',
      ['', '', '', '', ''],
      { oracle: [null, null, null, null, null] },
    ],
    ['left of more than there is', '{left: [c.KIND, 9]}', ['a ', 'A', 'B', null, 'Ab']],
    ['right', '{right: [c.KIND, 1]}', [' ', 'A', 'B', null, 'b']],
    [
      'null_if compares as all text does',
      '{null_if: [c.KIND, a, b]}',
      [null, null, null, null, 'Ab'],
    ],
    ['coalesce', '{coalesce: [c.KIND, {const: none}]}', ['a ', 'A', 'B', 'none', 'Ab']],
    [
      'match',
      '{match: c.KIND, with: {A: one, B: two}, else: null}',
      ['one', 'one', 'two', null, null],
    ],
    [
      'case takes the first that holds',
      '{case: [{when: {c.KIND: {starts_with: A}}, then: {upper: c.KIND}}], else: c.KIND}',
      ['A ', 'A', 'B', null, 'AB'],
    ],
    [
      'match with a map of the authority',
      '{match: c.KIND, with: $means, else: {const: other}}',
      ['first', 'first', 'second', 'other', 'other'],
    ],
    [
      'a sortable moment',
      '{format_date: [c.MADE, YYYYMMDDhhmmss]}',
      ['20240229000000', '20240301235959', null, '20240601000000', '20230101000000'],
    ],
    [
      'a British date',
      '{format_date: [c.MADE, DD/MM/YYYY]}',
      ['29/02/2024', '01/03/2024', null, '01/06/2024', '01/01/2023'],
    ],
    [
      'zeros before a number, never fewer digits than it has',
      '{concat: [{pad: [c.ID, 4]}, {const: /}, {pad: [c.ID, 1]}]}',
      ['0010/10', '0011/11', '0012/12', '0013/13', '0014/14'],
    ],
    [
      'working days: Thursday, Friday, none, Saturday, Sunday',
      '{format_date: [{add_working_days: [c.MADE, 1]}, DD/MM/YYYY]}',
      ['01/03/2024', '04/03/2024', null, '03/06/2024', '02/01/2023'],
    ],
    [
      'five working days are a week, but from a weekend they end on Friday',
      '{format_date: [{add_working_days: [c.MADE, 5]}, DD/MM/YYYY]}',
      ['07/03/2024', '08/03/2024', null, '07/06/2024', '06/01/2023'],
    ],
    [
      'months later, on the last day of a shorter month',
      '{format_date: [{add_months: [c.MADE, 12]}, DD/MM/YYYY]}',
      ['28/02/2025', '01/03/2025', null, '01/06/2025', '01/01/2024'],
    ],
    [
      'whole years',
      '{to_text: {age: [{add_months: [c.MADE, -11]}, $today]}}',
      ['1', '1', null, '0', '2'],
    ],
    [
      'days between, times of day aside',
      '{to_text: {days_between: [c.MADE, $today]}}',
      ['93', '92', null, '0', '517'],
    ],
    [
      'an open end',
      '{format_date: [{open_end: c.MADE}, DD/MM/YYYY]}',
      ['29/02/2024', '01/03/2024', '01/01/2300', '01/06/2024', '01/01/2023'],
    ],
    [
      'the greatest of two, null when one is',
      '{format_date: [{greatest: [c.MADE, $window_start]}, DD/MM/YYYY]}',
      ['29/02/2024', '01/03/2024', null, '01/06/2024', '29/02/2024'],
    ],
    [
      'the least of two, and a sum',
      '{to_text: {add: [{least: [c.ID, 12]}, 1]}}',
      ['11', '12', '13', '13', '13'],
    ],
    [
      'the hash that a parameter names',
      '{hash: [c.FLAG, $hash]}',
      [
        '57cec4137b614c87cb4e24a3d003a3e0',
        '8d9c307cb7f3c4a32822a51922d1ceaa',
        null,
        '7215ee9c7d9dc229d2921a40e899ec5f',
        '57cec4137b614c87cb4e24a3d003a3e0',
      ],
    ],
    [
      'decimals keep every digit',
      '{concat: [{left: [c.KIND, 0]}, {to_text: c.WEIGHT}]}',
      ['1.50', '', '0.10', '9007199254740993.01', '-1.00'],
      { oracle: ['1.5', null, '.1', '9007199254740993.01', '-1'] },
    ],
  ];
  for (const [name, value, expected, elsewhere] of cases) {
    it(name, async () => assert.deepEqual(await notes(value), elsewhere?.[engine] ?? expected));
  }
});

describe('rows', () => {
  it('a join that keeps the first row of each key', async () => {
    const mapping =
      'rows:\n  from: {p: PEOPLE}\n  joins:\n    c:\n      left: CONTACTS\n      on: {PERSON: p.ID}\n      first: [{highest: c.MADE}]\n';
    assert.deepEqual(
      (await rows(mapping)).map(([id]) => id),
      ['11', '13'],
    );
  });

  it('null is the lowest value of an order', async () => {
    const mapping =
      'rows:\n  from: {p: PEOPLE}\n  joins:\n    c:\n      left: CONTACTS\n      on: {PERSON: p.ID}\n      first: [{lowest: c.MADE}]\n';
    assert.deepEqual(
      (await rows(mapping)).map(([id]) => id),
      ['10', '12'],
    );
  });

  it('a pick on the whole object', async () => {
    assert.deepEqual(
      (await rows(`${FROM}  first: {per: [c.KIND], order: [{lowest: c.ID}]}\n`)).map(([id]) => id),
      ['10', '12', '13', '14'],
    );
  });

  it('the greatest text of a group keeps its case, and text keys group without case', async () => {
    const mapping =
      'sets:\n  s:\n    from: {c: CONTACTS}\n    group: {K: c.KIND}\n    select: {N: {max: c.KIND}, I: {min: c.ID}}\nrows: {from: {s: s}}\nfields: {id: s.I, kind: s.N}\n';
    assert.deepEqual(
      (await rows(mapping)).map(([id, kind]) => `${id} ${kind?.trim()}`),
      ['10 a', '12 B', '13 undefined', '14 Ab'],
    );
  });

  it('a join that keeps one row for each row outside, seen as it is there', async () => {
    const latest =
      'latest:\n      left: SPELLS\n      on: {PERSON: c.PERSON}\n      where: [{latest.SINCE: {to: c.MADE}}]\n      first: [{highest: latest.SINCE}]\n';
    const mapping = `${FROM}  joins:\n    ${latest}fields: {kind: {to_text: latest.ID}}\n`;
    assert.deepEqual(await rows(mapping).then((all) => all.map((row) => row[1])), [
      '21',
      '21',
      null,
      '27',
      null,
    ]);
  });

  it('aggregates for each row outside, through joins of their own, where columns outside are null too', async () => {
    const mapping = `${FROM}  joins:
    s:
      left: PEOPLE
      on: {ID: c.PERSON}
      joins: {spell: {inner: SPELLS, on: {PERSON: s.ID}}}
      where: [{value: {open_end: spell.UNTIL}, from: {open_end: c.MADE}}]
      values: {N: {count: rows}, OPEN: {count: rows, where: {spell.UNTIL: missing}}, DAYS: {count: spell.UNTIL}}
fields: {kind: {concat: [{to_text: s.N}, {const: ' '}, {to_text: s.OPEN}, {const: ' '}, {to_text: s.DAYS}]}}
`;
    assert.deepEqual(await rows(mapping).then((all) => all.map((row) => row[1])), [
      '5 1 4',
      '4 1 3',
      '  ',
      '3 0 2',
      '  ',
    ]);
  });

  it('a join that leans on such a join', async () => {
    const mapping = `${FROM}  joins:
    a: {left: SPELLS, on: {PERSON: c.PERSON}, where: [{a.SINCE: {to: c.MADE}}], values: {LAST: {max: a.SINCE}}}
    b: {left: SPELLS, on: {PERSON: c.PERSON}, where: [{b.SINCE: {before: a.LAST}}], values: {ID: {max: b.ID}}}
fields: {kind: {to_text: b.ID}}
`;
    assert.deepEqual(await rows(mapping).then((all) => all.map((row) => row[1])), [
      '20',
      '20',
      null,
      null,
      null,
    ]);
  });

  it('merged periods: those that share a day are one, an open one leaves it open, a null start stands alone', async () => {
    const mapping =
      'sets:\n  s: {from: {s: SPELLS}, select: {ID: s.ID, PERSON: s.PERSON, SINCE: s.SINCE, UNTIL: s.UNTIL}}\n  m: {merge: s, per: [PERSON], start: SINCE, end: UNTIL, ties: [ID]}\nrows: {from: {m: m}}\nfields: {id: m.ID, kind: {concat: [{format_date: [m.SINCE, DD/MM/YYYY]}, {const: "-"}, {format_date: [m.UNTIL, DD/MM/YYYY]}]}}\n';
    assert.deepEqual(
      (await rows(mapping)).map(([id, kind]) => `${id} ${kind}`),
      ['20 01/01/2024-10/03/2024', '23 11/03/2024-', '25 -01/06/2024', '26 31/05/2024-01/07/2024'],
    );
  });

  it('a null in one branch of a union is of the kind of the others', async () => {
    const mapping =
      'sets:\n  s:\n    union:\n    - {from: {p: PEOPLE}, select: {I: p.ID, M: null, N: p.NAME}}\n    - {from: {c: CONTACTS}, where: [{c.ID: {is: 10}}], select: {I: c.ID, M: c.MADE, N: null}}\nrows: {from: {s: s}}\nfields: {id: s.I, kind: s.N, made: s.M}\n';
    // SQL Server leaves milliseconds out when there are none
    assert.deepEqual(
      (await rows(mapping)).map((row) => row.join(' ').replace('.000', '')),
      ['1 Ann ', '2 Bea  ', '10  2024-02-29T00:00:00'],
    );
  });

  it('rows are ordered by the key that the mapping names', async () => {
    const mapping = `${FROM}key: [kind, id]\nfields: {kind: {case: [{when: {c.PERSON: {is: 1}}, then: {const: z}}], else: {const: a}}}\n`;
    assert.deepEqual(
      (await rows(mapping)).map(([id]) => id),
      ['12', '13', '14', '10', '11'],
    );
  });

  it('a union of branches', async () => {
    const mapping =
      'sets:\n  s:\n    union:\n    - {from: {c: CONTACTS}, where: [{c.ID: {is: 10}}], select: {I: c.ID, K: c.KIND}}\n    - {from: {p: PEOPLE}, where: [{p.ID: {is: 2}}], select: {I: p.ID, K: p.NAME}}\nrows: {from: {s: s}}\nfields: {id: s.I, kind: s.K}\n';
    assert.deepEqual(
      (await rows(mapping)).map(([id]) => id),
      ['2', '10'],
    );
  });
});
