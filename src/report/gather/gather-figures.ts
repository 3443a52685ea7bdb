import type { Spec, SpecObject } from '../../spec/model.ts';
import { CHARTED } from './charted.ts';
import type { DateOrder } from './day-number.ts';
import type { ObjectFigures } from './figures.ts';
import { GatheredCodes } from './gather-codes.ts';
import { type GatheredSeries, gatherSeries } from './gather-series.ts';

/** What is alike for every object of a run, as plain data. */
export interface FigureTerms {
  /** The day that counts as today, `2026-11-25`. */
  readonly asOf: string;
  readonly dateFormat: DateOrder;
  /** Keep words that are outside a code set. */
  readonly showValues: boolean;
}

export interface Gathering extends FigureTerms {
  readonly spec: Pick<Spec, 'objects' | 'categories'>;
}

/** Rows as the file holds them, before any pseudonym. */
export interface FigureGatherer {
  rows(batch: readonly (readonly (string | null)[])[]): void;
  end(): ObjectFigures;
}

/** Gathers what a report says of one object, while its rows stream; once per batch. */
export function gatherFigures(
  object: string,
  columns: readonly string[],
  { spec, asOf, dateFormat, showValues }: Gathering,
): FigureGatherer {
  const described = spec.objects.find(({ name }) => name === object);
  const codes = described ? codesOf(described, columns, spec, showValues) : [];
  const clock = { today: Number(asOf.slice(0, 10).replaceAll('-', '')), order: dateFormat };
  const series = CHARTED.filter((charted) => charted.object === object).flatMap(
    (charted): GatheredSeries[] => {
      const gathered = gatherSeries(charted, columns, clock);
      return gathered ? [gathered] : [];
    },
  );
  const filled = new Float64Array(columns.length);
  let rows = 0;
  return {
    rows: (batch) => {
      rows += batch.length;
      countFilled(batch, filled);
      for (const gathered of codes) gathered.rows(batch);
      for (const gathered of series) gathered.rows(batch);
    },
    end: () => ({
      object,
      rows,
      columns: [...columns],
      filled: [...filled],
      codes: codes.map((gathered) => gathered.end()),
      series: series.map((gathered) => gathered.end()),
    }),
  };
}

/** For every cell of a run: plain loops, and nothing is made. */
function countFilled(
  batch: readonly (readonly (string | null)[])[],
  filled: Float64Array<ArrayBuffer>,
): void {
  const width = filled.length;
  for (const row of batch) {
    for (let column = 0; column < width; column++) {
      const cell = row[column];
      if (cell !== null && cell !== '') filled[column] = (filled[column] ?? 0) + 1;
    }
  }
}

function codesOf(
  object: SpecObject,
  columns: readonly string[],
  { categories }: Pick<Spec, 'categories'>,
  showValues: boolean,
): GatheredCodes[] {
  return object.fields.flatMap(({ name, validators }) => {
    const use = validators.find((validator) => validator.name === 'dimension');
    const set = use && categories.get(String(use.args['category_id']));
    const column = columns.indexOf(name);
    if (!set || column < 0) return [];
    return [new GatheredCodes(column, { field: name, set: set.id }, set.values, showValues)];
  });
}
