import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CellShape } from '../../src/query/compiled.ts';
import { formatCell, formatNumber } from '../../src/extract/cell-format.ts';
import { jsonFlags, jsonList, jsonObject } from '../../src/extract/json-cell.ts';
import { CellLimit } from '../../src/extract/cell-limit.ts';
import { rowShaper } from '../../src/extract/row-shaper.ts';
import { ExtractionError } from '../../src/problems/errors.ts';
import { rulesBroken } from '../support/cells.ts';
import type { SourceRow } from '../../src/sources/source.ts';
import type { Row } from '../../src/validators/row.ts';

describe('cells', () => {
  const cases: readonly [string, Parameters<typeof formatCell>[1], string, string][] = [
    ['2024-12-10 09:30:00', 'datetime', '2024-12-10T09:30:00', '10/12/2024 09:30:00'],
    [
      '2024-12-10T09:30:00.1230000',
      'datetime',
      '2024-12-10T09:30:00.123',
      '10/12/2024 09:30:00.123',
    ],
    ['2024-12-10', 'datetime', '2024-12-10T00:00:00', '10/12/2024 00:00:00'],
    ['2024-12-10T23:59:59', 'date', '2024-12-10', '10/12/2024'],
    ['2015-03-05 09:30', 'datetime', '2015-03-05T09:30:00', '05/03/2015 09:30:00'],
    ['2015-03-05T09:30', 'date', '2015-03-05', '05/03/2015'],
    [' 2015-03-05 ', 'date', '2015-03-05', '05/03/2015'],
    // before Christ, as PostgreSQL and Oracle say it
    ['4712-01-01 00:00:00 BC', 'datetime', '-4712-01-01T00:00:00', '-4712-01-01 00:00:00'],
    ['2024-01-05T09:30:00.500 BC', 'datetime', '-2024-01-05T09:30:00.5', '-2024-01-05 09:30:00.5'],
    ['-2024-01-05T09:30:00.500', 'datetime', '-2024-01-05T09:30:00.5', '-2024-01-05 09:30:00.5'],
    ['2024-01-05 BC', 'datetime', '-2024-01-05T00:00:00', '-2024-01-05 00:00:00'],
    ['2024-01-05 BC', 'date', '-2024-01-05', '-2024-01-05'],
    ['-2024-01-05T09:30:00', 'date', '-2024-01-05', '-2024-01-05'],
    ['', 'date', '', ''],
    ['.5', 'float', '0.5', '0.5'],
    ['-.50', 'float', '-0.5', '-0.5'],
    ['10.00', 'float', '10', '10'],
    ['+7', 'int', '7', '7'],
    ['1e5', 'float', '100000', '100000'],
    ['-1.25E-07', 'float', '-0.000000125', '-0.000000125'],
    ['1.0000000000000001E-001', 'float', '0.10000000000000001', '0.10000000000000001'],
    ['1.50E+002', 'float', '150', '150'],
    ['-0', 'float', '0', '0'],
    ['NaN', 'float', 'NaN', 'NaN'],
    [
      '12345678901234567890123456789012345678',
      'int',
      '12345678901234567890123456789012345678',
      '12345678901234567890123456789012345678',
    ],
    [' Zoë ', 'string', ' Zoë ', ' Zoë '],
  ];
  for (const [text, type, iso, british] of cases) {
    it(`${text} as ${type}`, () => {
      assert.equal(formatCell(text, type, 'iso'), iso);
      assert.equal(formatCell(text, type, 'dd/mm/yyyy'), british);
    });
  }
  const unchanged = [
    'not a date',
    '10000-01-01',
    '10000-01-01 00:00:00',
    '-4712-01-01T00:00:00 BC',
    '4712-01-01 00:00:00 AD',
    '+2024-01-01',
    'infinity',
    '-infinity',
    '10/12/2024',
    '10/12/2024 09:30',
    '2015-03-05 9:30',
    '2015-03-05 09:30 BST',
    '2015-03-05T09:30:00Z',
    '2015-03-05T09:30:00+01:00',
    '2015-03-05T24:00:00',
    '2015-03-05, about',
    '2015-02-30',
    '2015-03',
    '2015-03-05\n2016-03-05',
    '20150305',
  ];
  for (const text of unchanged) {
    it(`${JSON.stringify(text)} is left as it is in a field of dates`, () => {
      for (const type of ['date', 'datetime'] as const) {
        assert.equal(formatCell(text, type, 'iso'), text);
        assert.equal(formatCell(text, type, 'dd/mm/yyyy'), text);
      }
    });
  }
  it('what is left as it is in a field of dates is reported, unless it is a British date', () => {
    for (const text of [...unchanged, '-2024-01-05', '-2024-01-05T09:30:00']) {
      const british = /^\d\d\/\d\d\/\d{4}/.test(text);
      assert.deepEqual(rulesBroken(text, [], { type: 'date' }), british ? [] : ['type'], text);
    }
  });
  for (const text of ['1,5', '1.2.3', '1-', '.', '+', '0x1F', '1 2', 'NaN', 'Infinity', '£5', '']) {
    it(`${JSON.stringify(text)} is left as it is in a field of numbers`, () =>
      assert.equal(formatCell(text, 'float', 'iso'), text));
  }
  it('a long text in a field of numbers or dates takes no longer than reading it', () => {
    const long = 200_000;
    const began = performance.now();
    for (const text of [
      `0.${'0'.repeat(long)}1`,
      `${' '.repeat(long)}x`,
      `${'1'.repeat(long)}x`,
      `1${' '.repeat(long)}x`,
      `2024-01-01${' '.repeat(long)}x`,
      `2024-01-01 00:00:00.${'0'.repeat(long)}1`,
    ]) {
      for (const type of ['float', 'date', 'datetime'] as const) {
        formatCell(text, type, 'iso');
        rulesBroken(text, [], { type });
      }
    }
    assert.ok(performance.now() - began < 3000, 'it took 19 s when it was quadratic');
  });
  it('keeps null', () => assert.equal(formatCell(null, 'date', 'iso'), null));
  it('loses no digit of a number', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
        fc.bigInt({ min: 0n, max: 10n ** 10n }),
        (whole, fraction) => {
          const text = `${whole}.${fraction}`;
          const [back = '', rest = ''] = formatNumber(text).split('.');
          assert.equal(BigInt(back), whole);
          assert.equal(rest, String(fraction).replace(/0+$/, ''));
        },
      ),
    );
  });
});

describe('JSON cells', () => {
  const parts = [
    { name: 'A "quoted"', number: false },
    { name: 'N', number: true },
    { name: 'MISSING', number: false },
  ];
  it('are valid whatever the texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = JSON.parse(
          jsonObject(parts, null)([text, '9007199254740993', null]),
        ) as Record<string, unknown>;
        assert.equal(value['A "quoted"'], text);
      }),
    );
  });
  it('keep every digit of a number', () =>
    assert.equal(
      jsonObject(parts, '')(['x', '9007199254740993.10', null]),
      '{"A \\"quoted\\"": "x", "N": 9007199254740993.1, "MISSING": ""}',
    ));
  it('write null where there is nothing', () =>
    assert.equal(
      jsonObject(parts, null)([null, null, null]),
      '{"A \\"quoted\\"": null, "N": null, "MISSING": null}',
    ));
  it('write what stands for no text, but never for no number', () => {
    const said = [
      { name: 'T', number: false },
      { name: 'N', number: true },
    ];
    assert.equal(jsonObject(said, '')([null, null]), '{"T": "", "N": null}');
  });
  it('write a number that JSON does not know as text', () => {
    for (const number of ['007', '1.5.1', 'NaN', '-', '']) {
      const made = JSON.parse(jsonObject(parts, null)([null, number, null])) as Record<
        string,
        unknown
      >;
      assert.equal(made['N'], number);
    }
  });
  it('list the same spelling whatever the order they come in', () => {
    for (const entries of [
      ['1c', '1C '],
      ['1C ', '1c'],
    ]) {
      assert.equal(jsonList(entries), '["1C"]');
    }
  });
  it('of flags: Y or N where a list of entries says so, others for entries of no list, and how many there are', () => {
    const flags = {
      keys: ['NFA', 'CP', 'UNKNOWN', 'OTHER', 'TOTAL'],
      entriesOf: new Map([
        ['NFA', ['1', '2']],
        ['CP', ['3']],
      ]),
      other: 'OTHER',
      total: 'TOTAL',
    };
    assert.equal(
      jsonFlags(['2', '9', '2'], flags),
      '{"NFA": "Y", "CP": "N", "UNKNOWN": null, "OTHER": "Y", "TOTAL": 2}',
    );
    assert.equal(
      jsonFlags([], flags),
      '{"NFA": "N", "CP": "N", "UNKNOWN": null, "OTHER": "N", "TOTAL": 0}',
    );
  });
  it('of flags: N for others while every entry is of a list', () => {
    const flags = { keys: ['OTHER'], entriesOf: new Map([['NFA', ['1']]]), other: 'OTHER' };
    assert.equal(jsonFlags(['1', '1'], flags), '{"OTHER": "N"}');
    assert.equal(jsonFlags(['2'], flags), '{"OTHER": "Y"}');
  });
  it('list each text once, in natural order', () =>
    assert.equal(jsonList(['10B', '2', 'b', 'a ', 'A', '1A']), '["1A", "2", "10B", "A", "b"]'));
});

describe('rows', () => {
  const shape: CellShape[] = [
    { kind: 'value', slot: 0, type: 'string' },
    { kind: 'json_list', slot: 1 },
    { kind: 'null' },
  ];
  function shaped(
    batches: readonly (readonly SourceRow[])[],
    { cells = shape, most = 1000 } = {},
  ): { readonly rows: readonly Row[]; readonly removed: number } {
    const limit = new CellLimit({ object: 'ssd_x', fields: ['a', 'b', 'c'], most });
    const shaper = rowShaper({ shape: cells, dateFormat: 'iso', limit });
    const rows = batches.flatMap((batch) => shaper.rows(batch));
    return { rows: [...rows, ...shaper.end()], removed: shaper.removed };
  }
  it('that differ only in the entry of a list become one, across batches', () => {
    const { rows } = shaped([
      [
        ['1', '2'],
        ['1', '1'],
      ],
      [
        ['1', '3'],
        ['2', null],
      ],
      [['3', 'x']],
    ]);
    assert.deepEqual(rows, [
      ['1', '["1", "2", "3"]', null],
      ['2', '[]', null],
      ['3', '["x"]', null],
    ]);
  });
  it('none give none', () => assert.deepEqual(shaped([]).rows, []));

  const plain: CellShape[] = [
    { kind: 'value', slot: 0, type: 'string' },
    {
      kind: 'json_object',
      textDefault: null,
      parts: [{ name: 'SAID', slot: 1, number: false }],
    },
  ];
  it('are cleaned before JSON is made, and what is removed is counted', () => {
    const raw = ['F\u0001\u0002', 'seen \ud83d at home\u0000 \u0007 👶\ufffe'];
    assert.deepEqual(shaped([[raw]], { cells: plain }), {
      rows: [['F', '{"SAID": "seen  at home  👶"}']],
      removed: 6,
    });
  });
  it('count what is removed of a group once, and of each of its entries', () => {
    const { rows, removed } = shaped([
      [
        ['a\u0000', 'x\u0001'],
        ['a\u0000', 'y\u0002\u0003'],
      ],
    ]);
    assert.deepEqual(rows, [['a', '["x", "y"]', null]]);
    assert.equal(removed, 4);
  });
  it('have no empty text, which a file cannot tell from no value', () => {
    const { rows } = shaped([[['', null]], [['\u0000', null]]], { cells: plain });
    assert.deepEqual(
      rows.map(([cell]) => cell),
      [null, null],
    );
  });

  const tooLarge =
    (place: string) =>
    (error: unknown): boolean =>
      error instanceof ExtractionError &&
      error.exitCode === 4 &&
      error.code === 'cell-too-large' &&
      error.message.startsWith(`${place}: a value of `) &&
      !/Zeb/.test(error.message + error.hint);
  it('with a value beyond the limit end the run, which names the place and not the value', () => {
    const fits = 'Zeb'.repeat(10);
    assert.equal(shaped([[[fits, null]]], { cells: plain, most: 30 }).rows.length, 1);
    assert.throws(
      () => shaped([[['1', null]], [[`${fits}Z`, null]]], { cells: plain, most: 30 }),
      tooLarge('ssd_x.a, row 2'),
    );
    assert.throws(
      () => shaped([[['1', '"'.repeat(25)]]], { cells: plain, most: 30 }),
      tooLarge('ssd_x.b, row 1'),
      'JSON is longer than what it is made of',
    );
  });
  it('with entries that are too much together end the run while they are gathered', () => {
    const limit = new CellLimit({ object: 'ssd_x', fields: ['a', 'b', 'c'], most: 300 });
    const shaper = rowShaper({ shape, dateFormat: 'iso', limit });
    shaper.rows([['1', 'x']]);
    const entries = Array.from({ length: 100 }, (_, at) => ['2', `Zeb${at}`]);
    assert.throws(() => shaper.rows(entries), tooLarge('ssd_x.b, row 2'));
  });
  it('are each held against what a row of a CSV file may be', () => {
    for (const cells of [plain, shape]) {
      const held: [Row, number][] = [];
      class Recording extends CellLimit {
        override holdRow(row: Row, number: number): void {
          held.push([row, number]);
        }
      }
      const limit = new Recording({ object: 'ssd_x', fields: ['a', 'b', 'c'], most: 300 });
      const shaper = rowShaper({ shape: cells, dateFormat: 'iso', limit });
      const rows = [
        ...shaper.rows([
          ['1', 'x'],
          ['2', 'y'],
        ]),
        ...shaper.end(),
      ];
      assert.deepEqual(
        held,
        rows.map((row, index) => [row, index + 1]),
      );
      assert.equal(rows.length, 2);
    }
  });
  it('that are too long for a CSV file, each cell within the limit, end the run', () => {
    const limit = new CellLimit({ object: 'ssd_x', fields: ['a'], most: 1 << 28 });
    const half = 'é'.repeat(1 << 26);
    assert.doesNotThrow(() => limit.holdRow([half, half], 7));
    assert.throws(
      () => limit.holdRow([half, half, 'x'], 7),
      (error) => error instanceof ExtractionError && /^ssd_x, row 7: /.test(error.message),
    );
  });
});
