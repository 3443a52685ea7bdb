import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import fc from 'fast-check';
import { ExtractionError } from '../../src/problems/errors.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import { type Cell, type Column, type ColumnType, replay, rowsOf } from '../servers/tns/backing.ts';
import { decodeNumber, encodeNumber } from '../servers/tns/values.ts';
import { all, never, query, serve, siteOf, withSource } from './oracle-support.ts';

const ZONES = ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kathmandu'];
const zone = process.env['TZ'];
after(() => {
  if (zone === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zone;
});

let columns: readonly Column[] = [];
let rows: readonly (readonly Cell[])[] = [];
const server = await serve({ backing: replay([[/from v/, () => rowsOf(columns, rows)]]) });

/** What arrives of rows of these types. */
function arrives(
  types: readonly ColumnType[],
  sent: readonly (readonly Cell[])[],
): Promise<SourceRow[]> {
  columns = types.map((type, index) => ({ name: `C${index}`, type }));
  rows = sent;
  return withSource(siteOf(server), (source) =>
    all(source.stream(query('select * from v'), { signal: never })),
  );
}

const cases: readonly [
  string,
  ColumnType,
  readonly (readonly [sent: Cell, arrived: string | null])[],
][] = [
  [
    'VARCHAR2 keeps its characters, blanks and line breaks',
    'varchar2',
    [
      ['Zoë "Ann" O’Hara 👧', 'Zoë "Ann" O’Hara 👧'],
      [' x ', ' x '],
      ['a\r\nb\tc', 'a\r\nb\tc'],
      ['x'.repeat(30000), 'x'.repeat(30000)],
    ],
  ],
  [
    'NVARCHAR2',
    'nvarchar2',
    [
      ['Łódź 北京 👧', 'Łódź 北京 👧'],
      ['x'.repeat(4000), 'x'.repeat(4000)],
    ],
  ],
  [
    'the empty text is null',
    'varchar2',
    [
      ['', null],
      [null, null],
    ],
  ],
  [
    'CHAR loses its padding',
    'char',
    [
      ['Y         ', 'Y'],
      [' Y', ' Y'],
      [null, null],
    ],
  ],
  ['NCHAR loses its padding', 'nchar', [['é   ', 'é']]],
  [
    'CLOB, in one round trip a page',
    'clob',
    [
      ['x'.repeat(200_000), 'x'.repeat(200_000)],
      ['a\r\n"b" 👧', 'a\r\n"b" 👧'],
      [null, null],
      ['', null],
    ],
  ],
  [
    'NCLOB',
    'nclob',
    [
      ['北京 👧'.repeat(20_000), '北京 👧'.repeat(20_000)],
      [null, null],
    ],
  ],
  [
    'LONG',
    'long',
    [
      ['old text', 'old text'],
      [null, null],
    ],
  ],
  [
    'RAW is hexadecimal',
    'raw',
    [
      ['00FF10AB', '00FF10AB'],
      [null, null],
    ],
  ],
  [
    'NUMBER keeps every digit',
    'number',
    [
      ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
      ['-99999999999999999999999999999999999999', '-99999999999999999999999999999999999999'],
      ['9007199254740993', '9007199254740993'],
      ['9007199254740993.01', '9007199254740993.01'],
      ['0', '0'],
      ['-1', '-1'],
      ['100', '100'],
      ['1e20', '100000000000000000000'],
      [null, null],
    ],
  ],
  [
    'NUMBER below one has no zero before its point, which the runner adds',
    'number',
    [
      ['.5', '.5'],
      ['-0.01', '-.01'],
      ['0.00000000000000000001', '.00000000000000000001'],
    ],
  ],
  [
    'BINARY_DOUBLE',
    'binary_double',
    [
      ['0.1', '0.1'],
      ['-1.5e300', '-1.5e+300'],
      ['9007199254740993', '9007199254740992'],
      [null, null],
    ],
  ],
  [
    'BINARY_FLOAT',
    'binary_float',
    [
      ['0.5', '0.5'],
      ['-2', '-2'],
    ],
  ],
];

for (const tz of ZONES) {
  describe(`values under TZ=${tz}`, () => {
    for (const [name, type, pairs] of cases) {
      it(name, async () => {
        process.env['TZ'] = tz;
        assert.deepEqual(
          await arrives(
            [type],
            pairs.map(([sent]) => [sent]),
          ),
          pairs.map(([, arrived]) => [arrived]),
        );
      });
    }

    it('moments that the query wrote as text are as the database shows them, in the hour that clocks leave out as well', async () => {
      process.env['TZ'] = tz;
      const moments = [
        '2024-03-31T01:30:00.000',
        '2024-03-10T02:30:00.000',
        '2024-10-27T01:30:00.123',
        '1986-01-01T00:05:00.000',
        '0001-01-01T00:00:00.000',
        '9999-12-31T23:59:59.999',
      ];
      assert.deepEqual(
        await arrives(
          ['varchar2'],
          moments.map((moment) => [moment]),
        ),
        moments.map((moment) => [moment]),
      );
    });

    it('moments that the driver would turn into its own are refused, by name', async () => {
      process.env['TZ'] = tz;
      for (const type of ['date', 'timestamp', 'timestamp_tz'] as const) {
        await assert.rejects(
          arrives(['number', type], [['1', '2024-03-31T01:30:00.123456']]),
          (error) =>
            error instanceof ExtractionError &&
            error.code === 'not-text' &&
            /^ssd_a: C1 \(.*\) cannot be read without loss/.test(error.message) &&
            /to_char/.test(error.hint ?? ''),
        );
      }
    });
  });
}

describe('any rows', () => {
  const number = fc
    .tuple(
      fc.bigInt({ min: -(10n ** 38n) + 1n, max: 10n ** 38n - 1n }),
      fc.integer({ min: 0, max: 40 }),
    )
    .map(([digits, scale]) => {
      const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
      const [whole, fraction] = [
        text.slice(0, text.length - scale),
        text.slice(text.length - scale).replace(/0+$/, ''),
      ];
      const plain = `${whole}${fraction === '' ? '' : `.${fraction}`}`;
      return digits < 0n && /[1-9]/.test(plain) ? `-${plain}` : plain;
    });
  // a base-100 number has at most 20 digits of its own
  const oracleNumber = number.filter((text) => encodeNumber(text).length <= 21);

  it('a NUMBER goes to bytes and back', () =>
    fc.assert(
      fc.property(oracleNumber, (text) => assert.equal(decodeNumber(encodeNumber(text)), text)),
    ));

  it('arrive as they were sent, whatever the fetch size', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.option(oracleNumber),
            fc.option(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 })),
            fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
          ),
          { maxLength: 60 },
        ),
        async (sent) =>
          assert.deepEqual(
            await arrives(['number', 'varchar2', 'clob'], sent),
            sent.map(([digits, ...texts]) => [
              digits?.replace(/^(-?)0\./, '$1.') ?? null,
              ...texts,
            ]),
          ),
      ),
      { numRuns: 60 },
    ));
});
