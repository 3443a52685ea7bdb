import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { CellShape } from '../../src/query/compiled.ts';
import { formatCell, formatNumber } from '../../src/extract/cell-format.ts';
import { jsonFlags, jsonList, jsonObject } from '../../src/extract/json-cell.ts';
import { shapeRows } from '../../src/extract/shape-rows.ts';
import type { SourceRow } from '../../src/sources/source.ts';

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
    ['not a date', 'datetime', 'not a date', 'not a date'],
    ['2015-03-05 09:30', 'datetime', '2015-03-05T09:30:00', '05/03/2015 09:30:00'],
    ['2015-03-05 09:30 BST', 'datetime', '2015-03-05 09:30 BST', '2015-03-05 09:30 BST'],
    ['10/12/2024', 'date', '10/12/2024', '10/12/2024'],
    ['10/12/2024', 'datetime', '10/12/2024', '10/12/2024'],
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
    { name: 'A "quoted"', slot: 0, number: false },
    { name: 'N', slot: 1, number: true },
    { name: 'MISSING', slot: null, number: false },
  ];
  it('are valid whatever the texts hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const value = JSON.parse(jsonObject(parts, [text, '9007199254740993'], null)) as Record<
          string,
          unknown
        >;
        assert.equal(value['A "quoted"'], text);
      }),
    );
  });
  it('keep every digit of a number', () =>
    assert.equal(
      jsonObject(parts, ['x', '9007199254740993.10'], ''),
      '{"A \\"quoted\\"": "x", "N": 9007199254740993.1, "MISSING": ""}',
    ));
  it('write null where there is nothing', () =>
    assert.equal(
      jsonObject(parts, [null, null], null),
      '{"A \\"quoted\\"": null, "N": null, "MISSING": null}',
    ));
  it('list the same spelling whatever the order they come in', () =>
    assert.equal(jsonList(['1c', '1C ', '1C']), jsonList(['1C', '1c', '1C '])));
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
  it('list each text once, in natural order', () =>
    assert.equal(jsonList(['10B', '2', 'b', 'a ', 'A', '1A']), '["1A", "2", "10B", "A", "b"]'));
});

describe('rows', () => {
  const shape: CellShape[] = [
    { kind: 'value', slot: 0, type: 'string' },
    { kind: 'json_list', slot: 1 },
    { kind: 'null' },
  ];
  async function shaped(...batches: SourceRow[][]): Promise<(string | null)[][]> {
    const rows: (string | null)[][] = [];
    // eslint-disable-next-line @typescript-eslint/require-await -- batches come one after another
    async function* source(): AsyncGenerator<SourceRow[]> {
      yield* batches;
    }
    for await (const batch of shapeRows(source(), shape, 'iso')) {
      rows.push(...batch.map((row) => [...row]));
    }
    return rows;
  }
  it('that differ only in the entry of a list become one, across batches', async () => {
    assert.deepEqual(
      await shaped(
        [
          ['1', '2'],
          ['1', '1'],
        ],
        [
          ['1', '3'],
          ['2', null],
        ],
        [['3', 'x']],
      ),
      [
        ['1', '["1", "2", "3"]', null],
        ['2', '[]', null],
        ['3', '["x"]', null],
      ],
    );
  });
  it('none give none', async () => assert.deepEqual(await shaped(), []));
});
