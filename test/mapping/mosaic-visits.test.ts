import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Cells, type CmsRow, TestCms } from '../support/cms.ts';
import { plan } from '../support/mosaic-rows.ts';

const PARAMETERS = {
  visit_step_types: { ssd_cin_visits: [1189], ssd_cp_visits: [1187] },
  visit_date_questions: { ssd_cin_visits: ['visited'], ssd_cp_visits: ['visited'] },
  child_seen_questions: { ssd_cin_visits: ['seen', 'seen_too'], ssd_cp_visits: ['seen'] },
  child_seen_alone_questions: { ssd_cin_visits: ['alone'], ssd_cp_visits: ['alone'] },
  bedroom_seen_questions: { ssd_cin_visits: [], ssd_cp_visits: ['bedroom'] },
  yes_answers: ['Yes', 'Yes - seen'],
  no_answers: ['No'],
  cin_visit_types: ['STP.1189', 'VIS.CIN'],
  cp_visit_types: ['STP.1187', 'VIS.CP'],
};

const step = (id: number, person: number, more: CmsRow = {}): CmsRow => ({
  WORKFLOW_STEP_ID: id,
  PERSON_ID: person,
  WORKFLOW_STEP_TYPE_ID: 1189,
  STEP_STATUS: 'COMPLETED',
  STARTED_ON: '2026-03-01 09:00',
  COMPLETED_ON: '2026-03-05 10:00',
  ...more,
});
let row = 0;
const answer = (
  stepId: number,
  question: string,
  subject: number | null,
  more: CmsRow,
): CmsRow => ({
  FORM_ID: stepId,
  FORM_ANSWER_ROW_ID: ++row,
  WORKFLOW_STEP_ID: stepId,
  QUESTION_USER_CODE: question,
  SUBJECT_PERSON_ID: subject,
  ...more,
});
const cells = (rows: readonly Cells[], ...fields: readonly string[]): string[] =>
  rows.map((item) => fields.map((field) => item[field] ?? '').join(' ')).sort();

describe('visits that are steps', () => {
  let cms: TestCms;
  before(async () => {
    cms = await TestCms.open('mosaic', PARAMETERS);
  });
  after(() => cms.close());
  beforeEach(() => cms.clear());

  it('say of each child what the form says of that child, or of all', async () => {
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      step(1, 10),
      step(1, 11),
      step(1, 12),
      step(2, 10),
      step(2, 11),
    );
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 'seen', 10, { TEXT_ANSWER: 'Yes' }),
      answer(1, 'seen_too', 11, { TEXT_ANSWER: 'yes - SEEN ' }),
      answer(1, 'seen', 12, { TEXT_ANSWER: 'Yes, briefly' }),
      answer(1, 'alone', 0, { TEXT_ANSWER: 'Yes' }),
      answer(2, 'seen', null, { TEXT_ANSWER: 'Yes' }),
      answer(2, 'alone', -1, { TEXT_ANSWER: 'No' }),
    );
    assert.deepEqual(
      cells(
        await cms.rowsOf('ssd_cin_visits'),
        'cinv_cin_visit_id',
        'cinv_person_id',
        'cinv_cin_visit_seen',
        'cinv_cin_visit_seen_alone',
      ),
      ['1.10 10 Y Y', '1.11 11 Y Y', '1.12 12 N Y', '2.10 10 Y N', '2.11 11 Y N'],
    );
  });

  it('happened on the day that the form names, the latest of several, or else when the step was completed', async () => {
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      step(1, 10),
      step(1, 11),
      step(2, 10, { COMPLETED_ON: null }),
    );
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 'visited', 10, { DATE_ANSWER: '2026-03-02' }),
      answer(1, 'visited', 10, { DATE_ANSWER: '2026-03-03' }),
    );
    assert.deepEqual(
      cells(await cms.rowsOf('ssd_cin_visits'), 'cinv_cin_visit_id', 'cinv_cin_visit_date'),
      ['1.10 2026-03-03T00:00:00.000', '1.11 2026-03-05T10:00:00.000', '2.10 '],
    );
  });

  it('are those of steps that reach into the window, started by the end of today; one that was not started is none', async () => {
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      step(1, 10, { STARTED_ON: '2010-01-01', COMPLETED_ON: '2020-11-22 00:00' }),
      step(2, 10, { STARTED_ON: '2010-01-01', COMPLETED_ON: '2020-11-21 23:59' }),
      step(3, 10, { STARTED_ON: '2026-11-22 23:59', COMPLETED_ON: null }),
      step(4, 10, { STARTED_ON: '2026-11-23', COMPLETED_ON: null }),
      step(5, 10, { STARTED_ON: null, STEP_STATUS: 'INCOMING' }),
      step(6, 10, { STEP_STATUS: 'CANCELLED' }),
      step(7, 10, { STEP_STATUS: 'PROPOSED' }),
      step(8, 10, { WORKFLOW_STEP_TYPE_ID: 1187 }),
    );
    assert.deepEqual(cells(await cms.rowsOf('ssd_cin_visits'), 'cinv_cin_visit_id'), [
      '1.10',
      '3.10',
    ]);
  });

  it('say nothing where the authority names no question, and never no', async () => {
    await cms.put('DM_WORKFLOW_STEPS_PEOPLE_VW', step(1, 10));
    assert.deepEqual(
      cells(await cms.rowsOf('ssd_cin_visits'), 'cinv_cin_visit_seen', 'cinv_cin_visit_bedroom'),
      ['N '],
    );
    const bare = await TestCms.open('mosaic', { visit_step_types: PARAMETERS.visit_step_types });
    await bare.put('DM_WORKFLOW_STEPS_PEOPLE_VW', step(1, 10));
    assert.deepEqual(
      cells(
        await bare.rowsOf('ssd_cin_visits'),
        'cinv_cin_visit_id',
        'cinv_cin_visit_seen',
        'cinv_cin_visit_seen_alone',
      ),
      ['1.10  '],
    );
    await bare.close();
  });

  it('belong to the latest plan that began before them, ended or not, its temporary mark empty', async () => {
    await cms.put(
      'DM_WORKFLOW_STEPS_PEOPLE_VW',
      ...[10, 11, 12, 13].map((person) => step(1, person, { WORKFLOW_STEP_TYPE_ID: 1187 })),
    );
    await cms.put(
      'DM_REGISTRATIONS',
      plan(100, 10, '2025-01-01', null),
      plan(99, 10, '2025-06-01', '2025-07-01'),
      plan(101, 11, '2025-01-01', null, 'N'),
      plan(102, 12, '2026-03-05 10:00', null),
      plan(103, 12, '2024-01-01', null),
      plan(105, 13, '2026-04-01', null),
    );
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 'visited', 13, { DATE_ANSWER: '2026-05-01' }),
    );
    assert.deepEqual(
      cells(await cms.rowsOf('ssd_cp_visits'), 'cppv_cp_visit_id', 'cppv_cp_plan_id'),
      ['1.10 99', '1.11 ', '1.12 103', '1.13 105'],
    );
  });
});

describe('visits that the mart knows', () => {
  let cms: TestCms;
  before(async () => {
    cms = await TestCms.open('mosaic', {
      ...PARAMETERS,
      visit_source: 'visits',
      bedroom_seen_questions: { ssd_cin_visits: ['bedroom'], ssd_cp_visits: ['bedroom'] },
    });
  });
  after(() => cms.close());
  beforeEach(async () => {
    await cms.clear();
    await cms.put(
      'DM_VISIT_TYPES',
      { VISIT_TYPE: 'STP.1189', VISIT_SOURCE: 'Mos Step' },
      { VISIT_TYPE: 'VIS.CIN', VISIT_SOURCE: 'Mos Visit' },
      { VISIT_TYPE: 'VIS.CP', VISIT_SOURCE: 'Mos Visit' },
    );
  });
  const visit = (id: number, person: number, type: string, more: CmsRow = {}): CmsRow => ({
    VISIT_ID: id,
    PERSON_ID: person,
    VISIT_TYPE: type,
    ACTUAL_DATE: '2026-03-02 15:00',
    SEEN_ALONE_FLAG: null,
    ...more,
  });

  it('are of steps and of the visits screen; a form counts for those of steps only', async () => {
    await cms.put(
      'DM_VISITS',
      visit(1, 10, 'STP.1189', { SEEN_ALONE_FLAG: 'N' }),
      visit(1, 11, 'STP.1189'),
      visit(1, 10, 'VIS.CIN', { SEEN_ALONE_FLAG: 'Y' }),
      visit(2, 10, 'VIS.CP'),
      visit(3, 10, 'VIS.LOST'),
    );
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 'seen', 10, { TEXT_ANSWER: 'Yes' }),
      answer(1, 'bedroom', 0, { TEXT_ANSWER: 'No' }),
      answer(1, 'seen', 11, { TEXT_ANSWER: 'Perhaps' }),
    );
    const fields = [
      'cinv_cin_visit_id',
      'cinv_person_id',
      'cinv_cin_visit_seen',
      'cinv_cin_visit_seen_alone',
      'cinv_cin_visit_bedroom',
    ];
    assert.deepEqual(cells(await cms.rowsOf('ssd_cin_visits'), ...fields), [
      '1.10 10 Y N N',
      '1.10 10 Y Y ',
      '1.11 11   N',
    ]);
  });

  it('are those made in the window', async () => {
    await cms.put(
      'DM_VISITS',
      ...['2020-11-22', '2020-11-21 23:59', '2026-11-22 18:00', '2026-11-23', null].map(
        (made, index) => visit(index + 1, 10, 'VIS.CIN', { ACTUAL_DATE: made }),
      ),
    );
    assert.deepEqual(cells(await cms.rowsOf('ssd_cin_visits'), 'cinv_cin_visit_id'), [
      '1.10',
      '3.10',
    ]);
  });

  it('belong to the plan on that day, a temporary one aside', async () => {
    await cms.put(
      'DM_VISITS',
      visit(1, 10, 'VIS.CP'),
      visit(2, 11, 'VIS.CP'),
      visit(3, 12, 'VIS.CP'),
    );
    await cms.put(
      'DM_REGISTRATIONS',
      plan(100, 10, '2025-01-01', null, 'N'),
      plan(99, 10, '2025-06-01', '2025-07-01'),
      plan(101, 11, '2025-01-01', null, 'Y'),
      plan(102, 12, '2026-03-02 15:00', '2026-03-02 15:00'),
    );
    assert.deepEqual(
      cells(await cms.rowsOf('ssd_cp_visits'), 'cppv_cp_visit_id', 'cppv_cp_plan_id'),
      ['1.10 100', '2.11 ', '3.12 102'],
    );
  });
});
