import type { DayNumber } from '../calendar.ts';
import { ask, makeForm, remark } from './answers.ts';
import { type Family, subgroupOf } from './families.ts';
import { type Step, after, makeStep } from './steps.ts';
import { makeVisits } from './visits.ts';
import { makeInvolvement } from './workers.ts';
import { type MosaicWorld, type People, someOf } from './world.ts';

const HELP_REASONS = ['School', 'Parenting', 'Money & housing'] as const;
const HELP_ENDS = ['Needs met', 'Moved', 'Stepped up'] as const;

/** A chain of early help steps; at times a second one overlaps it. */
export function makeEarlyHelp(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random } = world;
  const first = makeStep(world, {
    type: 'helpDecision',
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(1, 10),
  });
  ask(world, makeForm(world, first.subgroup, day, first), 'helpReason', () => ({
    text: random.pick(HELP_REASONS),
  }));
  for (const person of people) {
    if (random.chance(0.7)) makeInvolvement(world, person, day, 'REL.IEYSF');
  }
  let last = first;
  for (const type of [
    random.pick(['helpScreen', 'helpAssessment'] as const),
    'helpReview',
    'helpReview',
    'helpClosure',
  ] as const) {
    if (last.status !== 'COMPLETED' || (type === 'helpReview' && random.chance(0.5))) continue;
    last = makeStep(world, {
      type,
      subgroup: subgroupOf(world, family, someOf(world, people, 0.85)),
      day: (last.completed ?? last.started) + random.between(0, 60),
      lasts: random.between(1, 30),
      from: [after(world, last, 'helpDecision')],
    });
  }
  if (last.status === 'COMPLETED' && random.chance(0.8)) {
    const form = makeForm(world, last.subgroup, last.started, last);
    ask(world, form, 'helpEnd', () => ({ text: random.pick(HELP_ENDS) }));
    remark(world, form);
  }
  if (random.chance(0.15)) {
    makeEarlyHelp(world, family, someOf(world, people), day + random.between(10, 80));
  }
}

/**
 * A child in need plan as a chain of plans and reviews, which may go on for one child only; visits
 * belong to it.
 */
export function makeInNeedPlan(
  world: MosaicWorld,
  family: Family,
  people: People,
  referral: Step,
): void {
  const { random } = world;
  const day = referral.started + random.between(15, 70);
  let last = makeStep(world, {
    type: 'inNeedPlan',
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(20, 90),
    from: [after(world, referral, 'referral', 5101)],
  });
  const whole = people;
  for (let count = random.between(0, 4); count > 0 && last.status === 'COMPLETED'; count--) {
    const type = random.pick([
      'inNeedReview',
      'inNeedReview',
      'inNeedPlan',
      'shortBreaks',
    ] as const);
    last = makeStep(world, {
      type,
      subgroup: subgroupOf(world, family, someOf(world, whole, 0.8)),
      day: (last.completed ?? last.started) + random.between(0, 30),
      lasts: random.between(20, 90),
      from: [after(world, last, 'inNeedPlan', 5501)],
    });
  }
  if (last.status === 'COMPLETED' && random.chance(0.6)) {
    makeStep(world, {
      type: 'closure',
      subgroup: last.subgroup,
      day: (last.completed ?? last.started) + 1,
      lasts: 2,
      from: [after(world, last, 'inNeedPlan', 5502)],
    });
  }
  makeVisits(world, family, people, 'inNeed', day, (last.completed ?? 0) - day);
  for (const person of people) {
    if (random.chance(0.6)) makeInvolvement(world, person, day, 'REL.SW');
  }
}
