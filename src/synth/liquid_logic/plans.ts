import type { Workforce } from './places.ts';
import { makeNote } from './protection.ts';
import type { Referral } from './referral.ts';
import { type World, endAfter, put } from '../world.ts';
import { type Person, orUnknown } from './world.ts';

/**
 * A plan of a child in need (or of care, or a pathway plan) with its versions, and the visits made.
 */
export function makePlan(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  referral: Referral,
): void {
  const { random, calendar, ids } = world;
  const start = referral.start + random.between(20, 80);
  const end = endAfter(world, start, 60, 500);
  const summary = ids.next('plan-summary');
  const type = random.pick(['FP', 'FP', 'ICP', 'PATH']);
  put(world, 'FACT_CARE_PLAN_SUMMARY', {
    FACT_CARE_PLAN_SUMMARY_ID: summary,
    FACT_REFERRAL_ID: referral.id,
    DIM_PERSON_ID: person.id,
    START_DTTM: calendar.day(start),
    END_DTTM: calendar.day(end),
    DIM_LOOKUP_PLAN_TYPE_CODE: type,
    DIM_LOOKUP_PLAN_STATUS_ID_CODE: random.pickOrNull(['A', 'C', 'z'], 0.03),
  });
  for (let count = random.between(0, 2); count > 0; count--) {
    put(world, 'FACT_CARE_PLANS', {
      FACT_CARE_PLAN_ID: ids.next('plan'),
      FACT_CARE_PLAN_SUMMARY_ID: summary,
      DIM_PERSON_ID: person.id,
      START_DTTM: calendar.day(start),
      END_DTTM: calendar.day(end),
      DIM_PLAN_COORD_DEPT_ID: orUnknown(world, random.pick(departments)),
      DIM_PLAN_COORD_ID: orUnknown(world, random.pick(workers)),
      DIM_LOOKUP_PLAN_TYPE_ID_CODE: type,
      DIM_LOOKUP_PLAN_STATUS_ID_CODE: random.pick(['A', 'C']),
      MODIF_DTTM: calendar.moment(start + random.between(1, 100), random),
    });
  }
  for (let day = start + 5; day < Math.min(end ?? 0, start + 400); day += random.between(30, 90)) {
    makeNote(
      world,
      person,
      random.pick(['STAT', 'HVIS', 'DRCT', 'CNSTAT', 'PHONE', 'cnstat']),
      day,
    );
  }
}

/** A spell of early help. */
export function makeEarlyHelp(world: World, person: Person): void {
  const { random, calendar, ids } = world;
  const start = -random.between(0, 3200);
  put(world, 'FACT_CAF_EPISODE', {
    FACT_CAF_EPISODE_ID: ids.next('caf'),
    DIM_PERSON_ID: person.id,
    EPISODE_START_DTTM: calendar.moment(start, random),
    EPISODE_END_DTTM: calendar.moment(endAfter(world, start, 30, 400), random),
    START_REASON: random.pickOrNull(['Parenting support', 'School attendance'], 0.1),
    DIM_LOOKUP_CAF_EP_ENDRSN_ID_CODE: random.pickOrNull(['MET', 'MOVED'], 0.4),
    DIM_LOOKUP_ORIGINATING_ORGANISATION_CODE: random.pickOrNull(['SCH', 'HV'], 0.2),
  });
}
