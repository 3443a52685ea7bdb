import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { FieldType } from '../../src/spec/model.ts';
import { characters } from '../../src/validators/characters.ts';
import { parseMoment } from '../../src/validators/dates.ts';
import { rulesBroken } from '../support/cells.ts';

describe('types', () => {
  const cases: Readonly<
    Partial<
      Record<FieldType, { readonly good: readonly string[]; readonly bad: readonly string[] }>
    >
  > = {
    date: {
      good: ['2024-02-29', '29/02/2024', '2024-02-29T00:00:00', '2000-02-29'],
      bad: [
        '2023-02-29',
        '29/02/2023',
        '2024-13-01',
        '31/04/2024',
        '2024-2-9',
        'today',
        '20240229',
        '02/29/2024',
        '1900-02-29',
        '2100-02-29',
        '29/02/1900',
        '10000-01-01',
        '-4712-01-01',
        // the sign before 0 is no digit
        '20/9-01-01',
        '2024-01-1/',
      ],
    },
    datetime: {
      good: [
        '2024-02-29T09:30:00',
        '2024-02-29 09:30',
        '2024-02-29T09:30:00.1234567',
        '29/02/2024 09:30:00',
        '2024-02-29',
      ],
      bad: [
        '2024-02-29T24:00:00',
        '2024-02-29T09:60:00',
        '2024-02-29T09',
        '2024-02-29T09:30:00Z',
        '2024-02-29T/9:30:00',
      ],
    },
    int: {
      good: ['0', '-12', '12345678901234567890123456789012345678'],
      bad: ['1.0', '1e3', 'one', '1 2'],
    },
    float: {
      good: ['0.5', '.5', '5.', '-1e3', '9007199254740993.01'],
      bad: ['1,5', 'NaN', '0x1', '1e', '.', '1.2.3'],
    },
    boolean: { good: ['0', '1', 'Y', 'n', 'true', 'FALSE'], bad: ['2', 'yes', 'no', '-1'] },
    list: { good: ['[]', '["a", "b"]'], bad: ['a', '{"a":1}', '[1,'] },
  };
  for (const [type, { good, bad }] of Object.entries(cases) as [
    FieldType,
    { good: string[]; bad: string[] },
  ][]) {
    for (const text of good) {
      it(`${text} is of type ${type}`, () => assert.deepEqual(rulesBroken(text, [], { type }), []));
    }
    for (const text of bad) {
      it(`${text} is not of type ${type}`, () =>
        assert.deepEqual(rulesBroken(text, [], { type }), ['type']));
    }
    it(`an empty cell is of type ${type}`, () =>
      assert.deepEqual(
        [...rulesBroken(null, [], { type }), ...rulesBroken(' ', [], { type })],
        [],
      ));
  }

  it('stand-ins for dates draw a warning', () => {
    for (const text of ['1900-01-01', '01/01/1900', '1753-01-01', '9999-12-31']) {
      assert.deepEqual(rulesBroken(text, [], { type: 'date' }), ['sentinel-date'], text);
    }
    assert.deepEqual(rulesBroken('1900-01-02', [], { type: 'date' }), []);
  });
  it('a size counts characters, not code units', () => {
    assert.deepEqual(rulesBroken('👶👶', [], { size: 2 }), []);
    assert.deepEqual(rulesBroken('👶👶👶', [], { size: 2 }), ['size']);
  });
  it('a field ending in _json holds valid JSON', () => {
    assert.deepEqual(rulesBroken('{"a": 1}', [], { name: 'x_json' }), []);
    assert.deepEqual(rulesBroken('{"a": }', [], { name: 'x_json' }), ['json']);
  });

  it('a bad list in a field ending in _json is told once', () =>
    assert.deepEqual(rulesBroken('[1,', [], { name: 'x_json', type: 'list' }), ['type']));
  it('characters are counted in place, halves of pairs one each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff })), (units) => {
        const text = String.fromCharCode(...units);
        assert.equal(characters(text), [...text].length);
      }),
    );
    assert.equal(characters('👶\ud83d'), 2);
  });

  it('dates of the calendar, and only they, are dates', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1900, max: 2100 }),
        fc.integer({ min: 0, max: 14 }),
        fc.integer({ min: 0, max: 33 }),
        (year, month, day) => {
          const text = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const date = new Date(Date.UTC(year, month - 1, day));
          const real =
            date.getUTCFullYear() === year &&
            date.getUTCMonth() === month - 1 &&
            date.getUTCDate() === day;
          assert.equal(parseMoment(text) !== null, real, text);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
