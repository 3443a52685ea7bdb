import type { DayNumber } from '../calendar.ts';
import { flag, put } from '../world.ts';
import { ask, file, makeForm, remark } from './answers.ts';
import { OFFENCES, SORTED_ANSWERS } from './codes.ts';
import { type Family, subgroupOf } from './families.ts';
import { type Step, after, makeStep } from './steps.ts';
import type { Care } from './placements.ts';
import { type MosaicWorld, type People, someOf } from './world.ts';

const PLANS = [
  'Home within 6 months',
  'Home in time',
  'Foster care to 18',
  'Adoption',
  'Living with support',
  'Something else "agreed"',
  'To be decided',
] as const;
const REVIEWS = ['careReviewFirst', 'careReviewSecond', 'careReviewLater'] as const;
const CATEGORIES = ['First', 'Second', 'Subsequent'] as const;

/**
 * Reviews one after the other, for all who are looked after or for some; their forms hold the
 * permanence plan, which may differ between them.
 */
export function makeReviews(
  world: MosaicWorld,
  family: Family,
  people: People,
  start: DayNumber,
  days: number,
): void {
  const { random, calendar } = world;
  let last: Step | undefined;
  let day = start + random.between(10, 30);
  for (
    let count = 0;
    count < random.between(1, 6) && day < Math.min(start + days + 30, 20);
    count++
  ) {
    const held = calendar.day(day);
    const index = Math.min(count, 2);
    const from = last?.status === 'COMPLETED' ? [after(world, last, 'careReviewFirst', 5601)] : [];
    last = makeStep(world, {
      type: REVIEWS[index] ?? 'careReviewLater',
      subgroup: subgroupOf(world, family, someOf(world, people, 0.75)),
      day,
      lasts: random.between(0, 15),
      from,
      columns: (step) => ({
        LAC_REVIEW_CATEGORY: random.chance(0.04) ? null : (CATEGORIES[index] ?? null),
        LAC_REVIEW_DATE: step.status === 'COMPLETED' ? held : null,
        LAC_REVIEW_PARTICIPATION_CODE: random.pickOrNull(['PN0', 'PN1', 'PN4', 'PN7'], 0.1),
      }),
    });
    const form = makeForm(world, last.subgroup, day, last);
    if (random.chance(0.8)) {
      ask(world, form, random.pick(['permanence', 'permanence', 'permanencePathway']), () => ({
        text: random.pickOrNull(PLANS, 0.04),
      }));
    }
    if (random.chance(0.4)) {
      file(world, form, 'reviewerVisit', () => ({
        date: calendar.day(day - random.between(0, 20)),
      }));
    }
    remark(world, form);
    day += random.between(70, 190);
  }
}

/**
 * Checks of teeth and development, health assessments with or without a score, and the form that
 * asks about immunisations.
 */
export function makeHealth(world: MosaicWorld, { person, start, end }: Care): void {
  const { random, calendar, ids } = world;
  const day = (): string | null =>
    random.chance(0.03) ? null : calendar.moment(random.between(start, (end ?? 0) - 1), random);
  for (let count = random.between(0, 2); count > 0; count--) {
    put(world, 'DM_DENTAL_CHECKS', {
      DENTAL_ID: ids.next('dental'),
      PERSON_ID: person.id,
      DENTAL_CHECK_DATE: day(),
    });
  }
  for (let count = random.between(0, 1); count > 0; count--) {
    put(world, 'DM_HEALTH_CHECKS', {
      HEALTH_CHECK_ID: ids.next('health-check'),
      PERSON_ID: person.id,
      HEALTH_CHECK_DATE: day(),
    });
  }
  for (let count = random.between(0, 3); count > 0; count--) {
    const completed = flag(world, 0.45);
    put(world, 'DM_HEALTH_ASSESSMENTS', {
      HEALTH_ID: ids.next('health'),
      PERSON_ID: person.id,
      HEALTH_ASSESSMENT_DATE: day(),
      SDQ_COMPLETED: completed,
      SDQ_REASON: completed === 'N' ? random.pickOrNull(['SDQ1', 'SDQ2', 'SDQ4'], 0.5) : null,
      SDQ_SCORE:
        completed === 'Y'
          ? random.pickOrNull(['4', '7', '12', '15', '19', '23', '31', '40', 'n/k'], 0.05)
          : null,
    });
  }
}

/** A health form for some of those in care; brothers and sisters get answers of their own. */
export function makeHealthForm(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random } = world;
  const step = makeStep(world, {
    type: random.pick(['health', 'health', 'healthOld', 'note']),
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 20),
  });
  const form = makeForm(world, step.subgroup, day, step);
  ask(world, form, random.pick(['immunised', 'immunised', 'immunisedOther']), () => ({
    text: random.pickOrNull(['Yes', 'Yes', 'No', 'Partly'], 0.06),
  }));
  remark(world, form);
}

export function makeOffences(world: MosaicWorld, { person, start, end }: Care): void {
  const { random, calendar, ids } = world;
  for (let count = random.between(1, 2); count > 0; count--) {
    put(world, 'DM_OFFENCES', {
      OFFENCE_ID: ids.next('offence'),
      PERSON_ID: person.id,
      OFFENCE_DATE: calendar.moment(random.between(start, (end ?? 0) - 1), random),
      IS_CONVICTED: flag(world, 0.6),
      OFFENCE_TYPE: random.chance(0.12)
        ? random.pickOrNull(['NOSUCH'], 0.5)
        : random.pick(OFFENCES)[0],
    });
  }
}

/** What is recorded about orders before this care; the date may be one child's alone. */
export function makePermanenceHistory(
  world: MosaicWorld,
  family: Family,
  people: People,
  start: DayNumber,
): void {
  const { random, calendar } = world;
  const step = makeStep(world, {
    type: 'permanenceHistory',
    subgroup: subgroupOf(world, family, people),
    day: start + random.between(0, 30),
  });
  const form = makeForm(world, step.subgroup, step.started, step);
  if (random.chance(0.9)) {
    file(world, form, 'permanenceDate', () => ({
      date: calendar.day(start - random.between(100, 3000)),
    }));
  }
  file(world, form, 'permanenceOption', () => ({
    text: random.chance(0.15)
      ? 'Not known'
      : random.pick(SORTED_ANSWERS['Child Previous Permanence Option'])[0],
  }));
  file(world, form, 'permanenceAuthority', () => ({
    text: random.chance(0.15)
      ? 'Somewhere'
      : random.pick(SORTED_ANSWERS['Child Previous Permanence LA'])[0],
  }));
}
