import type { Charted } from './charted.ts';
import { type DateOrder, dayNumber, monthNumber } from './day-number.ts';
import type { SeriesFigures } from './figures.ts';

/** Ages are counted up to this one, which stands for all above. */
export const LAST_AGE = 26;
/** Months that a chart goes back: six years, the usual window. */
export const MONTHS = 72;

type Rows = readonly (readonly (string | null)[])[];

/** Counts one distribution of dates. */
export interface GatheredSeries {
  rows(batch: Rows): void;
  end(): SeriesFigures;
}

interface Clock {
  /** yyyymmdd of the day that counts as today. */
  readonly today: number;
  readonly order: DateOrder;
}

/** Undefined when the file lacks a column that the distribution needs. */
export function gatherSeries(
  charted: Charted,
  columns: readonly string[],
  clock: Clock,
): GatheredSeries | undefined {
  const names = charted.kind === 'periods' ? [charted.start, charted.end] : [charted.field];
  const [first = -1, second = -1] = names.map((name) => columns.indexOf(name));
  if (first < 0) return undefined;
  switch (charted.kind) {
    case 'ages':
      return new Ages(charted.title, first, clock);
    case 'events':
      return new Events(charted.title, first, clock);
    case 'periods':
      return second < 0 ? undefined : new Periods(charted.title, [first, second], clock);
  }
}

class Ages implements GatheredSeries {
  readonly #counts = new Array<number>(LAST_AGE + 1).fill(0);
  readonly #title: string;
  readonly #column: number;
  readonly #clock: Clock;
  #later = 0;

  constructor(title: string, column: number, clock: Clock) {
    this.#title = title;
    this.#column = column;
    this.#clock = clock;
  }

  rows(batch: Rows): void {
    const { today, order } = this.#clock;
    for (const row of batch) {
      const cell = row[this.#column];
      const birth = cell ? dayNumber(cell, order) : -1;
      if (birth < 0) continue;
      const age = Math.floor((today - birth) / 10_000);
      if (age < 0) this.#later++;
      else add(this.#counts, Math.min(age, LAST_AGE), 1);
    }
  }

  end(): SeriesFigures {
    return { title: this.#title, counts: [...this.#counts], later: this.#later };
  }
}

class Events implements GatheredSeries {
  readonly #counts = new Array<number>(MONTHS).fill(0);
  readonly #title: string;
  readonly #column: number;
  readonly #clock: Clock;
  readonly #firstMonth: number;
  #later = 0;

  constructor(title: string, column: number, clock: Clock) {
    this.#title = title;
    this.#column = column;
    this.#clock = clock;
    this.#firstMonth = firstMonthOf(clock);
  }

  rows(batch: Rows): void {
    const { today, order } = this.#clock;
    for (const row of batch) {
      const cell = row[this.#column];
      const day = cell ? dayNumber(cell, order) : -1;
      if (day < 0) continue;
      if (day > today) this.#later++;
      else add(this.#counts, monthNumber(day) - this.#firstMonth, 1);
    }
  }

  end(): SeriesFigures {
    const counts = [...this.#counts];
    return { title: this.#title, counts, firstMonth: this.#firstMonth, later: this.#later };
  }
}

/** The changes of each month are counted; their running sum is what is open. */
class Periods implements GatheredSeries {
  readonly #changes = new Array<number>(MONTHS).fill(0);
  readonly #title: string;
  readonly #columns: readonly [start: number, end: number];
  readonly #clock: Clock;
  readonly #firstMonth: number;
  #later = 0;

  constructor(title: string, columns: readonly [number, number], clock: Clock) {
    this.#title = title;
    this.#columns = columns;
    this.#clock = clock;
    this.#firstMonth = firstMonthOf(clock);
  }

  rows(batch: Rows): void {
    const { today, order } = this.#clock;
    const [startColumn, endColumn] = this.#columns;
    for (const row of batch) {
      const startCell = row[startColumn];
      const start = startCell ? dayNumber(startCell, order) : -1;
      if (start < 0) continue;
      if (start > today) {
        this.#later++;
        continue;
      }
      const endCell = row[endColumn];
      const end = endCell ? dayNumber(endCell, order) : Number.POSITIVE_INFINITY;
      // one that ends before it begins was never open; nor is one whose end cannot be read
      if (end < start) continue;
      this.#change(start, 1);
      if (end <= today) this.#change(end, -1);
    }
  }

  end(): SeriesFigures {
    let open = 0;
    const counts = this.#changes.map((change) => (open += change));
    return { title: this.#title, counts, firstMonth: this.#firstMonth, later: this.#later };
  }

  /** What began before the first month is open in it. */
  #change(day: number, by: number): void {
    add(this.#changes, Math.max(0, monthNumber(day) - this.#firstMonth), by);
  }
}

function firstMonthOf({ today }: Clock): number {
  return monthNumber(today) - MONTHS + 1;
}

function add(counts: number[], place: number, by: number): void {
  const count = counts[place];
  if (count !== undefined) counts[place] = count + by;
}
