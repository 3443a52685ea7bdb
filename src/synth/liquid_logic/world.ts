import type { Calendar, DayNumber } from '../calendar.ts';
import type { Random } from '../random.ts';
import type { LooseRow, TableBuffer } from '../table-buffer.ts';

/** What every part of a life needs: randomness, the calendar, ids, and where rows go. */
export interface World {
  readonly random: Random;
  readonly calendar: Calendar;
  readonly buffer: TableBuffer;
  readonly ids: Ids;
}

/** Numbers that a CMS hands out: each series has a start of its own, and gaps. */
export class Ids {
  readonly #next = new Map<string, number>();
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  next(series: string): number {
    const id = (this.#next.get(series) ?? 1000 + ((series.length * 7919) % 97) * 1000) + (this.#random.chance(0.1) ? 2 : 1);
    this.#next.set(series, id);
    return id;
  }
}

/** A child or another person while their life is told. */
export interface Person {
  readonly id: number;
  readonly born: DayNumber;
  readonly client: boolean;
}

export const FLAG = ['Y', 'N'] as const;

export function put(world: World, table: string, row: LooseRow): void {
  world.buffer.add(table, row);
}

/** Y, N or, now and then, nothing. */
export function flag({ random }: World, yes = 0.5): string | null {
  if (random.chance(0.12)) return null;
  return random.chance(yes) ? 'Y' : 'N';
}

/** -1, the CMS's "no record", now and then. */
export function orUnknown({ random }: World, id: number, unknown = 0.08): number {
  return random.chance(unknown) ? -1 : id;
}

/** Columns of flags, as outcome tables have them. */
export function flags(world: World, names: readonly string[], yes = 0.2): LooseRow {
  return Object.fromEntries(names.map((name) => [name, flag(world, yes)]));
}

/** An end between `least` and `most` days after a start; null while it goes on, which is likelier the later it began. */
export function endAfter({ random }: World, start: DayNumber, least: number, most: number): DayNumber | null {
  const end = start + random.between(least, most);
  return end > 0 || random.chance(0.08) ? null : end;
}
