import { COMMENTS } from '../words.ts';
import type { DayNumber } from '../calendar.ts';
import { outcomeForm } from './forms.ts';
import type { Workforce } from './places.ts';
import type { Referral } from './referral.ts';
import { type World, endAfter, flag, put } from '../world.ts';
import { type Person, flags, orUnknown } from './world.ts';

const S47_FLAGS = [
  'OUTCOME_NFA_FLAG',
  'OUTCOME_LEGAL_ACTION_FLAG',
  'OUTCOME_PROV_OF_SERVICES_FLAG',
  'OUTCOME_PROV_OF_SB_CARE_FLAG',
  'OUTCOME_CP_CONFERENCE_FLAG',
  'OUTCOME_NFA_CONTINUE_SINGLE_FLAG',
  'OUTCOME_MONITOR_FLAG',
  'OTHER_OUTCOMES_EXIST_FLAG',
];
const CONFERENCE_FLAGS = [
  'OUTCOME_CP_FLAG',
  'OUTCOME_NFA_FLAG',
  'OUTCOME_REFERRAL_TO_OTHER_AGENCY_FLAG',
  'OUTCOME_SINGLE_ASSESSMENT_FLAG',
  'OUTCOME_PROV_OF_SERVICES_FLAG',
  'OTHER_OUTCOMES_EXIST_FLAG',
];
const ABUSE = ['Neglect', 'Emotional Abuse', 'Physical Abuse', 'Sexual Abuse', 'Multiple'] as const;

/** From an enquiry to a plan with its visits and reviews, as far as it goes. */
export function makeProtection(
  world: World,
  force: Workforce,
  person: Person,
  referral: Referral,
): void {
  const { random } = world;
  const start = referral.start + random.between(1, 60);
  const enquiry = makeEnquiry(world, force, person, referral, start);
  if (!random.chance(0.6)) return;
  const conference = makeConference(
    world,
    force,
    person,
    referral,
    enquiry,
    start + random.between(5, 20),
  );
  if (random.chance(0.7)) {
    makePlan(world, person, referral, conference, start + random.between(20, 40));
  }
}

/** A meeting and the child's part in it; gives its id. */
export function makeMeeting(
  world: World,
  person: Person,
  type: string,
  held: DayNumber | null,
  quorate: boolean,
): number {
  const { random, calendar, ids } = world;
  const meeting = ids.next('meeting');
  put(world, 'FACT_MEETINGS', {
    FACT_MEETING_ID: meeting,
    DIM_LOOKUP_MTG_TYPE_ID_CODE: type,
    ACTUAL_DTTM: calendar.moment(held, random),
    CANCELLED: flag(world, 0.1),
  });
  put(world, 'FACT_MEETING_SUBJECTS', {
    FACT_MEETING_SUBJECT_ID: ids.next('subject'),
    FACT_MEETINGS_ID: meeting,
    DIM_PERSON_ID: person.id,
    FACT_OUTCM_FORM_ID: random.chance(0.2) ? -1 : outcomeForm(world, person.id, held ?? 0, quorate),
    DIM_LOOKUP_PARTICIPATION_CODE_DESC: random.pickOrNull(
      ['PN1 Child attended', 'PN3 Child sent views'],
      0.3,
    ),
  });
  return meeting;
}

function makeEnquiry(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  referral: Referral,
  start: DayNumber,
): number {
  const { random, calendar, ids } = world;
  const id = ids.next('s47');
  put(world, 'FACT_S47', {
    FACT_S47_ID: id,
    FACT_REFERRAL_ID: referral.id,
    DIM_PERSON_ID: person.id,
    START_DTTM: random.chance(0.02) ? null : calendar.moment(start, random),
    END_DTTM: calendar.moment(endAfter(world, start, 1, 20), random),
    ...flags(world, S47_FLAGS),
    TOTAL_NO_OF_OUTCOMES: random.pickOrNull([0, 1, 2], 0.1),
    OUTCOME_COMMENTS: random.pickOrNull(COMMENTS, 0.4),
    COMPLETED_BY_DEPT_ID: orUnknown(world, random.pick(departments)),
    COMPLETED_BY_USER_STAFF_ID: orUnknown(world, random.pick(workers)),
  });
  return id;
}

function makeConference(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  referral: Referral,
  enquiry: number,
  held: DayNumber,
): number {
  const { random, calendar, ids } = world;
  const id = ids.next('conference');
  put(world, 'FACT_CP_CONFERENCE', {
    FACT_CP_CONFERENCE_ID: id,
    FACT_MEETING_ID: makeMeeting(world, person, 'CPConference', held > 0 ? null : held, false),
    FACT_S47_ID: orUnknown(world, enquiry),
    DIM_PERSON_ID: person.id,
    FACT_REFERRAL_ID: referral.id,
    TRANSFER_IN_FLAG: flag(world, 0.1),
    DUE_DTTM: calendar.day(held),
    ...flags(world, CONFERENCE_FLAGS),
    TOTAL_NO_OF_OUTCOMES: random.pickOrNull([0, 1, 2], 0.1),
    OUTCOME_COMMENTS: random.pickOrNull(COMMENTS, 0.4),
    ORGANISED_BY_DEPT_ID: orUnknown(world, random.pick(departments)),
    ORGANISED_BY_USER_STAFF_ID: orUnknown(world, random.pick(workers)),
  });
  return id;
}

function makePlan(
  world: World,
  person: Person,
  referral: Referral,
  conference: number,
  start: DayNumber,
): void {
  const { random, calendar, ids } = world;
  const id = ids.next('cp-plan');
  const end = endAfter(world, start, 90, 700);
  put(world, 'FACT_CP_PLAN', {
    FACT_CP_PLAN_ID: id,
    FACT_REFERRAL_ID: orUnknown(world, referral.id),
    FACT_INITIAL_CP_CONFERENCE_ID: random.chance(0.05) ? -1 : conference,
    DIM_PERSON_ID: person.id,
    START_DTTM: calendar.moment(start, random),
    END_DTTM: calendar.moment(end, random),
    IS_OLA: flag(world, 0.05),
    INIT_CATEGORY_DESC: random.pickOrNull(ABUSE, 0.05),
    CP_CATEGORY_DESC: random.pickOrNull(ABUSE, 0.05),
  });
  for (let day = start + 20; day < (end ?? 60); day += random.between(40, 120)) {
    const note = makeNote(world, person, random.pick(['STVC', 'STVC', 'STVCPCOVID']), day);
    put(world, 'FACT_CP_VISIT', {
      FACT_CP_VISIT_ID: ids.next('cp-visit'),
      FACT_CASENOTE_ID: note,
      FACT_CP_PLAN_ID: id,
    });
  }
  for (let day = start + 90; day < (end ?? 180); day += random.between(120, 180)) {
    const held = day > 0 ? null : day;
    put(world, 'FACT_CP_REVIEW', {
      FACT_CP_REVIEW_ID: ids.next('cp-review'),
      FACT_CP_PLAN_ID: id,
      DIM_PERSON_ID: person.id,
      DUE_DTTM: calendar.day(day),
      MEETING_DTTM: calendar.moment(held, random),
      FACT_MEETING_ID: makeMeeting(world, person, 'CPReview', held, true),
      OUTCOME_CONTINUE_CP_FLAG: flag(world, 0.6),
    });
  }
}

/** A case note; gives its id. */
export function makeNote(world: World, person: Person, type: string, day: DayNumber): number {
  const { random, calendar, ids } = world;
  const id = ids.next('note');
  put(world, 'FACT_CASENOTES', {
    FACT_CASENOTE_ID: id,
    DIM_PERSON_ID: person.id,
    EVENT_DTTM: random.chance(0.03) ? null : calendar.moment(day, random),
    DIM_LOOKUP_CASNT_TYPE_ID_CODE: type,
    SEEN_FLAG: flag(world, 0.8),
    SEEN_ALONE_FLAG: flag(world),
    SEEN_BEDROOM_FLAG: flag(world),
  });
  return id;
}
