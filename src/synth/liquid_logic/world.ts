import type { DayNumber } from '../calendar.ts';
import type { LooseRow } from '../table-buffer.ts';
import { type World, flag } from '../world.ts';

/** A child or another person while their life is told. */
export interface Person {
  readonly id: number;
  readonly born: DayNumber;
  readonly client: boolean;
}

export const FLAG = ['Y', 'N'] as const;

/** -1, the CMS's "no record", now and then. */
export function orUnknown({ random }: World, id: number, unknown = 0.08): number {
  return random.chance(unknown) ? -1 : id;
}

/** Columns of flags, as outcome tables have them. */
export function flags(world: World, names: readonly string[], yes = 0.2): LooseRow {
  return Object.fromEntries(names.map((name) => [name, flag(world, yes)]));
}
