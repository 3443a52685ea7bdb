import fc from 'fast-check';
import { addDays, yearsBefore } from '../../src/mapping/moments.ts';

/**
 * The window and the cohort at their edges. What must come out is said here in plain comparisons of
 * texts (`YYYY-MM-DD HH:MM:SS.mmm`), for dates on, just before and just after every edge, with and
 * without a time of day, and missing.
 */
export interface Edges {
  readonly asOf: string;
  readonly windowYears: number;
  readonly start: string;
  readonly today: string;
  readonly tomorrow: string;
  /** 30 September before today, and N years before that. */
  readonly caseload: string;
  readonly caseloadStart: string;
}

export type Moment = string | null;
const midnight = (day: string): string => `${day} 00:00:00.000`;
export const from = (edge: string, moment: Moment): boolean => moment !== null && moment >= edge;
export const fromOrMissing = (edge: string, moment: Moment): boolean =>
  moment === null || moment >= edge;

function edgesOf(asOf: string, windowYears: number): Edges {
  const start = yearsBefore(asOf, windowYears);
  const thisYear = `${asOf.slice(0, 4)}-09-30`;
  const caseload = thisYear < asOf ? thisYear : `${Number(asOf.slice(0, 4)) - 1}-09-30`;
  return {
    asOf,
    windowYears,
    start: midnight(start),
    today: midnight(asOf),
    tomorrow: midnight(addDays(asOf, 1)),
    caseload: midnight(caseload),
    caseloadStart: midnight(yearsBefore(caseload, windowYears)),
  };
}

function shift(edge: string, milliseconds: number): string {
  return new Date(Date.parse(`${edge.replace(' ', 'T')}Z`) + milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '');
}

/** 3 ms is what SQL Server's datetime can tell apart. */
const OFFSETS = [0, -3, 3, -1000, 1000, -86_400_000, 86_400_000, -43_200_000, 43_200_000];
const day = fc
  .record({
    year: fc.integer({ min: 2012, max: 2031 }),
    month: fc.integer({ min: 1, max: 12 }),
    date: fc.constantFrom(1, 15, 28, 29, 30, 31),
  })
  .map(({ year, month, date }) =>
    new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10),
  );
const edges = fc
  .tuple(
    fc.oneof(day, fc.constantFrom('2024-02-29', '2026-09-30', '2026-10-01', '2026-01-01')),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(([asOf, years]) => edgesOf(asOf, years));

function moments(of: Edges): fc.Arbitrary<Moment> {
  const edge = fc.constantFrom(of.start, of.today, of.tomorrow, of.caseload, of.caseloadStart);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(edge, fc.constantFrom(...OFFSETS))
        .map(([at, offset]) => shift(at, offset)),
    },
  );
}

/** Edges, and rows of two dates near them. */
export const twoDates = edges.chain((of) =>
  fc.tuple(
    fc.constant(of),
    fc.array(fc.tuple(moments(of), moments(of)), { minLength: 6, maxLength: 12 }),
  ),
);
