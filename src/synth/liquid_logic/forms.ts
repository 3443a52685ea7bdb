import type { DayNumber } from '../calendar.ts';
import { type World, put } from '../world.ts';

type Answer = readonly [question: string, answer: string | null];

/** A form with its answers; gives its id. */
export function makeForm(
  world: World,
  person: number,
  formType: string,
  template: string,
  answered: DayNumber,
  answers: readonly Answer[],
): number {
  const { random, calendar, ids } = world;
  const form = ids.next('form');
  put(world, 'FACT_FORMS', {
    FACT_FORM_ID: form,
    DIM_PERSON_ID: person,
    DIM_LOOKUP_FORM_TYPE_ID_CODE: formType,
  });
  for (const [question, answer] of answers) {
    put(world, 'FACT_FORM_ANSWERS', {
      FACT_FORM_ANSWER_ID: ids.next('answer'),
      FACT_FORM_ID: form,
      ANSWER_NO: question,
      ANSWER: answer,
      ANSWERED_DTTM: calendar.moment(answered, random),
      DIM_ASSESSMENT_TEMPLATE_ID_DESC: template,
      DIM_ASSESSMENT_TEMPLATE_QUESTION_ID_DESC: `Question ${question}`,
    });
  }
  return form;
}

const FACTORS = [
  '1A',
  '1B',
  '2A',
  '2B',
  '3A',
  '3B',
  '4A',
  '4B',
  '5A',
  '6A',
  '7A',
  '8B',
  '9A',
  '10A',
  '16A',
  '17A',
  '18B',
  '19C',
  '20',
  '21',
  '24A',
] as const;

/** The assessment form: when it ended, whether the child was seen, and the factors. */
export function assessmentForm(world: World, person: number, ended: DayNumber): number {
  const { random, calendar } = world;
  const answers: Answer[] = [];
  if (!random.chance(0.15)) {
    answers.push(['FormEndDate', random.chance(0.05) ? 'not yet' : calendar.date(ended)]);
  }
  if (random.chance(0.7)) {
    answers.push(['seenYN', random.pickOrNull(['Yes', 'YES', 'no', 'No', 'N/A'], 0.05)]);
  }
  for (const factor of FACTORS) {
    if (random.chance(0.12)) answers.push([factor, random.pick(['Yes', 'yes', 'No', 'YES'])]);
  }
  return makeForm(world, person, 'FA', 'SINGLE ASSESSMENT', ended, answers);
}

export function sdqForm(world: World, person: number, completed: DayNumber): void {
  const { random, calendar } = world;
  makeForm(world, person, 'SDQ', 'Strengths and Difficulties Questionnaire (SDQ)', completed, [
    ['SDQScore', random.pickOrNull(['12', '7', '23', ' 15 ', 'n/a', '12.5', ''], 0.05)],
    ...(random.chance(0.7) ? [['FormEndDate', calendar.date(completed)] as const] : []),
  ]);
}

/** What is planned for permanence: ten questions, not all answered. */
export function carePlanForm(world: World, person: number, answered: DayNumber): void {
  const { random } = world;
  const answers = Array.from({ length: 10 }, (_, index): Answer => [
    `CPFUP${index + 1}`,
    random.pickOrNull(['Yes', 'No', 'Y', 'Being thought about, "perhaps"'], 0.1),
  ]);
  makeForm(
    world,
    person,
    'CPF',
    'CARE PLAN FOLLOW UP',
    answered,
    answers.filter(() => random.chance(0.5)),
  );
}

const MONTHS = ['January', 'Feb', 'March', 'June', 'Sept', 'December', '7'] as const;

/**
 * The outcome form of a meeting, now and then with an earlier permanence order, or whether the
 * meeting was quorate.
 */
export function outcomeForm(
  world: World,
  person: number,
  answered: DayNumber,
  quorate: boolean,
): number {
  const { random } = world;
  const answers: Answer[] = [];
  if (quorate && random.chance(0.8)) answers.push(['WasConf', random.pick(['Y', 'Yes', 'No'])]);
  if (random.chance(0.2)) {
    answers.push(
      ['PREVADOPTORD', random.pick(['None', 'P2 Special guardianship', 'P1 Adoption'])],
      ['INENG', random.pick(['Brackwater', 'Outside England'])],
    );
    if (random.chance(0.7)) answers.push(['ORDERDATE', random.pick(['1', '12', '31', 'unknown'])]);
    if (random.chance(0.7)) answers.push(['ORDERMONTH', random.pick(MONTHS)]);
    if (random.chance(0.7)) {
      answers.push(['ORDERYEAR', random.pick(['2012', '2018', 'about 2015'])]);
    }
  }
  return makeForm(
    world,
    person,
    random.pick(['1001', '1002', '1391', '2069']),
    'REVIEW OUTCOME',
    answered,
    answers,
  );
}
