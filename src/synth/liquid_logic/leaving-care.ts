import type { DayNumber } from '../calendar.ts';
import { type World, flag, put } from '../world.ts';
import type { Workforce } from './places.ts';
import { type Referral, makeInvolvement } from './referral.ts';
import { type Person, orUnknown } from './world.ts';

/** A plan of adoption, whether or not it comes to it. */
export function makeAdoption(
  world: World,
  { workers }: Workforce,
  person: Person,
  start: DayNumber,
): void {
  const { random, calendar, ids } = world;
  const decided = start + random.between(60, 300);
  put(world, 'FACT_ADOPTION', {
    FACT_ADOPTION_ID: ids.next('adoption'),
    DIM_PERSON_ID: person.id,
    START_DTTM: random.chance(0.1) ? null : calendar.day(decided - 20),
    DECISION_DTTM: calendar.day(decided),
    SIBLING_GROUP: flag(world),
    NUMBER_TOGETHER: random.pickOrNull([0, 1, 2], 0.3),
    NUMBER_APART: random.pickOrNull([0, 1], 0.3),
    PLACEMENT_ORDER_DTTM: random.chance(0.5) ? calendar.day(decided + 30) : null,
    MATCHING_DTTM: random.chance(0.5) ? calendar.day(decided + 90) : null,
    DIM_LOOKUP_ADOPTER_GENDER_CODE: random.pickOrNull(['MF', 'FF', 'M1'], 0.4),
    DIM_LOOKUP_ADOPTER_LEGAL_STATUS_CODE: random.pickOrNull(['L0', 'L11'], 0.4),
    NO_OF_ADOPTERS: random.pickOrNull([1, 2], 0.4),
    ADOPTED_BY_CARER_FLAG: flag(world, 0.2),
    FOSTER_TO_ADOPT_DTTM: null,
    NO_LONGER_PLACED_DTTM: random.chance(0.1) ? calendar.day(decided + 200) : null,
    DIM_LOOKUP_ADOP_REASON_CEASED_CODE: random.chance(0.1) ? 'RD1' : null,
    ADOPTION_SOCIAL_WORKER_ID: String(orUnknown(world, random.pick(workers))),
  });
}

/** What is recorded of someone of sixteen and more: eligibility, contact after care, a worker. */
export function makeCareLeaver(
  world: World,
  force: Workforce,
  person: Person,
  referral: Referral,
): void {
  const { random, calendar, ids } = world;
  put(world, 'DIM_CLA_ELIGIBILITY', {
    DIM_CLA_ELIGIBILITY_ID: ids.next('eligibility'),
    DIM_PERSON_ID: person.id,
    DIM_LOOKUP_ELIGIBILITY_STATUS_DESC: random.pickOrNull(
      ['Eligible child', 'Relevant child', 'Former relevant child'],
      0.1,
    ),
  });
  for (let count = random.between(0, 2); count > 0; count--) {
    put(world, 'FACT_CLA_CARE_LEAVERS', {
      FACT_CLA_CARE_LEAVERS_ID: ids.next('leaver'),
      DIM_PERSON_ID: person.id,
      IN_TOUCH_DTTM: calendar.moment(-random.between(0, 900), random),
      DIM_LOOKUP_IN_TOUCH_CODE_CODE: random.pickOrNull(['YES', 'NO'], 0.1),
      DIM_LOOKUP_ACCOMMODATION_CODE_DESC: random.pickOrNull(
        ['U Independent living', 'B With parents'],
        0.1,
      ),
      DIM_LOOKUP_ACCOMMODATION_SUITABLE_DESC: random.pickOrNull(['Suitable', 'Not suitable'], 0.1),
      DIM_LOOKUP_MAIN_ACTIVITY_DESC: random.pickOrNull(['F1 Full time education', 'G4 NEET'], 0.1),
    });
  }
  makeInvolvement(world, force, person, referral, '16PLUS');
}
