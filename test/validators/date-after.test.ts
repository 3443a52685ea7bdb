import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rulesBroken, use } from '../support/cells.ts';

describe('date_after', () => {
  const after = use('date_after', { field_id: ['from', 'too'] });
  const broken = (cell: string | null, from: string | null, too: string | null = null): boolean =>
    rulesBroken(cell, [after], {
      type: 'datetime',
      beside: { from: ['date', from], too: ['date', too] },
    }).includes('date_after');
  it('a later day passes', () => assert.equal(broken('2024-02-01', '2024-01-31'), false));
  it('the same day passes', () => assert.equal(broken('2024-02-01', '2024-02-01'), false));
  it('an earlier day breaks it', () => assert.equal(broken('2024-01-30', '2024-01-31'), true));
  it('two times of one day are compared', () =>
    assert.equal(broken('2024-01-31T09:00:00', '2024-01-31T09:30:00'), true));
  for (const [cell, from] of [
    ['2024-01-31', '2024-01-31T14:30:00'],
    ['2024-01-31T00:00:00', '2024-01-31T14:30:00'],
    ['2024-01-31 00:00:00.000', '2024-01-31T14:30:00'],
    ['31/01/2024', '31/01/2024 14:30'],
    ['31/01/2024 00:00', '2024-01-31T14:30:00.5'],
    ['2024-01-31T14:30:00', '2024-01-31'],
  ] as const) {
    it(`the same day is in order where one side has no time: ${cell}, ${from}`, () =>
      assert.equal(broken(cell, from), false));
  }
  it('a day without a time is before the next day', () =>
    assert.equal(broken('2024-01-30', '2024-01-31T00:00:00'), true));
  it('dates as some returns write them compare by time, not by text', () =>
    assert.equal(broken('02/01/2024', '01/12/2023'), false));
  it('every field named counts', () =>
    assert.equal(broken('2024-02-01', '2024-01-01', '2024-03-01'), true));
  it('empty and unreadable dates pass', () => {
    assert.equal(broken(null, '2024-01-31'), false);
    assert.equal(broken('2024-01-30', null), false);
    assert.equal(broken('2024-01-30', 'soon'), false);
    assert.equal(broken('soon', '2024-01-31'), false);
  });
  it('the same moment passes', () =>
    assert.equal(broken('2024-01-31T09:30:00', '2024-01-31T09:30:00'), false));
  it('a blank before the time is as good as a T', () => {
    assert.equal(broken('2024-01-31 09:30:00', '2024-01-31T09:00:00'), false);
    assert.equal(broken('2024-01-31 09:00:00', '2024-01-31T09:30:00'), true);
  });
});
