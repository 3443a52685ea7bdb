import fc from 'fast-check';
import type { EngineName } from '../../../src/mapping/raw-sql/engine.ts';

/** Every class of token of every engine, whole and in halves, and what an attacker puts between. */
const TOKENS: readonly string[] = [
  ...[
    "'",
    "''",
    "'x'",
    "'it''s'",
    "N'x'",
    "n'",
    "E'a\\'b'",
    "E'\\",
    "e'\\\\'",
    "U&'\\0027'",
    "B'1'",
  ],
  ...["q'[it's]'", "q'[", "]'", "nq'{x}'", "Q'!a'b!'", "!'", "q'(x)'", "q'<x>'", "X'27'"],
  ...['$$', '$$x$$', "$t$it's$t$", '$t$', '$1', '$today', '$', '"', '""', '"x"', '"a""b"', '"A"'],
  ...[
    '[',
    ']',
    '[a b]',
    "[ ' ]",
    '[a]]b]',
    '[]',
    '[1]',
    '--',
    ' -- x\n',
    '/*',
    '*/',
    '/* x */',
    '/*/',
  ],
  ...[
    '(',
    ')',
    '()',
    ',',
    '.',
    '..',
    ';',
    '\n',
    '\r\n',
    '\t',
    ' ',
    '\u00a0',
    '\u2028',
    '\u3000',
    '\0',
  ],
  ...[
    '1',
    '.5',
    '1.5e3',
    '1e',
    '0x1F',
    '1x',
    '1.2.3',
    '@',
    '@x',
    '@@x',
    '#t',
    ':x',
    '?',
    '&x',
    '\\',
  ],
  ...[
    '+',
    '-',
    '*',
    '/',
    '%',
    '||',
    '=',
    '<>',
    '!=',
    '<=',
    '::',
    '::text',
    '::regclass',
    '^',
    '~',
    '!',
  ],
  ...[
    'a',
    't.a',
    't.b',
    'p.A',
    's.t.a',
    'a.b.c.d',
    '"t"."a"',
    '[t].[a]',
    'é',
    'ａ',
    'ʼ',
    'null',
    'x',
  ],
];

const WORDS: readonly string[] = [
  ...['select', 'from', 't', 'where', 'group by', 'order by', 'having', 'union', 'union all', 'as'],
  ...[
    'and',
    'or',
    'not',
    'in',
    'like',
    'between',
    'is null',
    'case',
    'when',
    'then',
    'else',
    'end',
  ],
  ...[
    'exists',
    'over (',
    'partition by',
    'with',
    'with x as (',
    'join',
    'left join',
    'on',
    'limit',
  ],
  ...[
    'into',
    'into x',
    'for update',
    'option',
    'delete from canary',
    'drop table canary',
    'commit',
  ],
  ...[
    'update canary set a = 1',
    'insert into canary values (1)',
    'exec sp_help',
    'begin',
    'rollback',
  ],
  ...[
    'go',
    'checkpoint',
    'shutdown',
    'receive',
    'throw',
    "waitfor delay '1'",
    'returning a',
    'lateral',
  ],
];

const CALLS: readonly string[] = [
  ...['count(*)', 'max(t.a)', 'lower(t.b)', 'coalesce(t.a, 1)', 'cast(t.a as int)', 'upper (t.b)'],
  ...['writer(1)', 'public.writer(1)', '"writer"(1)', '[writer](1)', 'dbo.writer(1)', 'pkg.writer'],
  ...[
    '"dblink_exec"(1)',
    'pg_sleep(1)',
    "nextval('s')",
    "set_config('a', 'b', false)",
    's.nextval',
  ],
  ...['next value for s', 'openquery(s, 1)', 'utl_http.request(1)', 'httpuritype(1)', 't@link'],
  ...['row_number() over (order by t.a)', '(select max(t.a) from t)', '(select 1', 'external (x)'],
];

const token = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...TOKENS) },
  { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
  { weight: 2, arbitrary: fc.constantFrom(...CALLS) },
);

/** Anything after anything: nearly all of it is refused. */
const wild = fc
  .array(fc.tuple(token, fc.constantFrom(' ', '', ' ', '\n')), { maxLength: 7 })
  .map((parts) => parts.flat().join(''));

const VALUES: Readonly<Record<EngineName, readonly string[]>> = {
  mssql: [
    "'\\\\'",
    't.a',
    '[a]',
    "N'it''s'",
    "[ ' ]",
    '"a"',
    "isnull(t.b, '')",
    'left(t.b, 2)',
    '1.5e3',
  ],
  oracle: [
    "'\\\\'",
    't.a',
    '"t"."a"',
    "q'[it's]'",
    "nq'!;!'",
    "nvl(t.b, '')",
    'sysdate',
    "date '2020-01-01'",
  ],
  postgres: [
    "'\\\\'",
    't.a',
    'a',
    "E'it\\'s'",
    "$q$it's;$q$",
    "U&'\\0027'",
    'upper(t.b)',
    't.a::text',
    '(1)',
  ],
};

const SHAPES: readonly ((value: string, other: string) => string)[] = [
  (value) => value,
  (value, other) => `${value} = ${other}`,
  (value, other) => `case when ${value} is null then ${other} end`,
  (value, other) => `coalesce(${value}, ${other})`,
  (value) => `(select max(u.a) from t u where u.a = ${value})`,
  (value) => `(${value})`,
  (value, other) => `${value} - - ${other}`,
];

/** A value that is likely to be taken, with one wild piece somewhere in every other one. */
function likely(engine: EngineName): fc.Arbitrary<string> {
  const value = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...VALUES[engine]) },
    { weight: 1, arbitrary: token },
  );
  return fc
    .tuple(fc.constantFrom(...SHAPES), fc.constantFrom(...SHAPES), value, value)
    .map(([outer, inner, one, other]) => outer(inner(one, other), other));
}

export function valuesOf(engine: EngineName): fc.Arbitrary<string> {
  return fc.oneof({ weight: 2, arbitrary: likely(engine) }, { weight: 1, arbitrary: wild });
}

export function selectsOf(engine: EngineName): fc.Arbitrary<string> {
  const tail = fc.oneof(
    fc.constantFrom('', ' where t.a = 1', ' order by 1', ' union all select t.a from t'),
    wild.map((text) => ` ${text}`),
  );
  return fc.oneof(
    {
      weight: 3,
      arbitrary: fc.tuple(valuesOf(engine), tail).map(([a, b]) => `select ${a} from t${b}`),
    },
    { weight: 1, arbitrary: wild.map((text) => `select ${text}`) },
    {
      weight: 1,
      arbitrary: likely(engine).map((a) => `with x as (select ${a} c from t) select x.c from x`),
    },
  );
}
