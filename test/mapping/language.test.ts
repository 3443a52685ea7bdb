import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Problem } from '../../src/problems/problem.ts';
import { loadMappingText } from '../support/mapping.ts';

/** Problems of a mapping, as `code at line:column`. */
function problemsOf(mapping: string): string[] {
  return loadMappingText(mapping).problems.map(
    (problem: Problem) => `${problem.code} at ${problem.at?.line}:${problem.at?.column}`,
  );
}

const ROWS = 'rows:\n  from: {c: CONTACTS}\n';

describe('a mapping is refused, with its place, when', () => {
  const cases: readonly [string, string, string][] = [
    ['an alias is unknown', `${ROWS}  where: [{x.ID: present}]\n`, 'unknown-alias at 3:18'],
    ['a table is unknown', 'rows:\n  from: {c: CONTACT}\n', 'unknown-table at 2:13'],
    ['a column is unknown', `${ROWS}  where: [{c.IDD: present}]\n`, 'unknown-column at 3:19'],
    [
      'an alias is used twice',
      `${ROWS}  joins: {c: {left: PEOPLE, on: {ID: c.PERSON}}}\n`,
      'repeated-alias at 3:14',
    ],
    [
      'a text is compared with a number',
      `${ROWS}  where: [{c.KIND: {is: 1}}]\n`,
      'wrong-type at 3:25',
    ],
    [
      'a number is compared with a text',
      `${ROWS}  where: [{c.PERSON: {is: '1'}}]\n`,
      'wrong-type at 3:27',
    ],
    [
      'a date test is used on a number',
      `${ROWS}  where: [{c.PERSON: {from: 1}}]\n`,
      'wrong-type at 3:29',
    ],
    [
      'a text test is used on a number',
      `${ROWS}  where: [{c.PERSON: blank}]\n`,
      'wrong-type at 3:22',
    ],
    [
      'an empty text is compared',
      `${ROWS}  where: [{c.KIND: {is: ''}}]\n`,
      'bad-condition at 3:25',
    ],
    [
      'a text key is joined to a number',
      `${ROWS}  joins: {p: {left: PEOPLE, on: {NAME: c.PERSON}}}\n`,
      'wrong-type at 3:40',
    ],
    [
      'a test is misspelt',
      `${ROWS}  where: [{c.KIND: {begins_with: A}}]\n`,
      'unknown-test at 3:34',
    ],
    ['a form is misspelt', `${ROWS}fields: {kind: {trimmed: c.KIND}}\n`, 'unknown-form at 3:26'],
    [
      'a function gets too few arguments',
      `${ROWS}fields: {kind: {left: c.KIND}}\n`,
      'wrong-arguments at 3:23',
    ],
    [
      'a function gets the wrong kind',
      `${ROWS}fields: {kind: {trim: c.PERSON}}\n`,
      'wrong-type at 3:23',
    ],
    [
      'branches of a case are of two kinds',
      `${ROWS}fields:\n  kind: {case: [{when: {c.KIND: present}, then: c.PERSON}], else: c.KIND}\n`,
      'wrong-type at 4:9',
    ],
    [
      'else is forgotten',
      `${ROWS}fields:\n  kind: {case: [{when: {c.KIND: present}, then: c.KIND}]}\n`,
      'bad-value at 4:9',
    ],
    ['a bare word stands for a constant', `${ROWS}fields: {kind: Yes}\n`, 'bad-value at 3:16'],
    [
      'a $name is unknown',
      `${ROWS}  where: [{c.MADE: {from: $yesterday}}]\n`,
      'unknown-parameter at 3:27',
    ],
    ['given is a bare word', `${ROWS}  where: [{given: kinds}]\n`, 'bad-condition at 3:19'],
    [
      'given names no parameter',
      `${ROWS}  where: [{given: [$kinds, $kindz]}]\n`,
      'unknown-parameter at 3:19',
    ],
    [
      'a list stands where a value belongs',
      `${ROWS}  where: [{c.KIND: {equals: $kinds}}]\n`,
      'wrong-type at 3:29',
    ],
    ['a key of the rows is unknown', `${ROWS}  were: []\n`, 'unknown-key at 3:9'],
    ['a field is unknown', `${ROWS}fields: {kinds: c.KIND}\n`, 'unknown-key at 3:17'],
    [
      'a plain join has joins of its own',
      `${ROWS}  joins: {p: {left: PEOPLE, on: {ID: c.PERSON}, joins: {}}}\n`,
      'unknown-key at 3:56',
    ],
    [
      'an alias inside a reduced join is named outside',
      `${ROWS}  joins: {p: {left: PEOPLE, on: {ID: c.PERSON}, joins: {q: {inner: PEOPLE, on: {ID: p.ID}}}, values: {N: {max: q.NAME}}}}\n  where: [{q.NAME: present}]\n`,
      'unknown-alias at 4:20',
    ],
    [
      'a period has no end',
      `${ROWS}  where: [{c.MADE: {within: [c.MADE]}}]\n`,
      'bad-condition at 3:29',
    ],
    [
      'a period is of numbers',
      `${ROWS}  where: [{overlaps: [[c.ID, c.ID], [c.MADE, c.MADE]]}]\n`,
      'wrong-type at 3:23',
    ],
    [
      'three periods overlap',
      `${ROWS}  where: [{overlaps: [[c.MADE, c.MADE], [c.MADE, c.MADE], [c.MADE, c.MADE]]}]\n`,
      'bad-condition at 3:22',
    ],
    [
      'an answer is about a text',
      `${ROWS}  where: [{c.PERSON: {about: c.KIND}}]\n`,
      'wrong-type at 3:30',
    ],
    [
      'what is merged is no set',
      'sets:\n  m: {merge: CONTACTS, per: [PERSON], start: MADE, end: MADE}\nrows: {from: {c: CONTACTS}}\n',
      'unknown-set at 2:14',
    ],
    [
      'what is merged has no such column',
      'sets:\n  s: {from: {c: CONTACTS}, select: {A: c.ID, B: c.MADE}}\n  m: {merge: s, per: [A], start: B, end: C}\nrows: {from: {c: CONTACTS}}\n',
      'unknown-column at 3:42',
    ],
    [
      'a period that is merged is no date',
      'sets:\n  s: {from: {c: CONTACTS}, select: {A: c.ID, B: c.MADE}}\n  m: {merge: s, per: [A], start: A, end: B}\nrows: {from: {c: CONTACTS}}\n',
      'wrong-type at 3:6',
    ],
    [
      'flags are no map',
      `${ROWS}fields: {kind: {json_flags: c.KIND, flags: $kinds, keys: [A]}}\n`,
      'wrong-type at 3:44',
    ],
    [
      'a flag is none of the keys',
      `${ROWS}fields: {kind: {json_flags: c.KIND, flags: $flags, keys: [A]}}\n`,
      'unknown-flag at 3:44',
    ],
    [
      'a hash is not named by a parameter',
      `${ROWS}fields: {kind: {hash: [c.KIND, md5]}}\n`,
      'bad-value at 3:23',
    ],
    ['the key names no field', `${ROWS}key: [kinds]\n`, 'bad-mapping at 3:6'],
    [
      'a variant is chosen that does not exist',
      'choose: $kind\nvariants:\n  one: {rows: {from: {c: CONTACTS}}}\n',
      'bad-mapping at 1:9',
    ],
    [
      'the chosen variant is wrong',
      'choose: $nothing\nvariants:\n  one: {rows: {from: {c: CONTACT}}}\n',
      'unknown-table at 3:26',
    ],
    [
      'branches of a union differ',
      'sets:\n  s:\n    union:\n    - {from: {c: CONTACTS}, select: {A: c.ID}}\n    - {from: {c: CONTACTS}, select: {A: c.KIND}}\nrows: {from: {s: s}}\nfields: {id: s.A}\n',
      'wrong-type at 3:5',
    ],
    [
      'branches of a union have the same columns in another order',
      'sets:\n  s:\n    union:\n    - {from: {c: CONTACTS}, select: {A: c.ID, B: c.PERSON}}\n    - {from: {c: CONTACTS}, select: {B: c.PERSON, A: c.ID}}\nrows: {from: {s: s}}\nfields: {id: s.A}\n',
      'wrong-type at 3:5',
    ],
    [
      'a form has a stray key beside it',
      `${ROWS}fields: {kind: {trim: c.KIND, upper: c.KIND}}\n`,
      'bad-value at 3:38',
    ],
    [
      'a branch of a union lacks a column',
      'sets:\n  s:\n    union:\n    - {from: {c: CONTACTS}, select: {A: c.ID, B: c.PERSON}}\n    - {from: {c: CONTACTS}, select: {A: c.ID}}\nrows: {from: {s: s}}\nfields: {id: s.A}\n',
      'wrong-type at 3:5',
    ],
    [
      'a list that is not set stands where a value belongs',
      `${ROWS}fields: {kind: $no_kinds}\n`,
      'wrong-type at 3:16',
    ],
    [
      'a join is both left and inner',
      `${ROWS}  joins: {p: {left: PEOPLE, inner: PEOPLE, on: {ID: c.PERSON}}}\n`,
      'bad-rows at 3:14',
    ],
    [
      'a branch of a case says something else, too',
      `${ROWS}fields:\n  kind: {case: [{when: {c.KIND: present}, then: c.KIND, else: c.NOTE}], else: null}\n`,
      'bad-value at 4:17',
    ],
    [
      'an order is misspelt',
      `${ROWS}  first: {per: [c.PERSON], order: [{latest: c.MADE}]}\n`,
      'bad-rows at 3:36',
    ],
    [
      'an alias of exists hides another',
      `${ROWS}  where: [{exists: {from: {c: PEOPLE}, on: {ID: c.PERSON}}}]\n`,
      'repeated-alias at 3:27',
    ],
    [
      'branches of a case are a date and a text',
      `${ROWS}fields:\n  kind: {case: [{when: {c.KIND: present}, then: c.MADE}], else: c.KIND}\n`,
      'wrong-type at 4:9',
    ],
  ];
  for (const [name, mapping, expected] of cases) {
    it(name, () =>
      assert.ok(
        problemsOf(mapping).includes(expected),
        `expected ${expected}, got ${problemsOf(mapping).join('; ') || 'nothing'}`,
      ),
    );
  }
});

describe('the spec and the profile are held against each other', () => {
  it('refuses an expression that does not read the column of the spec', () => {
    const [problem] = loadMappingText(`${ROWS}fields: {kind: {to_text: c.PERSON}}\n`).problems;
    assert.equal(problem?.code, 'drift');
    assert.match(problem?.message ?? '', /the spec takes kind from CONTACTS\.KIND/);
    assert.match(problem?.hint ?? '', /it reads CONTACTS\.PERSON/);
  });

  it('follows a column through sets and aggregates', () => {
    const mapping =
      'sets:\n  kinds:\n    from: {k: CONTACTS}\n    group: {PERSON: k.PERSON}\n    select: {KIND: {max: k.KIND}}\nrows:\n  from: {c: CONTACTS}\n  joins: {s: {left: kinds, on: {PERSON: c.PERSON}}}\nfields: {kind: s.KIND}\n';
    assert.deepEqual(problemsOf(mapping), []);
  });

  it('asks which of two aliases is meant', () => {
    const mapping = `${ROWS}  joins: {d: {left: CONTACTS, on: {ID: c.ID}}}\n`;
    assert.deepEqual(
      loadMappingText(mapping).problems.map((problem) => problem.code),
      ['two-aliases', 'two-aliases', 'two-aliases'],
    );
  });

  it('says when the table of a plain field is not among the rows', () => {
    const [problem] = loadMappingText('rows: {from: {p: PEOPLE}}\n').problems;
    assert.equal(problem?.code, 'no-alias');
    assert.equal(problem.at?.file, 'spec.yml');
  });
});

describe('a mapping that holds', () => {
  it('resolves plain fields by their table', () => {
    const { outputs, problems } = loadMappingText(ROWS);
    assert.deepEqual(problems, []);
    assert.deepEqual(outputs.get('made'), {
      kind: 'value',
      value: {
        kind: 'column',
        alias: 'c',
        column: 'MADE',
        relation: { kind: 'table', name: 'CONTACTS' },
        type: 'datetime',
      },
    });
  });

  it('breaks ties of first by the key, so that every run keeps the same row', () => {
    const { source } = loadMappingText(
      `${ROWS}  first: {per: [c.PERSON], order: [{highest: c.MADE}]}\n`,
    );
    assert.deepEqual(
      source?.first?.order.map((item) =>
        item.value.kind === 'column' ? item.value.column : item.value.kind,
      ),
      ['MADE', 'ID'],
    );
  });

  it('takes lists of the site for in', () => {
    const { source, problems } = loadMappingText(`${ROWS}  where: [{c.KIND: {in: $kinds}}]\n`);
    assert.deepEqual(problems, []);
    const [condition] = source?.rows.where ?? [];
    assert.deepEqual(condition?.kind === 'in' ? condition.list : [], [
      { kind: 'constant', value: 'A', type: 'text' },
      { kind: 'constant', value: 'B', type: 'text' },
    ]);
  });
});
