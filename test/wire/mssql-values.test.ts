import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ExtractionError } from '../../src/problems/errors.ts';
import { plainRowEncoder } from '../servers/tds/tokens.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { start } from '../support/process.ts';
import { allRows, connectionTo, listen, withSource } from './mssql-support.ts';

const LONG = 'Ünïcödé 🙂 "quoted"\r\nline\ttab '.repeat(700);

/**
 * Type, value in the database, and the text that must come out; the value itself when there is no
 * third.
 */
const VALUES: readonly (readonly [type: string, value: string, text?: string])[] = [
  ['datetime', '2024-03-31 01:30:00.123', '2024-03-31T01:30:00.123'],
  ['datetime', '2024-10-27T01:30:00', '2024-10-27T01:30:00'],
  ['datetime', '1753-01-01 00:00:00.000', '1753-01-01T00:00:00'],
  ['datetime', '9999-12-31 23:59:59.997', '9999-12-31T23:59:59.997'],
  ['datetime', '2024-02-29 09:30:15.5', '2024-02-29T09:30:15.500'],
  ['smalldatetime', '2024-03-31 01:30', '2024-03-31T01:30:00'],
  ['smalldatetime', '1900-01-01 00:00', '1900-01-01T00:00:00'],
  ['date', '2024-03-31'],
  ['date', '0001-01-01'],
  ['date', '9999-12-31'],
  ['date', '1883-11-18'],
  ['datetime2(7)', '2024-03-31 01:30:00.1234567', '2024-03-31T01:30:00.1234567'],
  ['datetime2(7)', '0001-01-01 00:00:00.0000001', '0001-01-01T00:00:00.0000001'],
  ['datetime2(7)', '9999-12-31 23:59:59.9999999', '9999-12-31T23:59:59.9999999'],
  ['datetime2(3)', '2024-10-27 01:59:59.999', '2024-10-27T01:59:59.999'],
  ['datetime2(0)', '2024-10-27 01:59:59', '2024-10-27T01:59:59'],
  ['time(7)', '23:59:59.9999999'],
  ['time(0)', '00:00:00'],
  ['time(3)', '12:34:56.789'],
  ['bigint', '9223372036854775807'],
  ['bigint', '-9223372036854775808'],
  ['bigint', '9007199254740993'],
  ['int', '-2147483648'],
  ['smallint', '-32768'],
  ['tinyint', '255'],
  ['bit', '1'],
  ['bit', '0'],
  ['decimal(18,2)', '12345678901234.56'],
  ['decimal(9,0)', '999999999'],
  ['decimal(18,10)', '0.1000000000'],
  ['numeric(5,2)', '-0.10'],
  ['decimal(38,2)', '1.50'],
  ['money', '0.1000'],
  ['money', '-922337.5808'],
  ['smallmoney', '214748.3647'],
  ['float', '0.1'],
  ['float', '1e300', '1e+300'],
  ['float', '-2.2250738585072014e-308'],
  ['float', '9007199254740993', '9007199254740992'],
  ['real', '0.1'],
  ['real', '3.4028235e38', '3.4028235e+38'],
  ['real', '16777217', '16777216'],
  ['nvarchar(100)', "O'Brien – Ünïcödé 🙂 "],
  ['nvarchar(max)', LONG],
  ['nvarchar(10)', ''],
  ['nvarchar(max)', ''],
  ['ntext', LONG],
  ['xml', '<a b="1">é</a>'],
  ['varchar(50)', 'Zoë €5 “quoted” Šárka'],
  ['varchar(max)', 'Œuvre '.repeat(3000)],
  ['text', 'naïve'],
  ['char(8)', 'ab é', 'ab é'],
  ['nchar(10)', 'x', 'x'],
  ['nchar(4)', ' y ', ' y'],
  ['uniqueidentifier', '6F9619FF-8B86-D011-B42D-00C04FC964FF'],
  ['varbinary(20)', '0x00FF10'],
  ['varbinary(max)', `0x${'AB'.repeat(9000)}`],
  ['binary(3)', '0x010203'],
  ['image', '0xDEADBEEF'],
];
const EXPECTED = VALUES.map(([, value, text = value]) => text);

describe('values as the database shows them', () => {
  for (const zone of ['UTC', 'Europe/London', 'America/New_York', 'Asia/Kathmandu']) {
    it(`in the time zone ${zone}`, async () => {
      const program = path.join(import.meta.dirname, 'mssql-values-program.ts');
      const { code, out, err } = await start(
        [program, JSON.stringify(VALUES.map(([type, value]) => [type, value]))],
        { env: { TZ: zone } },
      ).ended;
      assert.equal(code, 0, err);
      const { zone: seen, rows } = JSON.parse(out) as { zone: string; rows: (string | null)[][] };
      assert.equal(seen, zone);
      assert.deepEqual(
        rows[0]?.map((text, index) => [VALUES[index]?.[0], text]),
        EXPECTED.map((text, index) => [VALUES[index]?.[0], text]),
      );
      assert.deepEqual(
        rows[1],
        EXPECTED.map(() => null),
      );
    });
  }

  it('in rows without a bitmap of nulls, too', async () => {
    const columns = VALUES.map(([type], index) => ({ name: `c${index}`, type }));
    const encode = plainRowEncoder(columns);
    const rows = [VALUES.map(() => null), VALUES.map(([, value]) => value), VALUES.map(() => null)];
    const server = await listen({
      backing: withSystem({ database: 'HDM' }, replay({ columns, rows: rows.map(encode) })),
    });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await allRows(source), [
        EXPECTED.map(() => null),
        EXPECTED,
        EXPECTED.map(() => null),
      ]),
    );
  });
});

async function readOne(type: string, values: readonly string[]): Promise<(string | null)[]> {
  const server = await listen({
    backing: withSystem(
      { database: 'HDM' },
      replay(
        replayed(
          [{ name: 'c', type }],
          values.map((value) => [value]),
        ),
      ),
    ),
  });
  return withSource(connectionTo(server), async (source) =>
    (await allRows(source)).map(([cell]) => cell ?? null),
  );
}

describe('any value', () => {
  const digits = (whole: number, scale: number): fc.Arbitrary<string> =>
    fc
      .tuple(
        fc.boolean(),
        fc.bigInt(0n, 10n ** BigInt(whole) - 1n),
        fc.bigInt(0n, 10n ** BigInt(scale) - 1n),
      )
      .map(
        ([negative, left, right]) =>
          `${negative && (left > 0n || right > 0n) ? '-' : ''}${left}.${String(right).padStart(scale, '0')}`,
      );
  const many = <T>(arbitrary: fc.Arbitrary<T>): T[] =>
    fc.sample(arbitrary, { numRuns: 500, seed: 7 });

  it('of decimal(15,4) keeps its digits', async () => {
    const values = many(digits(11, 4));
    assert.deepEqual(await readOne('decimal(15,4)', values), values);
  });
  it('of money up to 100,000,000,000 keeps its digits', async () => {
    const values = many(digits(11, 4));
    assert.deepEqual(await readOne('money', values), values);
  });
  it('of bigint', async () => {
    const values = many(fc.bigInt(-(2n ** 63n), 2n ** 63n - 1n).map(String));
    assert.deepEqual(await readOne('bigint', values), values);
  });
  it('of float comes back from its text', async () => {
    const values = many(fc.double({ noNaN: true, noDefaultInfinity: true })).map((value) =>
      value === 0 ? 0 : value,
    );
    assert.deepEqual((await readOne('float', values.map(String))).map(Number), values);
  });
  it('of real comes back from its text, which is as short as it can be', async () => {
    const values = many(fc.float({ noNaN: true, noDefaultInfinity: true }));
    const texts = await readOne('real', values.map(String));
    assert.deepEqual(
      texts.map((text) => Math.fround(Number(text))),
      values.map((value) => (value === 0 ? 0 : value)),
    );
    assert.deepEqual(
      texts.filter(
        (text, index) => (text ?? '').length > String(Number(values[index]?.toPrecision(9))).length,
      ),
      [],
    );
  });
  it('of nvarchar', async () => {
    const values = many(fc.string({ unit: 'grapheme', maxLength: 200 }));
    assert.deepEqual(await readOne('nvarchar(4000)', values), values);
  });
  it('of datetime, to the 300th of a second', async () => {
    const values = many(
      fc.date({ min: new Date('1753-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }),
    );
    const kept = values.map(
      (date) =>
        new Date(
          Math.floor(date.getTime() / 1000) * 1000 +
            Math.round(Math.round(date.getUTCMilliseconds() * 0.3) / 0.3),
        ),
    );
    assert.deepEqual(
      await readOne(
        'datetime',
        values.map((date) => date.toISOString().slice(0, -1)),
      ),
      kept.map((date) => date.toISOString().slice(0, -1).replace('.000', '')),
    );
  });
});

describe('a value that the driver cannot give without loss is refused, never rounded', () => {
  const cases: readonly [string, string, RegExp][] = [
    ['decimal(38,2)', '12345678901234567890.12', /convert\(varchar\(60\), c\)/],
    ['decimal(18,2)', '9007199254740993.01', /convert\(varchar\(60\), c\)/],
    ['money', '922337203685477.5807', /convert\(varchar\(60\), c, 2\)/],
    [
      'datetimeoffset(7)',
      '2024-03-31 01:30:00.1234567 +01:00'.replace(' +', '+'),
      /convert\(varchar\(34\), c, 126\)/,
    ],
  ];
  for (const [type, value, hint] of cases) {
    it(`${type}`, async () => {
      await assert.rejects(readOne(type, [value]), (error: unknown) => {
        assert.ok(error instanceof ExtractionError);
        assert.equal(error.code, 'lossy-column');
        assert.match(error.message, /^ssd_person: .* column c .*localhost/);
        assert.match(error.hint ?? '', hint);
        assert.ok(!error.message.includes(value.slice(0, 8)));
        return true;
      });
    });
  }
});
