import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Engine } from '../engine/engine.ts';
import { engineBacking } from './engine-backing.ts';
import type { Backing } from './backing.ts';
import { translate } from './translate.ts';

describe('Oracle SQL made PostgreSQL', () => {
  const cases: readonly [string, string, string][] = [
    [
      'binds in order, one used twice sent twice',
      'select :a, :b, :a from dual',
      'select cast($1 as text), cast($2 as integer), cast($3 as text) from dual',
    ],
    [
      'nothing inside texts, names and comments',
      `select ':a' "trim(:b)" /* it's */ from dual -- :c`,
      `select ':a' "trim(:b)" /* it's */ from dual -- :c`,
    ],
    [
      'types of casts',
      'select cast(null as varchar2 (4000)), cast(x as number), cast(x as date) from t',
      'select cast(null as text), cast(x as numeric), cast(x as timestamp) from t',
    ],
    ['trim', 'select trim ("X") from t', 'select btrim("X") from t'],
    [
      'the greatest of a group',
      `select max("N") keep (dense_rank last order by nlssort("N" || ')', 'X') nulls first) from t`,
      `select (array_agg("N" order by nlssort("N" || ')', 'X') desc nulls last))[1] from t`,
    ],
    [
      'the least of a group',
      `select max(substr("N", 1)) keep (dense_rank first order by "N" nulls last), max("N") from t`,
      `select (array_agg(substr("N", 1) order by "N" asc nulls last))[1], max("N") from t`,
    ],
  ];
  for (const [name, sql, expected] of cases) {
    it(name, () => assert.equal(translate(sql, ['x', '7', 'x'], [false, true, false]), expected));
  }

  it('refuses a form that it does not know', () =>
    assert.throws(() =>
      translate('select max(x) keep (dense_rank last order by y) from t', [], []),
    ));
});

describe("the engine's Oracle functions", () => {
  let engine: Engine;
  let backing: Backing;
  before(async () => {
    engine = await Engine.open();
    backing = await engineBacking(engine);
  });
  after(() => engine.close());

  // each as Oracle's documentation has it
  const cases: readonly [sql: string, expected: string | null][] = [
    [`rtrim('  ')`, null],
    [`rtrim('a ')`, 'a'],
    [`trim(' a ')`, 'a'],
    [`trim(' ')`, null],
    [`upper(rtrim(null))`, null],
    [`'a' || null || 'b'`, 'ab'],
    [`cast(null as text) || null`, null],
    [`chr(31) || 'a'`, '\u001fa'],
    [`substr('abc', 1, 9)`, 'abc'],
    [`substr('abc', 1, 0)`, null],
    [`substr('abc', 4)`, null],
    [`substr('abc', 0, 2)`, 'ab'],
    [`substr('abc', 2)`, 'bc'],
    [`replace('a-b', '-')`, 'ab'],
    [`replace('-', '-')`, null],
    [`replace('a', null)`, 'a'],
    [`to_char(length(1234.50))`, '6'],
    [`lpad(7, 3, '0')`, '007'],
    [`lower(rawtohex(standard_hash('x', 'MD5')))`, '9dd4e461268c8034f5c8564e155c67a6'],
    [`to_char(instr('abc', 'c'))`, '3'],
    [`to_char(instr('abc', 'x'))`, '0'],
    [`to_char(0.50, 'TM9', 'NLS_NUMERIC_CHARACTERS=''.,''')`, '.5'],
    [`to_char(-0.5, 'TM9', '')`, '-.5'],
    [`to_char(10.00, 'TM9', '')`, '10'],
    [`to_char(9007199254740993.01, 'TM9', '')`, '9007199254740993.01'],
    [`to_char(7, 'TM9', '')`, '7'],
    [
      `to_char(to_date('2024-02-29T09:30:00', 'YYYY-MM-DD"T"HH24:MI:SS'), 'YYYY-MM-DD"T"HH24:MI:SS')`,
      '2024-02-29T09:30:00',
    ],
    [
      `to_char(trunc(to_date('2024-02-29 09:30:00', 'YYYY-MM-DD HH24:MI:SS')), 'YYYY-MM-DD HH24:MI')`,
      '2024-02-29 00:00',
    ],
    [
      `to_char(cast(to_date('2024-02-29', 'YYYY-MM-DD') as timestamp), 'YYYY-MM-DD"T"HH24:MI:SS.FF3')`,
      '2024-02-29T00:00:00.000',
    ],
    [`to_char(add_months(to_date('2024-02-29', 'YYYY-MM-DD'), 12), 'YYYY-MM-DD')`, '2025-02-28'],
    [`to_char(add_months(to_date('2024-02-29', 'YYYY-MM-DD'), 1), 'YYYY-MM-DD')`, '2024-03-31'],
    [`to_char(add_months(to_date('2024-01-31', 'YYYY-MM-DD'), 1), 'YYYY-MM-DD')`, '2024-02-29'],
    [`to_char(add_months(to_date('2024-03-15', 'YYYY-MM-DD'), -1), 'YYYY-MM-DD')`, '2024-02-15'],
    [`to_char(last_day(to_date('2023-02-01', 'YYYY-MM-DD')), 'DD')`, '28'],
    [`to_char(to_date('2024-02-28', 'YYYY-MM-DD') + 2, 'YYYY-MM-DD')`, '2024-03-01'],
    [
      `to_char(to_date('2024-03-01', 'YYYY-MM-DD') - 0.5, 'YYYY-MM-DD HH24:MI')`,
      '2024-02-29 12:00',
    ],
    [
      `to_char(to_date('2024-03-01', 'YYYY-MM-DD') - to_date('2024-02-28', 'YYYY-MM-DD'), 'TM9', '')`,
      '2',
    ],
    [
      `case when nlssort('Z', 'NLS_SORT=BINARY') < nlssort('a', 'NLS_SORT=BINARY') then 'bytes' end`,
      'bytes',
    ],
    [`case when regexp_like('12', '^[+-]?[0-9]{1,18}$') then 'number' end`, 'number'],
    [`case when not regexp_like(rtrim(' '), '[^0-9]') then 'x' end`, null],
  ];
  for (const [sql, expected] of cases) {
    it(sql, async () => {
      const rows = await backing.execute(`select ${sql} from dual`, [], []);
      assert.deepEqual(await rows?.fetch(1), [[expected]]);
    });
  }
});
