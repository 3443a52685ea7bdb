import type { DayNumber } from '../calendar.ts';
import { flag, put } from '../world.ts';
import { ask, makeForm, remark } from './answers.ts';
import { type Question, VISIT_TYPES, type VisitType, type StepType } from './codes.ts';
import { type Family, subgroupOf } from './families.ts';
import { makeStep } from './steps.ts';
import { type MosaicWorld, type People, someOf } from './world.ts';

const SEEN = ['Yes', 'Yes', 'Yes', 'Yes - seen', 'No', 'No - not seen', 'By phone'] as const;

interface Kind {
  readonly step: StepType;
  readonly stepVisit: VisitType;
  readonly screenVisit: VisitType;
  readonly date?: Question;
  readonly answers: readonly Question[];
}

const KINDS = {
  inNeed: {
    step: 'inNeedVisit',
    stepVisit: 'inNeedStep',
    screenVisit: 'inNeed',
    date: 'inNeedDate',
    answers: ['inNeedSeen', 'inNeedAlone', 'bedroom'],
  },
  protection: {
    step: 'protectionVisit',
    stepVisit: 'protectionStep',
    screenVisit: 'protection',
    date: 'protectionDate',
    answers: ['protectionSeen', 'protectionAlone', 'protectionBedroom'],
  },
  care: { step: 'careVisit', stepVisit: 'careStep', screenVisit: 'care', answers: ['seen'] },
} satisfies Record<string, Kind>;

/**
 * Visits to some of the people during a stretch of days: as workflow steps with forms, and on the
 * visits screen.
 */
export function makeVisits(
  world: MosaicWorld,
  family: Family,
  people: People,
  kind: keyof typeof KINDS,
  start: DayNumber,
  days: number,
): void {
  const { random } = world;
  const last = Math.max(20, days);
  for (let count = random.between(1, 4); count > 0; count--) {
    const day = start + random.between(1, last);
    if (day > 20) continue;
    if (random.chance(0.7)) {
      makeStepVisit(world, family, someOf(world, people, 0.75), KINDS[kind], day);
    } else {
      makeScreenVisit(world, people, random.chance(0.08) ? 'other' : KINDS[kind].screenVisit, day);
    }
  }
}

function makeStepVisit(
  world: MosaicWorld,
  family: Family,
  people: People,
  { step: type, stepVisit, date, answers }: Kind,
  day: DayNumber,
): void {
  const { random, calendar } = world;
  const step = makeStep(world, {
    type,
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 12),
  });
  const happened = calendar.moment(day + random.between(-2, 2), random);
  if (random.chance(0.9)) {
    const form = makeForm(world, step.subgroup, day, step);
    const row = world.ids.next('answer-row');
    if (date !== undefined && random.chance(0.8)) {
      ask(world, form, date, () => ({ date: random.chance(0.9) ? happened : null }), row);
    }
    for (const question of answers) {
      if (random.chance(0.85)) {
        ask(world, form, question, () => ({ text: random.pickOrNull(SEEN, 0.05) }), row);
      }
    }
    if (random.chance(0.3)) ask(world, form, 'nextDate', () => ({ date: calendar.day(day + 28) }));
    remark(world, form);
  }
  if (step.status === 'CANCELLED' || step.status === 'PROPOSED') return;
  for (const person of people) {
    put(world, 'DM_VISITS', {
      VISIT_ID: step.id,
      PERSON_ID: person.id,
      VISIT_TYPE: VISIT_TYPES[stepVisit][0],
      ACTUAL_DATE: happened,
      SEEN_ALONE_FLAG: flag(world, 0.7),
    });
  }
}

function makeScreenVisit(
  world: MosaicWorld,
  people: People,
  type: VisitType,
  day: DayNumber,
): void {
  const { random, calendar, ids } = world;
  put(world, 'DM_VISITS', {
    VISIT_ID: ids.next('visit'),
    PERSON_ID: random.pick(people).id,
    VISIT_TYPE: random.chance(0.02) ? 'VIS.GONE' : VISIT_TYPES[type][0],
    ACTUAL_DATE: calendar.moment(day, random),
    SEEN_ALONE_FLAG: flag(world, 0.7),
  });
}
