import type { DayNumber } from '../calendar.ts';
import { put } from '../world.ts';
import { file, makeForm, remark } from './answers.ts';
import { NEXT_ACTIONS, SORTED_ANSWERS, SOURCES } from './codes.ts';
import { type Family, subgroupOf } from './families.ts';
import { type Origin, type Step, after, makeStep } from './steps.ts';
import { type MosaicWorld, type People, endFor, someOf } from './world.ts';

const ENQUIRIES = ['contact', 'contact', 'contact', 'contactOther', 'enquiry'] as const;

/** A contact, or an enquiry that is none; what came of it may concern one child only. */
export function makeContact(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): Step {
  const { random } = world;
  const type = random.pick(ENQUIRIES);
  const isChildContact = (): 'Y' | 'N' | null => {
    if (type === 'enquiry') return random.pickOrNull(['N'], 0.5);
    return random.chance(0.95) ? 'Y' : null;
  };
  const contact = makeStep(world, {
    type,
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 3),
    columns: () => ({ IS_CHILD_CONTACT: isChildContact() }),
  });
  if (random.chance(0.8)) {
    put(world, 'DM_STEP_SOURCE_DETAILS', {
      WORKFLOW_STEP_ID: contact.id,
      SOURCE_TYPE_ID: random.chance(0.03) ? 88 : random.pick(SOURCES)[0],
    });
  }
  followUps(world, family, contact, 'contact', 1);
  return contact;
}

/** A referral, for which each child has a spell of its own that ends when it ends. */
export function makeReferral(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
  from: readonly Origin[],
): Step {
  const { random, calendar } = world;
  const referral = makeStep(world, {
    type: 'referral',
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 3),
    from,
    viewColumns: () => ({ IS_CHILD_REFERRAL: random.chance(0.96) ? 'Y' : null }),
  });
  const together = endFor(world, day, 30, 900);
  for (const person of people) {
    const end = random.chance(0.75) ? together : endFor(world, day, 30, 900);
    put(world, 'DM_CIN_REFERRALS', {
      REFERRAL_ID: referral.id,
      PERSON_ID: person.id,
      REFERRAL_DATE: referral.startText ?? calendar.day(day),
      CLOSURE_DATE: calendar.moment(end, random),
      CLOSURE_REASON: end === null ? null : random.pickOrNull(['RC1', 'RC2', 'RC7', 'RC8'], 0.05),
      NFA_DATE: random.chance(0.15) ? calendar.day(day + random.between(0, 9)) : null,
      SOURCE_OF_REFERRAL: random.pickOrNull(['1A', '2A', '3A', '4', '6', '5A'], 0.1),
    });
  }
  if (random.chance(0.9)) makeAssessment(world, family, referral);
  return referral;
}

const FACTORS = [
  '1A',
  '1B',
  '2A',
  '2B',
  '3A',
  '3C',
  '4A',
  '5A',
  '6A',
  '8B',
  '9A',
  '10A',
  '16A',
  '18B',
  '19C',
  '21',
  '22A',
  '24A',
] as const;

function makeAssessment(world: MosaicWorld, family: Family, referral: Step): void {
  const { random } = world;
  const people = someOf(world, referral.subgroup.people, 0.8);
  const assessment = makeStep(world, {
    type: 'assessment',
    subgroup: subgroupOf(world, family, people),
    day: referral.started + random.between(0, 10),
    lasts: random.between(5, 60),
    from: [after(world, referral, 'referral', 5101)],
    columns: () => ({ IS_CONTINUOUS_ASSESSMENT: random.chance(0.95) ? 'Y' : null }),
  });
  if (random.chance(0.85)) {
    const form = makeForm(world, assessment.subgroup, assessment.started, assessment);
    file(world, form, 'seenDuring', () => ({
      text: random.chance(0.2)
        ? random.pickOrNull(['Perhaps'], 0.6)
        : random.pick(SORTED_ANSWERS['Child Seen During Assessment'])[0],
    }));
    remark(world, form);
  }
  if (random.chance(0.7)) {
    for (const factor of FACTORS) {
      if (random.chance(0.18)) {
        put(world, 'DM_CIN_ASSESS_FACTORS', {
          ASSESSMENT_ID: assessment.id,
          FACTOR_VALUE: random.chance(0.04) ? `${factor} ` : factor,
        });
      }
    }
  }
  followUps(world, family, assessment, 'assessment', 2);
}

/**
 * What a step led to besides the story that is told here: notes, for all its children or for some
 * of them.
 */
export function followUps(
  world: MosaicWorld,
  family: Family,
  step: Step,
  kind: 'contact' | 'referral' | 'section47' | 'initialConference' | 'assessment',
  most: number,
): void {
  const { random } = world;
  if (step.status !== 'COMPLETED') return;
  const actions = NEXT_ACTIONS[kind]
    .map(([id]) => id)
    .filter((id) => id !== 5101 && id !== 5301 && id !== 5401);
  for (let count = random.between(0, most); count > 0; count--) {
    makeStep(world, {
      type: random.chance(0.1) ? 'closure' : 'note',
      subgroup: subgroupOf(world, family, someOf(world, step.subgroup.people, 0.4)),
      day: step.started + random.between(1, 20),
      lasts: random.between(0, 5),
      from: [after(world, step, kind, actions[random.between(0, actions.length - 1)])],
    });
  }
}
