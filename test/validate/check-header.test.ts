import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkHeader } from '../../src/validate/check-header.ts';
import { field, object } from '../support/mapping.ts';

const owner = object([field('one', 'string'), field('two', 'int'), field('three', 'date')]);
const found = (columns: readonly string[]): string[] =>
  checkHeader(owner, columns).map(
    ({ row, field: name, severity, message }) => `${row} ${name} ${severity}: ${message}`,
  );

describe('the header of a file', () => {
  it('that is as the standard has it', () => assert.deepEqual(found(['one', 'two', 'three']), []));
  it('in another order is a warning, told once', () =>
    assert.deepEqual(found(['two', 'one', 'three']), [
      '0 one warning: the columns are not in the order of the standard',
    ]));
  it('that lacks a column, and has one of its own, is an error for each', () =>
    assert.deepEqual(found(['one', 'twoo', 'three']), [
      '0 two error: the column is missing',
      '0 column 2 error: the standard has no such column; did you mean two?',
    ]));
  it('with a column too many is an error', () =>
    assert.deepEqual(found(['one', 'two', 'three', 'Zebedee']), [
      '0 column 4 error: the standard has no such column',
    ]));
  it('that is a row of the data is told without repeating it', () =>
    assert.deepEqual(found(['1', 'Zebedee', '2010-01-01']), [
      `0 the first row error: none of its 3 cells is a column of ${owner.name}: the file has no header, or is another object's`,
    ]));
});
