import { type SyntheticValue } from '../synthetic-rows.ts';
import { COMMENTS } from '../words.ts';
import { put } from '../world.ts';
import { FILTERS, type Filter, QUESTIONS, type Question } from './codes.ts';
import type { Subgroup } from './families.ts';
import { mappingsOf } from './lookups.ts';
import type { Step } from './steps.ts';
import type { DayNumber } from '../calendar.ts';
import type { MosaicWorld } from './world.ts';

/** A form about the subjects of a subgroup, on a workflow step or on none. */
export interface Form {
  readonly id: number;
  readonly subgroup: Subgroup;
  readonly step: number | null;
}

export interface Answer {
  readonly text?: string | null;
  readonly date?: string | null;
  readonly number?: number | null;
}

export function makeForm(
  world: MosaicWorld,
  subgroup: Subgroup,
  created: DayNumber,
  step: Step | null = null,
): Form {
  const { random, calendar, ids } = world;
  const form = { id: ids.next('form'), subgroup, step: step?.id ?? null };
  put(world, 'MO_FORMS', {
    FORM_ID: form.id,
    CREATED_ON: calendar.moment(created, random),
    SUBGROUP_ID: subgroup.id,
    WORKFLOW_STEP_ID: form.step,
    TEMPLATE_ID: random.between(10, 40),
  });
  return form;
}

/**
 * Answers a question on one row of the form: once for all subjects, or for each of some of them,
 * brothers and sisters differing.
 * @param give makes an answer; it is asked again for every child
 */
export function ask(
  world: MosaicWorld,
  form: Form,
  question: Question,
  give: () => Answer,
  row = world.ids.next('answer-row'),
): void {
  const { random } = world;
  const write = (subject: SyntheticValue): void => {
    const { text = null, date = null, number = null } = give();
    put(world, 'DM_CACHED_FORM_ANSWERS', {
      FORM_ID: form.id,
      FORM_ANSWER_ROW_ID: row,
      MAPPING_ID: random.pick(mappingsOf(question)),
      QUESTION_USER_CODE: QUESTIONS[question][0],
      WORKFLOW_STEP_ID: form.step,
      SUBGROUP_ID: form.subgroup.id,
      SUBJECT_PERSON_ID: subject,
      TEXT_ANSWER: text,
      DATE_ANSWER: date,
      NUMBER_ANSWER: number,
    });
  };
  if (random.chance(0.45)) write(nobody(world));
  else for (const { id } of form.subgroup.people) if (random.chance(0.85)) write(id);
}

/** As `ask`, for an answer that reaches the reports through a named filter. */
export function file(world: MosaicWorld, form: Form, filter: Filter, give: () => Answer): void {
  const { random } = world;
  const write = (subject: SyntheticValue): void => {
    const { text = null, date = null } = give();
    put(world, 'DM_FILTER_FORM_ANSWERS', {
      FORM_ID: form.id,
      WORKFLOW_STEP_ID: form.step,
      SUBJECT_PERSON_ID: subject,
      FILTER_NAME: FILTERS[filter],
      TEXT_ANSWER: text,
      DATE_ANSWER: date,
    });
  };
  if (random.chance(0.45)) write(nobody(world));
  else for (const { id } of form.subgroup.people) if (random.chance(0.85)) write(id);
}

/** A remark, which no list knows. */
export function remark(world: MosaicWorld, form: Form): void {
  if (world.random.chance(0.2)) {
    ask(world, form, 'comment', () => ({ text: world.random.pick(COMMENTS) }));
  }
}

/** The three ways in which an answer is for everybody. */
function nobody({ random }: MosaicWorld): SyntheticValue {
  return random.pickOrNull([0, 0, -1], 0.3);
}
