import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CmsRow, TestCms } from '../support/cms.ts';
import { child, conference, order, plan, spell } from '../support/mosaic-rows.ts';

/**
 * Rows of our own, for objects that have no reference rows, and for what the golden database cannot
 * show.
 */
let cms: TestCms;
before(async () => {
  cms = await TestCms.open('mosaic', {
    plo_legal_status_types: ['PLO'],
    cp_quorate_questions: ['quorate'],
    cp_participation_questions: ['part'],
    s47_further_next_actions: [2],
    substance_type_questions: ['substance'],
    substance_date_questions: ['when'],
    substance_intervention_questions: ['helped'],
    substance_intervention_yes: ['Yes'],
    voice_of_child_questions: {
      voch_explained_worries: ['worries', 'worries_old'],
      voch_agree_worker: ['agree'],
    },
  });
});
after(() => cms.close());
beforeEach(() => cms.clear());

/** The fields of each row, joined by blanks; what is empty is a dash. */
async function cellsOf(object: string, ...fields: readonly string[]): Promise<string[]> {
  return (await cms.rowsOf(object)).map((row) =>
    fields.map((field) => row[field]?.replace(/T00:00:00.000$/, '') ?? '-').join(' '),
  );
}

describe('ssd_pre_proceedings', () => {
  it('ended in care proceedings when an interim or full care order began in it, or a month after, and outlasted it', async () => {
    const end = '2025-03-31 12:00';
    await cms.put(
      'DM_NON_LA_LEGAL_STATUSES',
      ...[10, 11, 12, 13, 14, 15, 16].map((person) =>
        spell(person, person, '2025-01-01 09:00', person === 16 ? null : end),
      ),
    );
    await cms.put(
      'DM_LEGAL_STATUSES',
      order(1, 10, 'C1', '2025-05-01 23:00'),
      order(2, 11, 'C2', '2025-05-02'),
      order(3, 12, 'C1', '2024-12-31'),
      order(4, 13, 'C1', '2025-02-01', '2025-03-31'),
      order(5, 14, 'V2', '2025-02-01'),
      order(6, 15, 'C2', '2025-01-01'),
      order(7, 16, 'C1', '2025-02-01'),
    );
    const [issue, down] = ['Decision to Issue Care Proceedings', 'Decision to step down'] as const;
    assert.deepEqual(
      await cellsOf('ssd_pre_proceedings', 'prep_person_id', 'prep_pre_pro_outcome'),
      [
        `10 ${issue}`,
        `11 ${down}`,
        `12 ${down}`,
        `13 ${down}`,
        `14 ${down}`,
        `15 ${issue}`,
        '16 -',
      ],
    );
  });

  it('has the days of its spell, open or ended in the window; older ones count as earlier', async () => {
    await cms.put(
      'DM_NON_LA_LEGAL_STATUSES',
      spell(1, 10, '2010-01-01', '2020-11-21'),
      spell(2, 10, '2020-01-01 10:00', '2020-11-22 10:00'),
      spell(3, 10, '2025-01-01'),
      spell(4, 11, '2010-01-01'),
      { ...spell(5, 11, '2024-01-01'), LEGAL_STATUS_TYPE: 'SGO' },
    );
    await cms.put(
      'DM_LEGAL_STATUSES',
      order(1, 10, 'C1', '2019-12-31 23:00'),
      order(2, 10, 'C1', '2020-01-01'),
      order(3, 10, 'C2', '2015-01-01'),
    );
    assert.deepEqual(
      await cellsOf(
        'ssd_pre_proceedings',
        'prep_table_id',
        'prep_initial_pre_pro_meeting_date',
        'prep_agree_stepdown_issue_date',
        'prep_prev_pre_proc_child',
        'prep_prev_care_proc_child',
      ),
      ['2 2020-01-01 2020-11-22 1 1', '3 2025-01-01 - 2 2', '4 2010-01-01 - 0 0'],
    );
  });

  it('counts the plans of the latest referral that was open when it began, and names the newest group of persons', async () => {
    await cms.put(
      'DM_NON_LA_LEGAL_STATUSES',
      spell(1, 10, '2025-03-01'),
      spell(2, 11, '2025-03-01'),
    );
    await cms.put(
      'DM_CIN_REFERRALS',
      ...[
        [100, '2020-01-01', null],
        [99, '2025-01-01', '2025-12-31'],
        [101, '2025-01-01', '2025-02-28'],
      ].map(([id, date, closed]) => ({
        REFERRAL_ID: id ?? 0,
        PERSON_ID: 10,
        REFERRAL_DATE: date ?? null,
        CLOSURE_DATE: closed ?? null,
      })),
    );
    await cms.put(
      'DM_REGISTRATIONS',
      plan(1, 10, '2024-06-01'),
      plan(2, 10, '2025-01-01'),
      plan(3, 10, '2025-12-31', null, 'N'),
      plan(4, 10, '2025-06-01', null, 'Y'),
      plan(5, 10, '2026-01-01'),
      plan(6, 11, '2025-03-02'),
    );
    await cms.put(
      'DM_SUBGROUPS',
      { SUBGROUP_ID: 1, GROUP_ID: 70 },
      { SUBGROUP_ID: 2, GROUP_ID: 71 },
      { SUBGROUP_ID: 3, GROUP_ID: 90, ONLY_SUBJECT_TYPE_CODE: 'PER' },
      { SUBGROUP_ID: 4, GROUP_ID: 95 },
    );
    await cms.put(
      'DM_SUBGROUP_SUBJECTS',
      child(1, 10),
      child(2, 10),
      child(3, 10),
      child(4, 10, 'ORG'),
    );
    assert.deepEqual(
      await cellsOf(
        'ssd_pre_proceedings',
        'prep_table_id',
        'prep_plo_family_id',
        'prep_cp_plans_referral_period',
      ),
      ['1 71 2', '2 - 0'],
    );
  });
});

describe('ssd_voice_of_child', () => {
  it('has a row for each child of whom a question is answered, or of all, and no answer of another', async () => {
    const answer = (
      step: number,
      row: number,
      question: string,
      subject: number | null,
      text: string,
    ): CmsRow => ({
      FORM_ID: step,
      FORM_ANSWER_ROW_ID: row,
      WORKFLOW_STEP_ID: step,
      QUESTION_USER_CODE: question,
      SUBJECT_PERSON_ID: subject,
      TEXT_ANSWER: text,
    });
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      ...[
        [1, 10],
        [1, 11],
        [2, 10],
        [2, 11],
        [3, 10],
      ].map(([step, person]) => ({ WORKFLOW_STEP_ID: step ?? 0, PERSON_ID: person ?? 0 })),
    );
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 1, 'worries', 10, 'Yes'),
      answer(1, 2, 'other', 11, 'Yes'),
      answer(2, 3, 'worries_old', 0, 'No'),
      answer(2, 4, 'agree', 11, 'Yes'),
      answer(3, 5, 'other', 10, 'Yes'),
    );
    assert.deepEqual(
      await cellsOf(
        'ssd_voice_of_child',
        'voch_table_id',
        'voch_person_id',
        'voch_explained_worries',
        'voch_agree_worker',
        'voch_plan_safe',
      ),
      ['1 10 Yes - -', '2 10 No - -', '2 11 No Yes -'],
    );
  });
});

describe('ssd_cp_reviews', () => {
  it('are due 91 days after the initial conference of the plan, 183 after a review, that the child was in', async () => {
    await cms.put('DM_SUBGROUP_SUBJECTS', child(1, 10), child(1, 11), child(2, 10));
    await cms.put(
      'DM_REGISTRATIONS',
      plan(100, 10, '2025-01-10'),
      plan(101, 11, '2025-01-09', '2025-09-01 15:00'),
    );
    await cms.put(
      'DM_WORKFLOW_STEPS',
      conference(1, 'Initial', '2025-01-09 14:00'),
      conference(2, 'Review', '2025-04-01 09:00'),
      conference(3, 'Review', '2025-09-01 10:00'),
      conference(4, 'Review', '2025-09-01 16:00', { SUBGROUP_ID: 2 }),
      conference(5, 'Review', '2025-08-01', { STEP_STATUS: 'STARTED' }),
    );
    assert.deepEqual(
      await cellsOf(
        'ssd_cp_reviews',
        'cppr_cp_review_id',
        'cppr_person_id',
        'cppr_cp_plan_id',
        'cppr_cp_review_date',
        'cppr_cp_review_due',
        'cppr_cp_review_outcome_continue_cp',
      ),
      [
        '2 10 100 2025-04-01 - Y',
        '2 11 101 2025-04-01 2025-04-10 Y',
        '3 10 100 2025-09-01 2025-10-01 Y',
        '3 11 101 2025-09-01 2025-10-01 N',
        '4 10 100 2025-09-01 2025-10-01 Y',
      ],
    );
  });
});

describe('ssd_cla_reviews', () => {
  it('are due 20 working days after care began, then 91 days and 183 days after the last; reviews of one day count what came before them once', async () => {
    const review = (id: number, held: string): CmsRow => ({
      WORKFLOW_STEP_ID: id,
      SUBGROUP_ID: 1,
      STEP_STATUS: 'COMPLETED',
      LAC_REVIEW_CATEGORY: 'Review',
      LAC_REVIEW_DATE: held,
    });
    await cms.put('DM_SUBGROUP_SUBJECTS', child(1, 10));
    await cms.put('DM_PERIODS_OF_CARE', {
      PERIOD_OF_CARE_ID: 1,
      PERSON_ID: 10,
      START_DATE: '2025-01-06',
    });
    await cms.put(
      'DM_WORKFLOW_STEPS',
      review(1, '2025-02-01'),
      review(2, '2025-04-01'),
      review(3, '2025-04-01'),
      review(4, '2025-09-01'),
    );
    assert.deepEqual(
      await cellsOf('ssd_cla_reviews', 'clar_cla_review_id', 'clar_cla_review_due_date'),
      ['1 2025-02-03', '2 2025-05-03', '3 2025-05-03', '4 2025-10-01'],
    );
  });
});

describe('ssd_cla_substance_misuse', () => {
  it('takes the date and the intervention of the same form row, never those that name another child', async () => {
    const answer = (
      row: number,
      question: number,
      subject: number | null,
      said: CmsRow,
    ): CmsRow => ({
      FORM_ID: 1,
      SUBGROUP_ID: 1,
      FORM_ANSWER_ROW_ID: row,
      MAPPING_ID: question,
      QUESTION_USER_CODE: ['substance', 'when', 'helped'][question] ?? null,
      SUBJECT_PERSON_ID: subject,
      ...said,
    });
    await cms.put('DM_CACHED_FORM_QUESTIONS', { MAPPING_ID: 0, QUESTION_USER_CODE: 'substance' });
    await cms.put('DM_SUBGROUP_SUBJECTS', child(1, 10), child(1, 11), child(1, 12, 'ORG'));
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 0, 10, { TEXT_ANSWER: 'Glue' }),
      answer(1, 1, 11, { DATE_ANSWER: '2025-01-02' }),
      answer(1, 2, 99, { TEXT_ANSWER: 'Yes' }),
      answer(2, 0, 0, { TEXT_ANSWER: 'Alcohol' }),
      answer(2, 2, 10, { TEXT_ANSWER: 'No' }),
      answer(3, 0, 11, { TEXT_ANSWER: 'Gas' }),
      answer(3, 1, null, { DATE_ANSWER: '2025-03-04' }),
      answer(3, 2, -1, { TEXT_ANSWER: 'Yes' }),
    );
    assert.deepEqual(
      await cellsOf(
        'ssd_cla_substance_misuse',
        'clas_substance_misuse_id',
        'clas_person_id',
        'clas_substance_misuse_date',
        'clas_intervention_received',
      ),
      ['1 10 - -', '2 10 - N', '2 11 - -', '3 11 2025-03-04 Y'],
    );
  });
});

describe('ssd_s47_enquiry', () => {
  it('is no further action for a child of whom an action says so, and none asks for more; what led to nothing does not count', async () => {
    const people = (id: number, person: number, more: CmsRow = {}): CmsRow => ({
      WORKFLOW_STEP_ID: id,
      PERSON_ID: person,
      STEP_STATUS: 'COMPLETED',
      STARTED_ON: '2026-01-01',
      ...more,
    });
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      ...[10, 11, 12].map((person) => people(1, person, { IS_SECTION_47_ENQUIRY: 'Y' })),
      people(20, 10),
      people(20, 11),
      people(21, 11),
      people(22, 10, { STEP_STATUS: 'PROPOSED' }),
      people(23, 12, { STEP_STATUS: 'PROPOSED' }),
    );
    await cms.put(
      'DM_WORKFLOW_NXT_ACTION_TYPES',
      { WORKFLOW_NEXT_ACTION_TYPE_ID: 1, DESCRIPTION: 'Close', IS_NO_FURTHER_ACTION: 'Y' },
      { WORKFLOW_NEXT_ACTION_TYPE_ID: 2, DESCRIPTION: 'Confer', IS_NO_FURTHER_ACTION: 'N' },
    );
    await cms.put('DM_WORKFLOW_REASON_TYPES', { WORKFLOW_REASON_TYPE_ID: 5, DESCRIPTION: 'Safe' });
    await cms.put(
      'DM_WORKFLOW_LINKS',
      ...[
        [20, 1, 5],
        [21, 2, null],
        [22, 2, null],
        [23, 1, null],
        [20, 9, null],
      ].map(([target, action, reason]) => ({
        SOURCE_STEP_ID: 1,
        TARGET_STEP_ID: target ?? 0,
        WORKFLOW_NEXT_ACTION_TYPE_ID: action ?? 0,
        WORKFLOW_REASON_TYPE_ID: reason ?? null,
      })),
    );
    const entries = await cellsOf(
      'ssd_s47_enquiry',
      's47e_person_id',
      's47e_s47_nfa',
      's47e_s47_outcome_json',
    );
    assert.deepEqual(
      entries.sort(),
      ['10 Y Close / Safe', '10 Y Confer', '11 N Close / Safe', '11 N Confer', '12 N Close'],
      'a row an entry, which the runner gathers into a list',
    );
  });
});
