import type { Calendar, DayNumber } from './calendar.ts';
import type { Random } from './random.ts';
import type { LooseRow, TableBuffer } from './table-buffer.ts';

/** What every part of a life needs: randomness, the calendar, ids, and where rows go. */
export interface World {
  readonly random: Random;
  readonly calendar: Calendar;
  readonly buffer: TableBuffer;
  readonly ids: Ids;
}

/** Numbers that a CMS hands out: each series has a start of its own, and gaps. */
export class Ids {
  readonly #next: Map<string, number>;
  readonly #random: Random;

  /** @param starts of series that must keep clear of others; any other gets one of its own */
  constructor(random: Random, starts: Readonly<Record<string, number>> = {}) {
    this.#random = random;
    this.#next = new Map(Object.entries(starts));
  }

  next(series: string): number {
    const id =
      (this.#next.get(series) ?? 1000 + ((series.length * 7919) % 97) * 1000) +
      (this.#random.chance(0.1) ? 2 : 1);
    this.#next.set(series, id);
    return id;
  }
}

export function put(world: World, table: string, row: LooseRow): void {
  world.buffer.add(table, row);
}

/** Y, N or, now and then, nothing. */
export function flag({ random }: World, yes = 0.5): string | null {
  if (random.chance(0.12)) return null;
  return random.chance(yes) ? 'Y' : 'N';
}

/**
 * An end between `least` and `most` days after a start; null while it goes on, which is likelier
 * the later it began.
 */
export function endAfter(
  { random }: World,
  start: DayNumber,
  least: number,
  most: number,
): DayNumber | null {
  const end = start + random.between(least, most);
  return end > 0 || random.chance(0.08) ? null : end;
}
