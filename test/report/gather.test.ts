import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dayNumber } from '../../src/report/gather/day-number.ts';
import { gatherFigures } from '../../src/report/gather/gather-figures.ts';
import { MONTHS } from '../../src/report/gather/gather-series.ts';
import { loadSpec } from '../../src/spec/load.ts';
import { ROOT } from '../support/process.ts';

const spec = loadSpec(path.join(ROOT, 'data'));
const gathering = { spec, asOf: '2026-11-25', dateFormat: 'iso', showValues: false } as const;
const EPISODE = ['clae_cla_episode_start_date', 'clae_cla_episode_ceased_date'];

/** How many are open at the end of each month, by looking at every row for every month. */
function openNaively(rows: readonly (readonly (string | null)[])[]): number[] {
  return Array.from({ length: MONTHS }, (_, place) => {
    const month = new Date(Date.UTC(2026, 11 - MONTHS + 1 + place, 0));
    const last = place === MONTHS - 1 ? '2026-11-25' : month.toISOString().slice(0, 10);
    return rows.filter(([start, end]) => {
      if (start === undefined || start === null || start > last) return false;
      return end === null || end === undefined || (end > last && end >= start);
    }).length;
  });
}

describe('the figures of an object', () => {
  it('count what is open at the end of each month as a look at every row does', () => {
    const day = fc
      .date({
        min: new Date('2019-01-01'),
        max: new Date('2027-12-31'),
        noInvalidDate: true,
      })
      .map((date) => date.toISOString().slice(0, 10));
    const near = fc.constantFrom('2026-11-24', '2026-11-25', '2026-11-26', '2026-10-31');
    const row = fc
      .tuple(fc.oneof(day, near), fc.option(fc.oneof(day, near)))
      .map((cells) => cells as (string | null)[]);
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        const gathered = gatherFigures('ssd_cla_episodes', EPISODE, gathering);
        gathered.rows(rows.slice(0, 7));
        gathered.rows(rows.slice(7));
        const { series, filled, rows: count } = gathered.end();
        assert.deepEqual(series[0]?.counts, openNaively(rows));
        assert.equal(count, rows.length);
        assert.equal(filled[1], rows.filter(([, end]) => end !== null).length);
      }),
    );
  });

  it('count codes, with blanks at the end passed over, and what is outside the set', () => {
    const gathered = gatherFigures('ssd_person', ['pers_sex'], gathering);
    gathered.rows([['F'], ['F  '], ['X-ray'], [null]]);
    const [sex] = gathered.end().codes;
    const values = spec.categories.get('sex')?.values ?? [];
    const place = values.findIndex(({ value }) => value === 'F');
    assert.equal(sex?.counts[place], 2);
    assert.equal(sex.outside, 1);
    assert.deepEqual(sex.words, [], 'a word outside the set may be anything');
  });

  it('keep few words, cut short, where values may be shown', () => {
    const shown = { ...gathering, showValues: true };
    const gathered = gatherFigures('ssd_person', ['pers_sex'], shown);
    gathered.rows(Array.from({ length: 500 }, (_, index) => [`${index}${'w'.repeat(500)}`]));
    const words = gathered.end().codes[0]?.words ?? [];
    assert.equal(words.length, 10);
    assert.ok(words.every((word) => word.length === 40));
  });

  it('count ages in full years on the day that counts as today', () => {
    const gathered = gatherFigures('ssd_person', ['pers_dob'], gathering);
    gathered.rows([['2020-11-25'], ['2020-11-26'], ['2026-11-26'], ['1950-01-01'], ['nonsense']]);
    const [ages] = gathered.end().series;
    assert.deepEqual([ages?.counts[6], ages?.counts[5], ages?.counts.at(-1)], [1, 1, 1]);
    assert.equal(ages?.later, 1);
  });

  it('are data that can pass between threads', () => {
    const figures = gatherFigures('ssd_person', ['pers_sex', 'pers_dob'], gathering).end();
    assert.deepEqual(structuredClone(figures), figures);
  });
});

describe('a day', () => {
  it('is read in either order, and anything else is none', () => {
    assert.equal(dayNumber('2024-12-10T00:00:00', 'iso'), 20241210);
    assert.equal(dayNumber('10/12/2024', 'dd/mm/yyyy'), 20241210);
    for (const cell of ['', '2024-13-10', '20241210', 'infinity', '12024-01-01']) {
      assert.equal(dayNumber(cell, 'iso'), -1, cell);
    }
  });
});
