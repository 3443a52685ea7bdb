import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isDay, momentsOf } from '../../src/mapping/moments.ts';

const rules = new Map([
  ['census', { kind: 'latest', monthDay: '09-30' }],
  ['before_census', { kind: 'window_before', moment: 'census' }],
] as const);
const day = (today: string, name: string, years = 6): string | undefined =>
  momentsOf(today, years, rules).get(name);

describe('moments of a run', () => {
  it('are midnights', () => assert.equal(day('2026-04-01', 'today'), '2026-04-01T00:00:00'));
  it('tomorrow crosses months and years', () => {
    assert.equal(day('2026-12-31', 'tomorrow'), '2027-01-01T00:00:00');
    assert.equal(day('2024-02-28', 'tomorrow'), '2024-02-29T00:00:00');
  });
  it('the window starts on the same day of the year, 28 February for a leap day', () => {
    assert.equal(day('2026-04-01', 'window_start'), '2020-04-01T00:00:00');
    assert.equal(day('2024-02-29', 'window_start', 1), '2023-02-28T00:00:00');
    assert.equal(day('2024-02-29', 'window_start', 4), '2020-02-29T00:00:00');
  });
  it('the latest 30 September lies strictly before today', () => {
    assert.equal(day('2026-09-30', 'census'), '2025-09-30T00:00:00');
    assert.equal(day('2026-10-01', 'census'), '2026-09-30T00:00:00');
  });
  it('a window may lie before another moment', () =>
    assert.equal(day('2026-10-01', 'before_census'), '2020-09-30T00:00:00'));
  it('days of the calendar are days', () => {
    assert.ok(isDay('2024-02-29'));
    for (const text of ['2023-02-29', '2024-1-1', '01/02/2024', '2024-13-01', '']) {
      assert.ok(!isDay(text), text);
    }
  });
});
