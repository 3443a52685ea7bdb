import type { DayNumber } from '../calendar.ts';
import { carePlanForm, sdqForm } from './forms.ts';
import type { Workforce } from './places.ts';
import { makeMeeting, makeNote } from './protection.ts';
import { makeAdoption, makeCareLeaver } from './leaving-care.ts';
import type { Referral } from './referral.ts';
import { type World, endAfter, flag, put } from '../world.ts';
import type { Person } from './world.ts';

const PLACEMENTS = [
  'U1',
  'U4',
  'U6',
  'K2',
  'H5',
  'H5a',
  'P1',
  'R1',
  'A3',
  'A5',
  'A6',
  'T2',
] as const;
const LAST_REASONS = ['X1', 'E1', 'E11', 'E12', 'E41', 'E45', '45', 'E48', 'E8', 'E15'] as const;

/**
 * A period of care: episodes, placements, reviews, visits, and what else is recorded of a
 * looked-after child.
 */
export function makeCare(world: World, force: Workforce, person: Person, referral: Referral): void {
  const { random, calendar, ids } = world;
  const start = referral.start + random.between(5, 90);
  const end = endAfter(world, start, 100, 1500);
  const care = ids.next('care');
  put(world, 'FACT_CLA', {
    FACT_CLA_ID: care,
    DIM_PERSON_ID: person.id,
    FACT_REFERRAL_ID: referral.id,
    START_DTTM: calendar.day(start),
    IMMU_UP_TO_DATE_FLAG: flag(world),
    LAST_UPDATED_DTTM: calendar.moment(start + random.between(1, 90), random),
  });
  makeEpisodes(world, person, care, start, end);
  put(world, 'FACT_LEGAL_STATUS', {
    FACT_LEGAL_STATUS_ID: ids.next('legal'),
    DIM_PERSON_ID: person.id,
    DIM_LOOKUP_LGL_STATUS_CODE: 'C2',
    DIM_LOOKUP_LGL_STATUS_DESC: random.pick([
      'Full care order',
      'Interim care order',
      'Placement order granted',
      'Single period of accommodation under section 20',
    ]),
    START_DTTM: calendar.day(start),
    END_DTTM: calendar.day(end),
  });
  for (let day = start + 20; day < (end ?? 150); day += random.between(120, 200)) {
    const held = day > 0 ? null : day;
    put(world, 'FACT_CLA_REVIEW', {
      FACT_CLA_REVIEW_ID: ids.next('cla-review'),
      FACT_CLA_ID: care,
      DIM_PERSON_ID: person.id,
      DUE_DTTM: calendar.day(day),
      MEETING_DTTM: calendar.moment(held, random),
      FACT_MEETING_ID: makeMeeting(world, person, 'LACReview', held, false),
    });
  }
  for (let day = start + 7; day < (end ?? 30); day += random.between(40, 150)) {
    put(world, 'FACT_CLA_VISIT', {
      FACT_CLA_VISIT_ID: ids.next('cla-visit'),
      FACT_CLA_ID: care,
      DIM_PERSON_ID: person.id,
      FACT_CASENOTE_ID: makeNote(world, person, random.pick(['STVL', 'STVL', 'STVLCOVID']), day),
    });
  }
  if (random.chance(0.7)) makeNote(world, person, 'IRO', start + random.between(10, 200));
  if (random.chance(0.4)) sdqForm(world, person.id, start + random.between(30, 300));
  if (random.chance(0.8)) carePlanForm(world, person.id, start + random.between(5, 60));
  makeHealth(world, person, start);
  if (random.chance(0.25)) makeAdoption(world, force, person, start);
  if (person.born < -16 * 365) makeCareLeaver(world, force, person, referral);
}

function makeEpisodes(
  world: World,
  person: Person,
  care: number,
  start: DayNumber,
  end: DayNumber | null,
): void {
  const { random, calendar, ids } = world;
  let day = start;
  for (let first = true; day < (end ?? 0); first = false) {
    const until = day + random.between(60, 700);
    const last = until >= (end ?? 0);
    const stop = last ? end : until;
    const reason = last ? random.pick(LAST_REASONS) : 'X1';
    const type = random.pick(PLACEMENTS);
    const placement = ids.next('placement');
    put(world, 'FACT_CLA_PLACEMENT', {
      FACT_CLA_PLACEMENT_ID: placement,
      FACT_CLA_ID: care,
      DIM_PERSON_ID: person.id,
      START_DTTM: calendar.moment(day, random),
      END_DTTM: calendar.moment(stop, random),
      DIM_LOOKUP_PLACEMENT_TYPE_CODE: type,
      DISTANCE_FROM_HOME: random.pickOrNull(['3.5', '12', '104.25', 'n/a', '', '0'], 0.1),
      DIM_LOOKUP_PLACEMENT_PROVIDER_CODE: random.pickOrNull(['PR1', 'PR4', 'PR5'], 0.1),
      POSTCODE: random.pickOrNull(['ZZ1 1AA', ' ZZ2 2B', 'ZZZ', ''], 0.1),
      DIM_LOOKUP_PLAC_CHNG_REAS_CODE: last
        ? null
        : random.pickOrNull(['CARPL', 'CHILD', 'PLACE'], 0.1),
      FFA_IS_PLAN_DATE: random.chance(0.05) ? calendar.day(day) : null,
    });
    put(world, 'FACT_CARE_EPISODES', {
      FACT_CARE_EPISODES_ID: ids.next('episode'),
      DIM_PERSON_ID: person.id,
      FACT_CLA_ID: care,
      FACT_CLA_PLACEMENT_ID: random.chance(0.03) ? -1 : placement,
      CARE_START_DATE: calendar.moment(day, random),
      CARE_REASON_DESC: first ? 'Started to be looked after' : 'Change of placement',
      CIN_903_CODE: random.pickOrNull(['N1', 'N2', 'N8'], 0.1),
      CARE_END_DATE: calendar.moment(stop, random),
      CARE_REASON_END_CODE: stop === null ? null : reason,
      CARE_REASON_END_DESC: stop === null ? null : `Reason ${reason}`,
      PLACEND: calendar.day(stop),
      OFSTED_URN: random.pickOrNull(
        [`SC${100_000 + placement}`, `sc${100_000 + placement}`, '1234567'],
        0.4,
      ),
    });
    day = until;
  }
}

function makeHealth(world: World, person: Person, start: DayNumber): void {
  const { random, calendar, ids } = world;
  const day = start + random.between(20, 300);
  put(world, 'FACT_HEALTH_CHECK', {
    FACT_HEALTH_CHECK_ID: ids.next('health'),
    DIM_PERSON_ID: person.id,
    DIM_LOOKUP_EVENT_TYPE_DESC: random.pick(['Dental Check', 'Health Assessment']),
    START_DTTM: calendar.moment(day, random),
    DIM_LOOKUP_EXAM_STATUS_DESC: random.pickOrNull(['Completed', 'Booked'], 0.1),
  });
  if (random.chance(0.1)) {
    put(world, 'FACT_SUBSTANCE_MISUSE', {
      FACT_SUBSTANCE_MISUSE_ID: ids.next('substance'),
      DIM_PERSON_ID: person.id,
      START_DTTM: calendar.moment(day, random),
      DIM_LOOKUP_SUBSTANCE_TYPE_CODE: random.pick(['ALC', 'CAN']),
      ACCEPT_FLAG: flag(world),
    });
  }
  if (random.chance(0.1)) {
    put(world, 'FACT_OFFENCE', {
      FACT_OFFENCE_ID: ids.next('offence'),
      DIM_PERSON_ID: person.id,
      OFFENCE_DTTM: calendar.moment(day, random),
      DESCRIPTION: random.pick(['Criminal damage', 'Theft, "minor"']),
    });
  }
  for (let count = random.chance(0.3) ? random.between(1, 3) : 0; count > 0; count--) {
    const gone = start + random.between(1, 500);
    put(world, 'FACT_MISSING_PERSON', {
      FACT_MISSING_PERSON_ID: ids.next('missing'),
      DIM_PERSON_ID: person.id,
      START_DTTM: calendar.moment(gone, random),
      END_DTTM: calendar.moment(endAfter(world, gone, 0, 10), random),
      MISSING_STATUS: random.pick(['Missing', 'Away without authorisation']),
      RETURN_INTERVIEW_OFFERED: random.pickOrNull(['Yes', 'NO', 'N/A', 'NA', ''], 0.2),
      RETURN_INTERVIEW_ACCEPTED: random.pickOrNull(['YES', 'no', 'NA'], 0.3),
    });
  }
}
