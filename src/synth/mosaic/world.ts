import type { DayNumber } from '../calendar.ts';
import { type World, endAfter } from '../world.ts';

/** A person while their life is told; adults are persons too. */
export interface Person {
  readonly id: number;
  readonly born: DayNumber;
  readonly sex: string | null;
}

export type People = readonly [Person, ...Person[]];

/** Ids that the lives refer to. */
export interface Workforce {
  readonly workers: readonly [number, ...number[]];
  readonly teams: readonly [number, ...number[]];
}

export interface MosaicWorld extends World {
  readonly force: Workforce;
}

const YEAR = 365;

/** Those who are children on a day, born and not yet eighteen; undefined when nobody is. */
export function childrenOn(people: readonly Person[], day: DayNumber): People | undefined {
  const [first, ...rest] = people.filter(
    (person) => person.born < day && person.born > day - 18 * YEAR,
  );
  return first && [first, ...rest];
}

/**
 * The same people, now and then without some of them: brothers and sisters are not always together.
 */
export function someOf({ random }: World, people: People, all = 0.6): People {
  if (people.length === 1 || random.chance(all)) return people;
  const [first, ...rest] = people.filter(() => random.chance(0.5));
  return first ? [first, ...rest] : [random.pick(people)];
}

/** An end for something that began on a day: mostly past, at times open, at times in the future. */
export function endFor(
  world: World,
  start: DayNumber,
  least: number,
  most: number,
): DayNumber | null {
  const { random } = world;
  return random.chance(0.03) ? random.between(5, 900) : endAfter(world, start, least, most);
}
