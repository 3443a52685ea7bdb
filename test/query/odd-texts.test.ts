import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { formatCell } from '../../src/extract/cell-format.ts';
import { openLittle } from '../support/little-engine.ts';

/**
 * Which texts are numbers and dates: the rule of docs/mapping.md, on whichever engine is chosen.
 * What is expected is worked out here, so that all engines agree with one another.
 */
const { rows, define, close } = openLittle();
after(close);

const around = (text: string): string => text.replace(/^[ \t\r\n]+|[ \t\r\n]+$/g, '');

function integerOf(text: string): string | null {
  const bare = around(text);
  return /^[+-]?[0-9]+$/.test(bare) && bare.length <= 18
    ? String(BigInt(bare.replace('+', '')))
    : null;
}

function floatOf(text: string): number | null {
  const bare = around(text);
  return bare.length <= 40 && /^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?$/.test(bare)
    ? // a zero has no sign
      Number(bare) + 0
    : null;
}

function momentOf(text: string): string | null {
  const [, british, iso, time] =
    /^(?:(\d\d\/\d\d\/\d{4})|(\d{4}-\d\d-\d\d))(?:[ T](\d\d:\d\d(?::\d\d(?:\.\d{3})?)?))?$/.exec(
      // whitespace within is a blank
      around(text).replace(/[\t\r\n]/g, ' '),
    ) ?? [];
  const day = iso ?? british?.split('/').reverse().join('-');
  const clock = (time ?? '00:00').slice(0, 8).padEnd(8, ':00');
  const at = Date.parse(`${day ?? ''}T${clock}Z`);
  if (day === undefined || Number.isNaN(at) || day < '1753' || clock > '23:59:59') return null;
  const written = new Date(at).toISOString().slice(0, 19);
  return written === `${day}T${clock}` ? written : null;
}

interface Read {
  readonly integer: string | null;
  readonly float: number | null;
  readonly moment: string | null;
}

let last = 1000;

/** What the engine makes of each text. */
async function read(texts: readonly string[]): Promise<Read[]> {
  const start = last + 1;
  const values = texts.map((text) => `(${++last}, '${text.replaceAll("'", "''")}')`);
  await define(`insert into "S"."CONTACTS" ("ID", "NOTE") values ${values.join(', ')}`);
  const column = async (value: string): Promise<(string | null)[]> => {
    const mapping = `rows: {from: {c: CONTACTS}, where: [{c.ID: {at_least: ${start}}}]}
key: [id]
fields: {id: {pad: [c.ID, 9]}, ${value}}
`;
    return (await rows(mapping)).map((row) => row[1] ?? null);
  };
  const integers = await column('kind: {to_text: {to_integer: c.NOTE}}, made: null');
  const floats = await column('kind: {to_float: c.NOTE}, made: null');
  const moments = await column('kind: null, made: {to_datetime: c.NOTE}');
  return texts.map((_, index) => {
    const float = formatCell(floats[index] ?? null, 'float', 'iso');
    return {
      integer: integers[index] ?? null,
      float: float === null ? null : Number(float),
      moment: formatCell(moments[index] ?? null, 'datetime', 'iso'),
    };
  });
}

async function assertRead(texts: readonly string[]): Promise<void> {
  const made = await read(texts);
  texts.forEach((text, index) =>
    assert.deepEqual(
      made[index],
      { integer: integerOf(text), float: floatOf(text), moment: momentOf(text) },
      JSON.stringify(text),
    ),
  );
}

const NUMBERS =
  `5 +5 -5 .5 5. -.5 +.5 . - + +- -+5 --5 5- 1e3 1E3 1e+3 1e-7 1e 1e+ e5 .e5 +e5 1e1.5 1ee5 1e123 1e99 1d3
0x1 1,000 £5 $5 5% NaN Infinity -Infinity inf 1_000 1.2.3 1-2 ５ ² ½ 007 000 -0 123456789012345678 1234567890123456789
99999999999999999999 0.1 0.30000000000000004 1234567890.123456789 3.0 twelve 12x x12 1/2 (5) 5e-3.`.split(
    /\s+/,
  );
const DATES =
  `2024-12-10 10/12/2024 13/12/2024 12/13/2024 31/02/2024 29/02/2024 29/02/2023 2023-02-29 2000-02-29 1900-02-29
2024-13-01 2024-00-10 2024-04-31 1/2/2024 10/12/24 10-12-2024 10.12.2024 2024/12/10 20241210 1752-12-31 1753-01-01 9999-12-31
0001-01-01 2024-12-10T09:30 2024-12-10T09:30:00 2024-12-10T09:30:00.123 2024-12-10T09:30:00.1 2024-12-10T24:00
10/12/2024T09:30 2024-12-10T 2024-12-10T09 2024-12-10t09:30 2024-12-10T9:30 2024-12-10T09:60 2024-12-10T23:59:60
2024-12-10T09:30:00Z 10/12/2024x ２０２４-12-10`.split(/\s+/);
const TIMED = [
  '2024-12-10 09:30',
  '2024-12-10 09:30:05',
  '10/12/2024 09:30',
  '10/12/2024 23:59:59',
  '10/12/2024 24:00',
];
const MORE = [
  '',
  ' ',
  '\t',
  '1 000',
  '5 x',
  '2024-12-10  09:30',
  '10 December 2024',
  '10/12/2024 9:30',
  '12/2024',
];

describe('odd texts', () => {
  it('are numbers and dates, or null, as the rule says', () =>
    assertRead([...NUMBERS, ...DATES, ...TIMED, ...MORE]));

  it('may have blanks, tabs and line ends around them', () =>
    assertRead(
      [...NUMBERS.slice(0, 12), ...DATES.slice(0, 12), ...TIMED].flatMap((text) =>
        [' ', '\t', '\r\n', ' \t\n '].flatMap((blank) => [
          text + blank,
          blank + text,
          blank + text + blank,
        ]),
      ),
    ));

  it('whatever somebody has typed', async () => {
    const letters = fc.constantFrom(...'0123456789+-.eE,:/ \tTxd£１');
    const typed = fc.oneof(
      fc.array(letters, { maxLength: 12 }).map((parts) => parts.join('')),
      fc.double().map(String),
      fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }).map(String),
      fc
        .tuple(
          fc.integer({ min: 0, max: 32 }),
          fc.integer({ min: 0, max: 13 }),
          fc.integer({ min: 1700, max: 2100 }),
        )
        .map(([day, month, year]) => {
          const two = (number: number): string => String(number).padStart(2, '0');
          return `${two(day)}/${two(month)}/${year}`;
        }),
    );
    await assertRead(fc.sample(typed, 400));
  });
});

describe('floats as text', () => {
  it('keep the digits of a whole number and 15 of any other, without an exponent', async () => {
    const cases: readonly [string, string][] = [
      ['1.5', '1.5'],
      ['0.1', '0.1'],
      ['-0.5', '-0.5'],
      ['9.95', '9.95'],
      ['123456789.1', '123456789.1'],
      ['123456789012', '123456789012'],
      ['999999999999999', '999999999999999'],
      ['1e15', '1000000000000000'],
      ['1e-7', '0.0000001'],
      ['1e19', ''],
      ['0', '0'],
    ];
    const start = last + 1;
    const values = cases.map(([text]) => `(${++last}, '${text}')`);
    await define(`insert into "S"."CONTACTS" ("ID", "NOTE") values ${values.join(', ')}`);
    const made = await rows(`rows: {from: {c: CONTACTS}, where: [{c.ID: {at_least: ${start}}}]}
key: [id]
fields: {id: {pad: [c.ID, 9]}, kind: {to_text: {to_float: c.NOTE}}, made: null}
`);
    assert.deepEqual(
      made.map((row) => row[1] ?? ''),
      cases.map(([, text]) => text),
    );
  });
});
