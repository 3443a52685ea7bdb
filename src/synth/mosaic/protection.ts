import type { DayNumber } from '../calendar.ts';
import { flag, put } from '../world.ts';
import { ask, makeForm, remark } from './answers.ts';
import { type Family, subgroupOf } from './families.ts';
import { followUps } from './front-door.ts';
import { type Step, after, makeStep } from './steps.ts';
import { makeVisits } from './visits.ts';
import { makeInvolvement } from './workers.ts';
import { type MosaicWorld, type People, type Person, someOf } from './world.ts';

/**
 * Strategy meeting, section 47 enquiry, conference, plan with reviews: each leads on to the next,
 * or does not.
 */
export function makeProtection(
  world: MosaicWorld,
  family: Family,
  people: People,
  referral: Step,
): void {
  const { random, calendar } = world;
  const met = referral.started + random.between(5, 60);
  const strategy = makeStep(world, {
    type: 'strategy',
    subgroup: subgroupOf(world, family, people),
    day: met,
    lasts: random.between(0, 2),
    from: [after(world, referral, 'referral', 5102)],
    columns: () => ({
      STRATEGY_DISCUSSION_DATE: random.chance(0.93) ? calendar.moment(met, random) : null,
    }),
  });
  if (strategy.status !== 'COMPLETED') return;
  const flagged = random.chance(0.95) ? 'Y' : null;
  const enquiry = makeStep(world, {
    type: 'section47',
    subgroup: subgroupOf(world, family, someOf(world, people, 0.85)),
    day: met + random.between(0, 3),
    lasts: random.between(3, 20),
    from: [after(world, strategy, 'strategy', 5201)],
    columns: () => ({ IS_SECTION_47_ENQUIRY: flagged }),
    viewColumns: () => ({ IS_SECTION_47_ENQUIRY: flagged }),
  });
  followUps(world, family, enquiry, 'section47', 2);
  if (enquiry.status === 'COMPLETED' && random.chance(0.85)) makeConference(world, family, enquiry);
}

function makeConference(world: MosaicWorld, family: Family, enquiry: Step): void {
  const { random, calendar } = world;
  const people = someOf(world, enquiry.subgroup.people, 0.85);
  const day = (enquiry.completed ?? enquiry.started) + random.between(1, 12);
  const held = calendar.moment(day, random);
  const type = random.chance(0.1) ? 'transferIn' : 'initialConference';
  const conference = makeStep(world, {
    type,
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 10),
    from: [after(world, enquiry, 'section47', 5301)],
    columns: (step) => ({
      CP_CONFERENCE_CATEGORY: 'Initial',
      CP_CONFERENCE_ACTUAL_DATE:
        step.status === 'COMPLETED' ? held : random.pickOrNull([held], 0.6),
      CP_CONFERENCE_PLANNED_DATE: calendar.day(day + random.between(-5, 5)),
    }),
  });
  followUps(world, family, conference, 'initialConference', 2);
  if (conference.status !== 'COMPLETED' || random.chance(0.2)) return;
  const planned = someOf(world, people, 0.85);
  const reviews = makeReviews(world, family, planned, conference);
  for (const person of planned) makeRegistration(world, person, conference.id, day, held, reviews);
  makeVisits(world, family, planned, 'protection', day, 200);
}

/** Review conferences; gives the days on which they were held. */
function makeReviews(
  world: MosaicWorld,
  family: Family,
  people: People,
  conference: Step,
): DayNumber[] {
  const { random, calendar } = world;
  const held: DayNumber[] = [];
  let last = conference;
  for (let count = random.between(0, 3); count > 0 && last.status === 'COMPLETED'; count--) {
    const day = last.started + random.between(70, 190);
    if (day > 0) break;
    last = makeStep(world, {
      type: 'reviewConference',
      subgroup: subgroupOf(world, family, someOf(world, people, 0.8)),
      day,
      lasts: random.between(0, 10),
      from: [after(world, last, 'initialConference', 5401)],
      columns: (step) => ({
        CP_CONFERENCE_CATEGORY: 'Review',
        CP_CONFERENCE_ACTUAL_DATE:
          step.status === 'COMPLETED' ? calendar.moment(day, random) : null,
        CP_CONFERENCE_PLANNED_DATE: calendar.day(day + random.between(-5, 5)),
      }),
    });
    const form = makeForm(world, last.subgroup, day, last);
    if (random.chance(0.8)) {
      ask(world, form, 'quorate', () => ({
        text: random.pickOrNull(['Yes', 'Yes', 'No', 'Partly, no GP'], 0.05),
      }));
    }
    if (random.chance(0.8)) {
      ask(world, form, 'participation', () => ({
        text: random.pickOrNull(['PN1', 'PN2', 'PN3 by advocate', 'Too young'], 0.05),
      }));
    }
    remark(world, form);
    if (last.status === 'COMPLETED') held.push(day);
  }
  return held;
}

/** A child's plan from the conference on: it ends on a review's day, on another day, or goes on. */
function makeRegistration(
  world: MosaicWorld,
  person: Person,
  step: number,
  day: DayNumber,
  start: string | null,
  reviews: readonly DayNumber[],
): void {
  const { random, calendar, ids } = world;
  const last = reviews.at(-1);
  const later = day < -500 && random.chance(0.8) ? day + random.between(200, 480) : null;
  const reviewed = last !== undefined && random.chance(0.7);
  const end = reviewed ? last : later;
  const id = ids.next('registration');
  put(world, 'DM_REGISTRATIONS', {
    REGISTRATION_ID: id,
    PERSON_ID: person.id,
    REGISTRATION_STEP_ID: random.chance(0.05) ? null : step,
    REGISTRATION_START_DATE: start,
    DEREGISTRATION_DATE: reviewed ? calendar.day(end) : calendar.moment(end, random),
    IS_CHILD_PROTECTION_PLAN: random.chance(0.93) ? 'Y' : random.pickOrNull(['N'], 0.5),
    IS_TEMPORARY_CHILD_PROTECTION: random.chance(0.94) ? random.pickOrNull(['N'], 0.8) : 'Y',
  });
  const kinds = ['NEG', 'EMO', 'PHY', 'SAB'].filter(() => random.chance(0.35));
  for (const [index, kind] of (kinds.length > 0 ? kinds : ['NEG']).entries()) {
    put(world, 'DM_REGISTRATION_CATEGORIES', {
      REGISTRATION_ID: id,
      CIN_ABUSE_CATEGORY_CODE: index === 0 && random.chance(0.04) ? null : kind,
      CATEGORY_START_DATE: start,
      CATEGORY_END_DATE: calendar.day(end),
      CATEGORY_ID: ids.next('category'),
      IS_CHILD_PROTECTION_PLAN: flag(world, 0.98),
    });
  }
  if (random.chance(0.3) && day < -100) {
    put(world, 'DM_REGISTRATION_CATEGORIES', {
      REGISTRATION_ID: id,
      CIN_ABUSE_CATEGORY_CODE: random.pick(['NEG', 'EMO']),
      CATEGORY_START_DATE: calendar.day(day + 60),
      CATEGORY_END_DATE: null,
      CATEGORY_ID: ids.next('category'),
      IS_CHILD_PROTECTION_PLAN: 'Y',
    });
  }
  makeInvolvement(world, person, day, 'REL.SW');
}
