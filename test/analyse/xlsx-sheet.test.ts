import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BundleColumn, ColumnType } from '../../src/analyse/bundle-tables.ts';
import { cellXml } from '../../src/analyse/xlsx-sheet.ts';

const cell = (text: string | null, type: ColumnType, british = false): string => {
  const about = { name: 'a', description: '', maxLength: undefined, itemRef: undefined, codes: [] };
  const column: BundleColumn = { ...about, type, british };
  return cellXml(text, column);
};

/** The text of a cell that is text for Excel, too; undefined for any other. */
const textOf = (xml: string): string | undefined =>
  /^<c s="1" t="inlineStr"><is><t xml:space="preserve">(.*)<\/t><\/is><\/c>$/s.exec(xml)?.[1];

describe('a cell of a workbook', () => {
  for (const text of ['007', '12', '=1+1', '-1', '1e5', '2024-12-10', ' x ', 'TRUE']) {
    it(`is text where its column is: ${text}`, () => {
      for (const type of ['text', 'list', 'boolean'] as const) {
        assert.equal(textOf(cell(text, type)), text);
      }
    });
  }
  for (const text of ['0', '-7', '0.25', '123456789012345']) {
    it(`is a number where no digit is lost: ${text}`, () =>
      assert.equal(cell(text, 'number'), `<c><v>${text}</v></c>`));
  }
  for (const text of ['007', '1234567890123456', '1.', 'x', '+1', '1e5', '-']) {
    it(`is text where it is no number that Excel keeps: ${text}`, () =>
      assert.equal(textOf(cell(text, 'integer')), text));
  }
  it('is the day that it says', () => {
    assert.equal(cell('2024-12-10', 'date'), '<c s="2"><v>45636</v></c>');
    assert.equal(cell('10/12/2024', 'date', true), '<c s="2"><v>45636</v></c>');
    assert.equal(cell('1900-03-01', 'date'), '<c s="2"><v>61</v></c>');
    assert.equal(cell('2024-12-10T12:00:00', 'datetime'), '<c s="3"><v>45636.5</v></c>');
  });
  const noDays = [
    ...['1900-02-28', '0024-03-04', '2024-02-30', '2024-13-01', '31/12/2024', '4712-01-01 BC'],
    ...['2024-12-10T24:00:00', '2024-12-10T09:61:00'],
  ];
  for (const text of noDays) {
    it(`is text where it is no day of Excel's calendar: ${text}`, () =>
      assert.equal(textOf(cell(text, 'datetime')), text));
  }
  it('is valid XML whatever the text holds', () => {
    assert.equal(textOf(cell('a & b < c > d', 'text')), 'a &amp; b &lt; c &gt; d');
    assert.equal(textOf(cell('\u0001\ud800\uffff', 'text')), '?\ufffd?');
    assert.equal(textOf(cell('one\r\ntwo', 'text')), 'one\ntwo');
  });
  it('is empty where there is nothing', () => {
    for (const nothing of [null, '']) assert.equal(cell(nothing, 'text'), '<c/>');
  });
});
