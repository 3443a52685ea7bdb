/** What the made-up tables of the bench hold: 1,000 rows, over and over, under ever new keys. */

export type Shape = 'wide' | 'narrow' | 'person';

export interface BenchColumn {
  /** As the queries give it on SQL Server. */
  readonly mssql: string;
  readonly oracle: 'varchar2' | 'number';
  value(row: number): string | null;
}

export interface BenchTable {
  readonly object: string;
  readonly shape: Shape;
}

/** By table of the CMS, in the order of test/bench/spec. */
export const TABLES: ReadonlyMap<string, BenchTable> = new Map([
  ['BENCH_CONTACTS', { object: 'ssd_contacts', shape: 'wide' }],
  ['BENCH_REFERRALS', { object: 'ssd_referrals', shape: 'wide' }],
  ['BENCH_VISITS', { object: 'ssd_visits', shape: 'narrow' }],
  ['BENCH_REVIEWS', { object: 'ssd_reviews', shape: 'narrow' }],
  ['BENCH_PERSON', { object: 'ssd_person', shape: 'person' }],
]);

/** Rows of the template, and so of a block; every count of rows is a multiple of it. */
export const BLOCK = 1000;
const FIRST_KEY = 1_000_000_000;
/** Characters of a key, always. */
export const KEY_LENGTH = 10;

/** The key of the nth row of a table, counted from 0. */
export const keyOf = (row: number): string => String(FIRST_KEY + row);

const WORDS = [
  'the worker visited at home and spoke with both parents about school, sleep, money and the plan',
  'that was agreed; no new worries were raised, "settled" was the word the child chose, and the',
  'next visit was fixed for the week after',
].join(' ');

const prose = (row: number, most: number): string => {
  const from = (row * 7) % 60;
  return `${WORDS} `.repeat(4).slice(from, from + 20 + ((row * 37) % (most - 20)));
};
const day = (row: number, later = 0): string =>
  `20${16 + (row % 9)}-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 20) + later).padStart(2, '0')}T${String(8 + (row % 10)).padStart(2, '0')}:30:00`;

const text = (size: number, value: BenchColumn['value']): BenchColumn => ({
  mssql: `nvarchar(${size})`,
  oracle: 'varchar2',
  value,
});
const converted = (size: number, value: BenchColumn['value']): BenchColumn => ({
  mssql: `varchar(${size})`,
  oracle: 'varchar2',
  value,
});
const id = (value: (row: number) => number): BenchColumn => text(20, (row) => keyOf(value(row)));
const flag = (step: number): BenchColumn => text(1, (row) => (row % step === 0 ? 'Y' : 'N'));

const SOURCES = ['1A', '1C', '2A', '3B', '5A', '6', '9', '10'];

const WIDE: readonly BenchColumn[] = [
  id((row) => row),
  id((row) => row % BLOCK),
  converted(33, (row) => day(row)),
  converted(33, (row) => (row % 4 === 0 ? null : day(row, 1))),
  converted(33, (row) => (row % 3 === 0 ? null : day(row, 5))),
  text(10, (row) => SOURCES[row % SOURCES.length] ?? null),
  text(255, (row) => (row % 5 === 0 ? null : `Source ${prose(row, 40)}`)),
  flag(3),
  flag(5),
  id((row) => row % 40),
  id((row) => row % 300),
  converted(20, (row) => String(row % 5)),
  { mssql: 'float', oracle: 'number', value: (row) => String((row % 400) / 4) },
  text(255, (row) => (row % 6 === 0 ? null : prose(row, 80))),
  text(4000, (row) => (row % 2 === 0 ? null : prose(row, 600))),
  flag(2),
  flag(3),
  flag(7),
  flag(11),
  converted(20, (row) => String(row % 4)),
  text(255, (row) => (row % 4 === 0 ? prose(row, 100) : null)),
];

const NARROW: readonly BenchColumn[] = [
  id((row) => row),
  id((row) => row % BLOCK),
  converted(33, (row) => day(row)),
  converted(33, (row) => (row % 3 === 0 ? null : day(row, 5))),
  flag(2),
  flag(5),
  text(100, (row) => (row % 3 === 0 ? null : prose(row, 60))),
];

const PERSON: readonly BenchColumn[] = [
  id((row) => row),
  text(1, (row) => (row % 2 === 0 ? 'F' : 'M')),
  converted(33, (row) => day(row)),
];

const SHAPES: Readonly<Record<Shape, readonly BenchColumn[]>> = {
  wide: WIDE,
  narrow: NARROW,
  person: PERSON,
};

/** The place of a code in each shape, which is wrong in every row where findings are wanted. */
const CODE: Readonly<Record<Shape, number>> = { wide: 5, narrow: 4, person: 1 };

/** @param spoilt every row of a wide or narrow table has one finding: an unknown code */
export function columnsOf(shape: Shape, spoilt = false): readonly BenchColumn[] {
  if (!spoilt || shape === 'person') return SHAPES[shape];
  return SHAPES[shape].map((column, index) =>
    index === CODE[shape] ? { ...column, value: () => 'Z' } : column,
  );
}

/** The rows of a block as texts, with the keys of the first block. */
export function templateOf(columns: readonly BenchColumn[]): (string | null)[][] {
  return Array.from({ length: BLOCK }, (_, row) => columns.map((column) => column.value(row)));
}

/** The made-up table that a statement reads from; undefined when it names none. */
export function tableIn(sql: string): string | undefined {
  return /\bBENCH_(?:CONTACTS|REFERRALS|VISITS|REVIEWS|PERSON)(?=_ROWS\b|\b)/i
    .exec(sql)?.[0]
    .toUpperCase();
}

/** How many rows each table has, in multiples of a block. */
export interface Sizes {
  readonly wide: number;
  readonly narrow: number;
  /** More than a block only where SQL Server is replayed: then rows belong to all of them. */
  readonly person: number;
}

export function sizesFor(wide: number): Sizes {
  const whole = Math.max(1, Math.round(wide / BLOCK)) * BLOCK;
  return { wide: whole, narrow: 2 * whole, person: BLOCK };
}

export function rowsIn(table: string, sizes: Sizes): number {
  return sizes[TABLES.get(table)?.shape ?? 'person'];
}
