import type { DayNumber } from '../calendar.ts';
import { COMMENTS } from '../words.ts';
import { assessmentForm } from './forms.ts';
import type { Workforce } from './places.ts';
import { type World, endAfter, flag, put } from '../world.ts';
import { type Person, flags, orUnknown } from './world.ts';

const CONTACT_FLAGS = [
  'OUTCOME_NEW_REFERRAL_FLAG',
  'OUTCOME_EXISTING_REFERRAL_FLAG',
  'OUTCOME_CP_ENQUIRY_FLAG',
  'OUTCOME_NFA_FLAG',
  'OUTCOME_NON_AGENCY_ADOPTION_FLAG',
  'OUTCOME_PRIVATE_FOSTERING_FLAG',
  'OUTCOME_ADVICE_FLAG',
  'OUTCOME_MISSING_FLAG',
  'OUTCOME_OLA_CP_FLAG',
  'OTHER_OUTCOMES_EXIST_FLAG',
];
const REFERRAL_FLAGS = [
  'OUTCOME_SINGLE_ASSESSMENT_FLAG',
  'OUTCOME_STRATEGY_DISCUSSION_FLAG',
  'OUTCOME_CLA_REQUEST_FLAG',
  'OUTCOME_NON_AGENCY_ADOPTION_FLAG',
  'OUTCOME_PRIVATE_FOSTERING_FLAG',
  'OUTCOME_CP_TRANSFER_IN_FLAG',
  'OUTCOME_CP_CONFERENCE_FLAG',
  'OUTCOME_CARE_LEAVER_FLAG',
  'OTHER_OUTCOMES_EXIST_FLAG',
];
const ASSESSMENT_FLAGS = [
  'OUTCOME_NFA_FLAG',
  'OUTCOME_NFA_S47_END_FLAG',
  'OUTCOME_STRATEGY_DISCUSSION_FLAG',
  'OUTCOME_CLA_REQUEST_FLAG',
  'OUTCOME_PRIVATE_FOSTERING_FLAG',
  'OUTCOME_LEGAL_ACTION_FLAG',
  'OUTCOME_PROV_OF_SERVICES_FLAG',
  'OUTCOME_PROV_OF_SB_CARE_FLAG',
  'OUTCOME_SPECIALIST_ASSESSMENT_FLAG',
  'OUTCOME_REFERRAL_TO_OTHER_AGENCY_FLAG',
  'OUTCOME_OTHER_ACTIONS_FLAG',
  'OTHER_OUTCOMES_EXIST_FLAG',
];

export interface Referral {
  readonly id: number;
  readonly start: DayNumber;
  readonly end: DayNumber | null;
}

export function makeContact(world: World, person: Person, day: DayNumber, family: number): void {
  const { random, calendar, ids } = world;
  const id = ids.next('contact');
  put(world, 'FACT_CONTACTS', {
    FACT_CONTACT_ID: id,
    EXTERNAL_ID: id + 300_000,
    DIM_PERSON_ID: orUnknown(world, person.id, 0.02),
    CONTACT_DTTM: random.chance(0.02) ? null : calendar.moment(day, random),
    DIM_LOOKUP_FAMILYOFRESIDENCE_ID: family,
    ...source(world),
    ...flags(world, CONTACT_FLAGS),
    TOTAL_NO_OF_OUTCOMES: random.pickOrNull([0, 1, 2, 3, -1], 0.1),
    OUTCOME_COMMENTS: random.pickOrNull(COMMENTS, 0.4),
  });
}

/** A referral with its assessments and the workers involved. */
export function makeReferral(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  start: DayNumber,
): Referral {
  const { random, calendar, ids } = world;
  const referral = { id: ids.next('referral'), start, end: endAfter(world, start, 20, 900) };
  put(world, 'FACT_REFERRALS', {
    FACT_REFERRAL_ID: referral.id,
    DIM_PERSON_ID: person.id,
    REFRL_START_DTTM: calendar.moment(start, random),
    REFRL_END_DTTM: calendar.moment(referral.end, random),
    DIM_LOOKUP_CATEGORY_OF_NEED_CODE: random.pickOrNull(
      ['N1', 'N2', 'N4', 'N5', 'N8', 'N10'],
      0.05,
    ),
    ...source(world),
    ...flags(world, REFERRAL_FLAGS),
    OUTCOME_NFA_FLAG: random.pickOrNull(['Y', 'N', 'YES', 'false', '0', 'maybe'], 0.1),
    TOTAL_NO_OF_OUTCOMES: random.pickOrNull([0, 1, 2, -1], 0.1),
    OUTCOME_COMMENTS: random.pickOrNull(COMMENTS, 0.4),
    DIM_LOOKUP_REFRL_ENDRSN_ID_CODE:
      referral.end === null ? null : random.pickOrNull(['RC1', 'RC2', 'RC7', 'RC8'], 0.05),
    DIM_DEPARTMENT_ID: orUnknown(world, random.pick(departments)),
    DIM_DEPARTMENT_ID_DESC: 'Team',
    DIM_WORKER_ID: orUnknown(world, random.pick(workers)),
    DIM_WORKER_ID_DESC: 'A worker',
  });
  for (let count = random.between(0, 2); count > 0; count--) {
    makeAssessment(world, { workers, departments }, person, referral);
  }
  makeInvolvement(world, { workers, departments }, person, referral);
  return referral;
}

function makeAssessment(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  referral: Referral,
): void {
  const { random, calendar, ids } = world;
  const start = referral.start + random.between(0, 40);
  const id = ids.next('assessment');
  put(world, 'FACT_SINGLE_ASSESSMENT', {
    FACT_SINGLE_ASSESSMENT_ID: id,
    EXTERNAL_ID: random.chance(0.02) ? -1 : id + 300_000,
    DIM_PERSON_ID: person.id,
    FACT_REFERRAL_ID: referral.id,
    FACT_FORM_ID: random.chance(0.1)
      ? -1
      : assessmentForm(world, person.id, start + random.between(5, 45)),
    START_DTTM: calendar.moment(start, random),
    DIM_LOOKUP_STEP_SUBSTATUS_CODE: random.pickOrNull(['C', 'C', 'C', 'A', 'X', 'D', 'd'], 0.03),
    ...flags(world, ASSESSMENT_FLAGS),
    TOTAL_NO_OF_OUTCOMES: random.pickOrNull([0, 1, 2], 0.1),
    OUTCOME_COMMENTS: random.pickOrNull(COMMENTS, 0.4),
    COMPLETED_BY_DEPT_ID: orUnknown(world, random.pick(departments)),
    COMPLETED_BY_USER_ID: orUnknown(world, random.pick(workers)),
  });
}

export function makeInvolvement(
  world: World,
  { workers, departments }: Workforce,
  person: Person,
  referral: Referral,
  type?: string,
): void {
  const { random, calendar, ids } = world;
  const start = referral.start + random.between(0, 30);
  put(world, 'FACT_INVOLVEMENTS', {
    FACT_INVOLVEMENTS_ID: ids.next('involvement'),
    DIM_PERSON_ID: person.id,
    DIM_WORKER_ID: orUnknown(world, random.pick(workers)),
    DIM_LOOKUP_INVOLVEMENT_TYPE_CODE:
      type ?? random.pickOrNull(['CW', 'CW', 'KA1', 'SOC', 'IRO'], 0.05),
    DIM_LOOKUP_INVOLVEMENT_TYPE_DESC: 'Involvement',
    IS_ALLOCATED_CW_FLAG: flag(world, 0.6),
    START_DTTM: calendar.moment(start, random),
    END_DTTM: calendar.moment(endAfter(world, start, 30, 800), random),
    DIM_DEPARTMENT_ID: orUnknown(world, random.pick(departments), 0.3),
    FACT_WORKER_HISTORY_DEPARTMENT_ID: orUnknown(world, random.pick(departments)),
    DIM_LOOKUP_CWREASON_CODE: random.pickOrNull(['LEFT', 'MOVED'], 0.6),
    FACT_REFERRAL_ID: referral.id,
  });
}

function source({ random }: World) {
  const id = random.between(2, 30);
  return {
    DIM_LOOKUP_CONT_SORC_ID: id,
    DIM_LOOKUP_CONT_SORC_ID_DESC: random.chance(0.05) ? null : `Source ${id}`,
  };
}
