import type { DayNumber } from '../calendar.ts';
import { type World, put } from '../world.ts';
import { makeAddress, makeParticulars, makePerson } from './people.ts';
import { type Person, type People, endFor } from './world.ts';

/** Brothers and sisters with their parents, and the subgroups that work with them has made. */
export interface Family {
  readonly group: number;
  readonly parents: People;
  readonly children: People;
  /** Subgroups in use, by their members. */
  readonly subgroups: Map<string, Subgroup>;
}

/** A set of subjects that a workflow step is about. */
export interface Subgroup {
  readonly id: number;
  readonly people: People;
}

const YEAR = 365;

/** A family with up to `most` children. */
export function makeFamily(world: World, most: number): Family {
  const { random, ids } = world;
  const siblings = Math.min(most, random.pick([1, 1, 2, 2, 3, 4]));
  const eldest = -random.between(-100, 24 * YEAR);
  const born = Array.from(
    { length: siblings },
    (_, index) => eldest + index * random.between(320, 1100),
  ).filter((day) => day < 120);
  const [first, ...rest] = born.map((day) => makePerson(world, day));
  if (!first) throw new Error('a family has a child');
  const mother = makePerson(world, eldest - random.between(17 * YEAR, 40 * YEAR), 'F');
  const father = random.chance(0.4)
    ? [makePerson(world, eldest - random.between(18 * YEAR, 45 * YEAR), 'M')]
    : [];
  const family: Family = {
    group: ids.next('group'),
    parents: [mother, ...father],
    children: [first, ...rest],
    subgroups: new Map(),
  };
  for (const child of family.children) makeParticulars(world, child);
  if (random.chance(0.5)) makeAddress(world, mother, -random.between(0, 3000));
  makeRelationships(world, family);
  if (random.chance(0.8)) subgroupOf(world, family, [...family.parents, ...family.children]);
  if (random.chance(0.05)) makeStrangeSubgroup(world, family);
  return family;
}

/**
 * The subgroup of these people, made when there is none; at times made again although there is one.
 */
export function subgroupOf(world: World, family: Family, people: People): Subgroup {
  const { random, ids } = world;
  const key = people.map((person) => person.id).join();
  const known = family.subgroups.get(key);
  if (known && !random.chance(0.2)) return known;
  const subgroup = { id: ids.next('subgroup'), people };
  family.subgroups.set(key, subgroup);
  const stranger = random.chance(0.06);
  const alone = people.length === 1 && !stranger;
  put(world, 'DM_SUBGROUPS', {
    SUBGROUP_ID: subgroup.id,
    GROUP_ID: alone ? ids.next('group') : family.group,
    ONLY_SUBJECT_TYPE_CODE: alone ? 'PER' : null,
  });
  for (const person of people) {
    put(world, 'DM_SUBGROUP_SUBJECTS', {
      SUBGROUP_ID: subgroup.id,
      SUBJECT_TYPE_CODE: 'PER',
      SUBJECT_COMPOUND_ID: person.id,
    });
  }
  // An organisation whose number is that of a person: whoever forgets the subject's type mixes them
  // up.
  if (stranger) {
    put(world, 'DM_SUBGROUP_SUBJECTS', {
      SUBGROUP_ID: subgroup.id,
      SUBJECT_TYPE_CODE: 'ORG',
      SUBJECT_COMPOUND_ID: random.pick([...family.parents, ...family.children] as const).id,
    });
  }
  return subgroup;
}

/** A subgroup without any person in it. */
function makeStrangeSubgroup(world: World, { group, children }: Family): void {
  const id = world.ids.next('subgroup');
  put(world, 'DM_SUBGROUPS', { SUBGROUP_ID: id, GROUP_ID: group, ONLY_SUBJECT_TYPE_CODE: 'ORG' });
  put(world, 'DM_SUBGROUP_SUBJECTS', {
    SUBGROUP_ID: id,
    SUBJECT_TYPE_CODE: 'ORG',
    SUBJECT_COMPOUND_ID: children[0].id,
  });
}

function makeRelationships(
  world: World,
  { parents: [mother, ...fathers], children }: Family,
): void {
  const { random } = world;
  for (const child of children) {
    relate(world, mother, child, child.born, "Child's Parents", 'Y');
    // Recorded twice: ended, and once more from a later day.
    if (child.born < -400 && random.chance(0.12)) {
      relate(world, mother, child, child.born + random.between(30, 300), "Child's Parents", 'Y');
    }
    for (const father of fathers) {
      relate(world, father, child, child.born, "Child's Parents", random.pickOrNull(['N'], 0.7));
    }
    for (const sibling of children) {
      if (sibling !== child && random.chance(0.8)) {
        relate(world, child, sibling, Math.max(child.born, sibling.born), "Child's Siblings", null);
      }
    }
  }
}

function relate(
  world: World,
  person: Person,
  other: Person,
  day: DayNumber,
  category: string,
  mother: string | null,
): void {
  const { random, calendar } = world;
  const start = Math.min(day, -1);
  put(world, 'DM_PERSONAL_RELATIONSHIPS', {
    PERSON_ID: person.id,
    OTHER_PERSON_ID: other.id,
    IS_MOTHER: mother,
    FAMILY_CATEGORY: random.chance(0.04) ? null : category,
    START_DATE: calendar.day(start),
    END_DATE: random.chance(0.1) ? calendar.day(endFor(world, start, 5, 3000)) : null,
    PERSONAL_REL_TYPE_ID: random.between(9, 34),
  });
}
