import type { DayNumber } from '../calendar.ts';
import { put } from '../world.ts';
import { makeAdoption } from './adoption.ts';
import { makeHealth, makeOffences, makePermanenceHistory, makeReviews } from './care-work.ts';
import type { Carers } from './carers.ts';
import type { Family } from './families.ts';
import { makeLeaver } from './leavers.ts';
import { type Care, adoptiveStay, makeStays } from './placements.ts';
import { makeVisits } from './visits.ts';
import { makeAllocation, makeInvolvement } from './workers.ts';
import { type MosaicWorld, type People, type Person, someOf } from './world.ts';

/**
 * Brothers and sisters come into care, on one day or not; what is done for them is often done for
 * all at once.
 */
export function makeCare(
  world: MosaicWorld,
  carers: Carers,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random } = world;
  const taken = someOf(world, people, 0.7);
  const spells = taken.flatMap((person) => {
    const start = day + (random.chance(0.7) ? 0 : random.between(1, 60));
    const first =
      start < 0 ? [makeSpell(world, carers, person, start, random.between(40, 1600))] : [];
    // Home for a while, and back again.
    const again = first.at(-1)?.end;
    return typeof again === 'number' && again < -300 && random.chance(0.2)
      ? [
          ...first,
          makeSpell(world, carers, person, again + random.between(1, 200), random.between(40, 900)),
        ]
      : first;
  });
  for (const care of spells) {
    makeInvolvement(world, care.person, care.start, random.pick(['REL.IRO', 'REL.SW']));
    if (random.chance(0.8)) makeAllocation(world, care.person, care.start);
    makeHealth(world, care);
    if (random.chance(0.3)) makeOffences(world, care);
    if (care.person.born < -15.5 * 365 && random.chance(0.8)) makeLeaver(world, family, care);
  }
  const [first] = spells;
  if (!first) return;
  const days = (first.end ?? 0) - first.start;
  makeReviews(world, family, taken, first.start, days);
  makeVisits(world, family, taken, 'care', first.start, days);
  if (random.chance(0.3)) makePermanenceHistory(world, family, taken, first.start);
  const placed = spells.find((care) => adoptiveStay(care));
  if (placed ? random.chance(0.9) : first.person.born > -12 * 365 && random.chance(0.2)) {
    makeAdoption(world, family, taken, placed ?? first);
  }
}

function makeSpell(
  world: MosaicWorld,
  carers: Carers,
  person: Person,
  start: DayNumber,
  days: number,
): Care {
  const { random, calendar, ids } = world;
  const adult = person.born + 18 * 365;
  const planned = Math.min(start + days, Math.max(start + 10, adult));
  const end = planned > 0 || (planned < adult && random.chance(0.25) && adult > 0) ? null : planned;
  const id = ids.next('period-of-care');
  put(world, 'DM_PERIODS_OF_CARE', {
    PERIOD_OF_CARE_ID: id,
    PERSON_ID: person.id,
    START_DATE: calendar.day(start),
    END_DATE: calendar.day(end),
  });
  const spell = { id, person, start, end };
  return { ...spell, stays: makeStays(world, carers, spell) };
}
