import { put } from '../world.ts';
import { ACCOMMODATION, ACTIVITY, IN_TOUCH } from './codes.ts';
import { type Family, subgroupOf } from './families.ts';
import { makeStep } from './steps.ts';
import { makeAllocation, makeInvolvement } from './workers.ts';
import type { Care } from './placements.ts';
import type { MosaicWorld } from './world.ts';

/** Young people about to leave care or gone: where they are now, pathway plans, an advisor. */
export function makeLeaver(world: MosaicWorld, family: Family, { person, end }: Care): void {
  const { random, calendar, ids } = world;
  const subgroup = subgroupOf(world, family, [person]);
  const sixteen = person.born + 16 * 365;
  for (const type of ['pathwayFirst', 'pathway', 'pathwayReview'] as const) {
    if (random.chance(0.6)) {
      makeStep(world, {
        type,
        subgroup,
        day: random.between(Math.min(sixteen, -30), 10),
        lasts: random.between(0, 60),
      });
    }
  }
  for (let count = random.between(1, 3); count > 0; count--) {
    put(world, 'DM_FORMER_LOOKED_AFTER', {
      FUTURE_PROSPECT_ID: ids.next('situation'),
      PERSON_ID: person.id,
      DATE_OF_SITUATION: calendar.moment(
        random.chance(0.06)
          ? random.between(5, 60)
          : random.between(Math.min(end ?? sixteen, -5), -1),
        random,
      ),
      IN_TOUCH_TYPE: random.chance(0.03) ? 'IT9' : random.pick(IN_TOUCH)[0],
      ACCOMODATION_TYPE: random.chance(0.05) ? null : random.pick(ACCOMMODATION)[0],
      ACCOMODATION_SUITABLE: random.pickOrNull(['Suitable', 'Unsuitable'], 0.2),
      ACTIVITY_TYPE: random.pick(ACTIVITY)[0],
    });
  }
  if (random.chance(0.7)) {
    makeInvolvement(world, person, Math.min(Math.max(sixteen, -600), -30), 'REL.PERSONALADVISOR');
  }
  if (random.chance(0.6)) makeAllocation(world, person, -random.between(10, 500));
}
