import type { DayNumber } from '../calendar.ts';
import type { Random } from '../random.ts';
import { put } from '../world.ts';
import { END_REASONS } from './codes.ts';
import { type MosaicWorld, type Person, endFor } from './world.ts';

/** A worker's relationship to a person from about a day on: of any kind unless one is named. */
export function makeInvolvement(
  world: MosaicWorld,
  person: Person,
  day: DayNumber,
  type?: string,
): void {
  const { random, calendar, ids, force } = world;
  const start = day + random.between(-10, 40);
  const end = endFor(world, start, 30, 900);
  put(world, 'DM_PROF_RELATIONSHIPS', {
    PROF_RELATIONSHIP_ID: ids.next('relationship'),
    PERSON_ID: person.id,
    WORKER_ID: random.pick(force.workers),
    PROF_REL_TYPE_CODE: type ?? random.pickOrNull(['REL.SW', 'REL.SW', 'REL.IRO', 'REL.HV'], 0.05),
    END_DATE_REASON: end === null ? null : endReason(random),
    START_DATE: calendar.moment(start, random),
    END_DATE: calendar.moment(end, random),
  });
}

/** Now and then a code that no list explains, or none. */
function endReason(random: Random): string | null {
  if (random.chance(0.05)) return 'NOSUCH';
  return random.pickOrNull(END_REASONS.map(([code]) => code) as [string, ...string[]], 0.3);
}

/** The allocated worker, and now and then the one before. */
export function makeAllocation(world: MosaicWorld, person: Person, day: DayNumber): void {
  const { random, calendar, ids, force } = world;
  let start = day;
  for (let count = random.chance(0.3) ? 2 : 1; count > 0; count--) {
    const end = count > 1 ? start + random.between(30, 300) : endFor(world, start, 100, 2500);
    put(world, 'DM_ALLOCATED_WORKERS', {
      ALLOCATION_ID: ids.next('allocation'),
      PERSON_ID: person.id,
      WORKER_ID: random.pick(force.workers),
      START_DATE: calendar.moment(start, random),
      END_DATE: calendar.moment(end, random),
    });
    start = (end ?? 0) + 1;
  }
}
