import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  codesOnly,
  firstOfMonth,
  keysOnly,
  postcodeSector,
  wholeNumber,
} from '../../src/protect/coarser.ts';
import { parseMoment } from '../../src/validators/dates.ts';

describe('a date by its month', () => {
  for (const [from, to] of [
    ['2010-05-17', '2010-05-01'],
    ['2010-05-17T09:30:15', '2010-05-01T00:00:00'],
    ['2010-05-17T09:30:15.25', '2010-05-01T00:00:00'],
    ['17/05/2010', '01/05/2010'],
    ['17/05/2010 09:30:15', '01/05/2010 00:00:00'],
    [' 2010-05-17 ', '2010-05-01'],
    ['2010-02-30', null],
    ['about Easter', null],
    ['-0044-03-15', null],
  ] as const) {
    it(`${from} → ${to}`, () => assert.equal(firstOfMonth(from), to));
  }
  it('stays a date, keeps the order of two, and says nothing of the day', () => {
    const day = fc.date({
      min: new Date('1900-01-01'),
      max: new Date('2100-01-01'),
      noInvalidDate: true,
    });
    const iso = (date: Date): string => date.toISOString().slice(0, 19);
    fc.assert(
      fc.property(day, day, (a, b) => {
        const [first, second] = [firstOfMonth(iso(a)), firstOfMonth(iso(b))];
        assert.ok(parseMoment(first)?.endsWith('-01T00:00:00'));
        if (iso(a) <= iso(b)) assert.ok((first ?? '') <= (second ?? ''));
      }),
    );
  });
});

describe('a postcode by its sector', () => {
  for (const [from, to] of [
    ['AB1 2CD', 'AB1 2'],
    ['ab12cd', 'AB1 2'],
    ['SW1A 1AA', 'SW1A 1'],
    ['M1 1AE', 'M1 1'],
    [' EC2V  6DB ', 'EC2V 6'],
    ['AB1 2', 'AB1 2'],
    ['AB1', null],
    ['12 High Street', null],
    ['AB1 2CD (old)', null],
  ] as const) {
    it(`${from} → ${to}`, () => assert.equal(postcodeSector(from), to));
  }
});

describe('a number without its fraction', () => {
  for (const [from, to] of [
    ['12.6', '13'],
    ['-0.4', '0'],
    ['7', '7'],
    ['1e3', null],
    ['far', null],
  ] as const) {
    it(`${from} → ${to}`, () => assert.equal(wholeNumber(from), to));
  }
});

describe('JSON', () => {
  it('keeps of a list what looks like a code', () => {
    assert.equal(codesOnly('["1A", "21", "lives with aunt", 7, {"a": 1}]'), '["1A", "21", 7]');
    assert.equal(codesOnly('{"a": 1}'), null);
    assert.equal(codesOnly('no JSON'), null);
  });
  it('keeps of an object only the keys that are named, and no text in them', () => {
    const text =
      '{"NFA_FLAG": "Y", "COMMENTS": "Jane said", "OTHER": {"id": 1}, "TOTAL": 3, "__proto__": "x"}';
    assert.equal(
      keysOnly(text, ['NFA_FLAG', 'TOTAL', 'OTHER', 'ABSENT']),
      '{"NFA_FLAG": "Y", "TOTAL": 3, "OTHER": null}',
    );
    assert.equal(keysOnly('{"NFA_FLAG": "Jane said"}', ['NFA_FLAG']), '{"NFA_FLAG": null}');
    assert.equal(keysOnly('[1]', ['NFA_FLAG']), null);
    assert.equal(keysOnly('{', ['NFA_FLAG']), null);
  });
  it('never lets a text of several words through, whatever holds it', () => {
    const text = fc.string({ minLength: 1 }).map((part) => `${part} secret words`);
    const value = fc.oneof(text, fc.array(text), fc.dictionary(fc.string(), text));
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom('a', 'b', 'c'), value), (object) => {
        const kept = keysOnly(JSON.stringify(object), ['a', 'b']) ?? '';
        assert.ok(!kept.includes('secret words'));
        const list = codesOnly(JSON.stringify(Object.values(object))) ?? '';
        assert.ok(!list.includes('secret words'));
      }),
    );
  });
});
