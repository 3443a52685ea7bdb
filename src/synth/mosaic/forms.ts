import type { DayNumber } from '../calendar.ts';
import { ask, file, makeForm, remark } from './answers.ts';
import { SORTED_ANSWERS } from './codes.ts';
import { type Family, subgroupOf } from './families.ts';
import { makeStep } from './steps.ts';
import { type MosaicWorld, type People, endFor } from './world.ts';

const STATUSES = ['Refugee', 'Asylum "pending"', 'Limited leave', 'Settled'] as const;
const SUBSTANCES = ['Alcohol', 'Cannabis', 'Glue & gas', 'Spice "mamba"'] as const;

/** Immigration status in a repeating section with its dates; the form stands on no step. */
export function makeImmigration(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random, calendar } = world;
  const form = makeForm(world, subgroupOf(world, family, people), day);
  for (let rows = random.pick([1, 1, 2]); rows > 0; rows--) {
    const row = world.ids.next('answer-row');
    const start = day - random.between(0, 600);
    ask(
      world,
      form,
      random.pick(['immigration', 'immigrationOther']),
      () => ({ text: random.pick(STATUSES) }),
      row,
    );
    ask(world, form, 'immigrationStart', () => ({ date: calendar.moment(start, random) }), row);
    if (random.chance(0.6)) {
      ask(
        world,
        form,
        'immigrationEnd',
        () => ({ date: calendar.moment(endFor(world, start, 100, 1500), random) }),
        row,
      );
    }
  }
}

/** Substances in a repeating section, the second kind of question for what the list lacks. */
export function makeSubstances(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random, calendar } = world;
  const form = makeForm(world, subgroupOf(world, family, people), day);
  for (let rows = random.between(1, 3); rows > 0; rows--) {
    const row = world.ids.next('answer-row');
    ask(
      world,
      form,
      random.chance(0.2) ? 'substanceOther' : 'substance',
      () => ({ text: random.pickOrNull(SUBSTANCES, 0.06) }),
      row,
    );
    if (random.chance(0.8)) {
      ask(
        world,
        form,
        'substanceDate',
        () => ({ date: calendar.day(day - random.between(0, 200)) }),
        row,
      );
    }
    if (random.chance(0.8)) {
      ask(
        world,
        form,
        'intervention',
        () => ({ text: random.pick(['Yes', 'No', 'Refused']) }),
        row,
      );
    }
  }
  remark(world, form);
}

/** Missing or away, alone or together, and whether somebody offered to talk about it. */
export function makeMissing(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random } = world;
  const step = makeStep(world, {
    type: 'missing',
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: random.between(0, 9),
    columns: () => ({ IS_MISSING_OR_ABSENT: random.chance(0.95) ? 'Y' : null }),
  });
  const form = makeForm(world, step.subgroup, day, step);
  if (random.chance(0.9)) {
    file(world, form, 'absentOrMissing', () => ({
      text: random.pickOrNull(['Missing', 'Missing', 'Absent', 'Late home'], 0.05),
    }));
  }
  const offered = SORTED_ANSWERS['Child Offered Return Interview Types'];
  const accepted = SORTED_ANSWERS['Child Accepted Return Interview Types'];
  if (random.chance(0.8)) {
    file(world, form, 'interviewOffered', () => ({
      text: random.chance(0.1) ? 'Left a card' : random.pick(offered)[0],
    }));
  }
  if (random.chance(0.6)) {
    file(world, form, 'interviewAccepted', () => ({
      text: random.chance(0.1) ? 'Perhaps later' : random.pick(accepted)[0],
    }));
  }
  if (random.chance(0.2)) file(world, form, 'unrelated', () => ({ text: 'Missing' }));
}

/** The child's own view: five questions, answered by one letter or by words that do not fit. */
export function makeVoice(
  world: MosaicWorld,
  family: Family,
  people: People,
  day: DayNumber,
): void {
  const { random } = world;
  const step = makeStep(world, {
    type: 'voice',
    subgroup: subgroupOf(world, family, people),
    day,
    lasts: 0,
  });
  const form = makeForm(world, step.subgroup, day, step);
  for (const question of [
    'voiceWorries',
    'voiceStory',
    'voiceWorker',
    'voicePlan',
    'voiceTablet',
  ] as const) {
    if (random.chance(0.8)) {
      ask(world, form, question, () => ({ text: random.pickOrNull(['Y', 'Y', 'N'], 0.05) }));
    }
  }
}
