import { createHash } from 'node:crypto';
import { type World, put } from '../world.ts';
import * as codes from './codes.ts';

/** Tables of codes and types; lives use codes beyond them, as real ones do. */
export function makeLookups(world: World): void {
  makeWorkflowTypes(world);
  makeMappings(world);
  makeQuestions(world);
  for (const [code, national, words] of codes.ETHNICITIES) {
    put(world, 'DM_ETHNICITIES', {
      ETHNICITY_CODE: code,
      ETHNICITY_DESCRIPTION: words,
      CBDS_ETHNICITY_CODE: national,
      CIN_ETHNICITY_CODE: national,
      CIN_ETHNICITY_DESCRIPTION: words,
    });
  }
  for (const [code, words] of codes.COUNTRIES) {
    put(world, 'DM_COUNTRIES_OF_BIRTH', { COUNTRY_OF_BIRTH_CODE: code, DESCRIPTION: words });
  }
  for (const [domain, list] of [
    ['GENDER', codes.SEXES],
    ['GENDER_IDENTITY', codes.GENDERS],
    ['WORKER_END_DATE_REASON', codes.END_REASONS],
    [
      'WEEKDAY',
      [
        ['F', 'Friday'],
        ['M', 'Monday'],
        ['LEFT', 'Left over'],
      ],
    ],
  ] as const) {
    for (const [code, words] of list) {
      put(world, 'REFERENCE_DATA', { REF_DOMAIN: domain, REF_CODE: code, REF_DESCRIPTION: words });
    }
  }
  for (const [type, need] of codes.NEED_GROUPS) {
    put(world, 'DM_SERV_USER_GROUP_TYPES', { GROUP_TYPE: type, NEED_CODE_CATEGORY_CODE: need });
  }
  for (const [type, foster] of codes.PLACEMENT_TYPES) {
    put(world, 'DM_PLACEMENT_TYPES', {
      PLACEMENT_TYPE: type,
      IS_PLACED_WITH_FOSTER_CARERS: foster,
    });
  }
  for (const [type, guardianship] of codes.OTHER_STATUSES) {
    put(world, 'DM_NON_LA_LEGAL_STATUS_TYPES', {
      LEGAL_STATUS_TYPE: type,
      IS_SPECIAL_GUARDIANSHIP_ORDER: guardianship,
    });
  }
  for (const [type, words] of codes.OFFENCES) {
    put(world, 'DM_OFFENCE_TYPES', { OFFENCE_TYPE: type, DESCRIPTION: words });
  }
  for (const [type, words] of codes.IN_TOUCH) {
    put(world, 'DM_FORMER_IN_TOUCH_TYPES', { IN_TOUCH_TYPE: type, DESCRIPTION: words });
  }
  for (const [type, words] of codes.ACCOMMODATION) {
    put(world, 'DM_FORMER_ACCOM_TYPES', { ACCOMODATION_TYPE: type, DESCRIPTION: words });
  }
  for (const [type, words] of codes.ACTIVITY) {
    put(world, 'DM_FORMER_ACTIVITY_TYPES', { ACTIVITY_TYPE: type, DESCRIPTION: words });
  }
  for (const [type, source, words] of Object.values(codes.VISIT_TYPES)) {
    put(world, 'DM_VISIT_TYPES', { VISIT_TYPE: type, VISIT_SOURCE: source, DESCRIPTION: words });
  }
}

/** A flag that is not set is N in some databases and empty in others. */
const notSet = (id: number): 'N' | null => (id % 2 === 0 ? 'N' : null);

function makeWorkflowTypes(world: World): void {
  for (const [id, words] of Object.values(codes.STEP_TYPES)) {
    put(world, 'DM_WORKFLOW_STEP_TYPES', {
      WORKFLOW_STEP_TYPE_ID: id,
      DESCRIPTION: words,
      IS_CASE_CLOSURE: id === codes.stepTypeId('closure') ? 'Y' : notSet(id),
      IS_CONTINUOUS_ASSESSMENT: id === codes.stepTypeId('assessment') ? 'Y' : null,
    });
  }
  for (const [from, actions] of Object.entries(codes.NEXT_ACTIONS) as [
    codes.ActingStep,
    (typeof codes.NEXT_ACTIONS)[codes.ActingStep],
  ][]) {
    for (const [id, words, ends] of actions) {
      put(world, 'DM_WORKFLOW_NXT_ACTION_TYPES', {
        WORKFLOW_NEXT_ACTION_TYPE_ID: id,
        DESCRIPTION: words,
        IS_NO_FURTHER_ACTION: ends,
        SOURCE_STEP_TYPE_ID: codes.stepTypeId(from),
      });
    }
  }
  for (const [id, words] of codes.REASONS) {
    put(world, 'DM_WORKFLOW_REASON_TYPES', { WORKFLOW_REASON_TYPE_ID: id, DESCRIPTION: words });
  }
}

function makeMappings(world: World): void {
  const group = (name: string, value: string, category: string): void => {
    put(world, 'DM_MAPPING_GROUPS', {
      GROUP_NAME: name,
      MAPPED_VALUE: value,
      CATEGORY_VALUE: category,
    });
  };
  for (const [name, answers] of Object.entries(codes.SORTED_ANSWERS)) {
    for (const [words, category] of answers) group(name, textHash(words), category);
  }
  for (const [name, types] of [
    ['SSDA903 In Touch Type', codes.IN_TOUCH],
    ['SSDA903 Accommodation Type', codes.ACCOMMODATION],
    ['SSDA903 Activity Type', codes.ACTIVITY],
  ] as const) {
    for (const [type, , category] of types) if (category !== null) group(name, type, category);
  }
  for (const type of ['IT5', 'AC4', 'EM5']) group('A group of another report', type, 'YES');
  for (const [id, words, national] of codes.SOURCES) {
    put(world, 'DM_STEP_SOURCE_TYPES', { SOURCE_TYPE_ID: id, DESCRIPTION: words });
    if (national !== null) {
      put(world, 'CHILD_GROUP_EMBEDDED_CODES_VW', {
        GROUP_NAME: 'Child CIN Referral Source',
        MAPPED_VALUE: String(id),
        CATEGORY_CODE: national,
        CATEGORY_DESCRIPTION: `Source ${national}`,
      });
    }
  }
  for (const value of ['1', '6', 'OLD']) {
    put(world, 'CHILD_GROUP_EMBEDDED_CODES_VW', {
      GROUP_NAME: 'A group of another report',
      MAPPED_VALUE: value,
      CATEGORY_CODE: 'X1',
      CATEGORY_DESCRIPTION: 'Not a source',
    });
  }
  for (const [name, value] of [
    ['Child CIN Transfer In Conferences', String(codes.stepTypeId('transferIn'))],
    ['Child CIN Transfer In Conferences', '999999'],
    ['A filter of another report', String(codes.stepTypeId('initialConference'))],
    ['A filter of another report', 'OLD-323'],
  ] as const) {
    put(world, 'DM_MAPPING_FILTERS', { FILTER_NAME: name, MAPPED_VALUE: value });
  }
}

function makeQuestions(world: World): void {
  for (const question of Object.keys(codes.QUESTIONS) as codes.Question[]) {
    for (const id of mappingsOf(question)) {
      put(world, 'DM_CACHED_FORM_QUESTIONS', {
        MAPPING_ID: id,
        QUESTION_USER_CODE: codes.QUESTIONS[question][0],
      });
    }
  }
}

/** The mapping ids of a question, one for each form that asks it. */
export function mappingsOf(question: codes.Question): readonly [number, ...number[]] {
  const first = 60 + 3 * Object.keys(codes.QUESTIONS).indexOf(question);
  return codes.QUESTIONS[question][1] === 1 ? [first] : [first, first + 1];
}

/**
 * How mapping groups file free text, here and by default: the MD5 of its UTF-8 bytes in small
 * letters.
 */
function textHash(text: string): string {
  return createHash('md5').update(text, 'utf8').digest('hex');
}
