import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type CmsRow, TestCms } from '../support/cms.ts';

/** Rows of our own, for what the golden database cannot show. */
let cms: TestCms;
before(async () => {
  cms = await TestCms.open('mosaic', {
    immigration_status_questions: ['status'],
    immigration_start_questions: ['start'],
    immigration_end_questions: ['end'],
  });
});
after(() => cms.close());
beforeEach(() => cms.clear());

const columns = async (object: string, ...names: string[]): Promise<(string | null)[][]> =>
  (await cms.rowsOf(object)).map((row) => names.map((name) => row[name] ?? null));

describe('ssd_immigration_status', () => {
  const SHOWN = [
    'immi_person_id',
    'immi_immigration_status',
    'immi_immigration_status_start_date',
    'immi_immigration_status_end_date',
  ];
  const questions = ['status', 'start', 'end'];
  const answer = (
    form: number,
    row: number,
    question: string,
    subject: number | null,
    value: CmsRow,
  ): CmsRow => ({
    FORM_ID: form,
    FORM_ANSWER_ROW_ID: row,
    MAPPING_ID: questions.indexOf(question),
    QUESTION_USER_CODE: question,
    SUBGROUP_ID: 1,
    SUBJECT_PERSON_ID: subject,
    ...value,
  });

  beforeEach(async () => {
    await cms.put(
      'DM_CACHED_FORM_QUESTIONS',
      ...questions.map((code, index) => ({ MAPPING_ID: index, QUESTION_USER_CODE: code })),
    );
    await cms.put(
      'DM_SUBGROUP_SUBJECTS',
      { SUBGROUP_ID: 1, SUBJECT_TYPE_CODE: 'PER', SUBJECT_COMPOUND_ID: 7 },
      { SUBGROUP_ID: 1, SUBJECT_TYPE_CODE: 'PER', SUBJECT_COMPOUND_ID: 8 },
      { SUBGROUP_ID: 1, SUBJECT_TYPE_CODE: 'ORG', SUBJECT_COMPOUND_ID: 9 },
    );
    await cms.put(
      'MO_FORMS',
      { FORM_ID: 1, CREATED_ON: '2025-01-01' },
      { FORM_ID: 2, CREATED_ON: '2025-02-01' },
      { FORM_ID: 3, CREATED_ON: null },
    );
  });

  it('gives no status and no date of one child to a sibling', async () => {
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(1, 1, 'status', 0, { TEXT_ANSWER: 'both' }),
      answer(1, 1, 'start', 7, { DATE_ANSWER: '2024-03-01 10:30:00' }),
      answer(1, 1, 'end', null, { DATE_ANSWER: '2024-05-01' }),
      answer(2, 2, 'status', 8, { TEXT_ANSWER: 'the other' }),
      answer(2, 2, 'start', 7, { DATE_ANSWER: '2024-06-01' }),
    );
    assert.deepEqual(await columns('ssd_immigration_status', ...SHOWN), [
      ['7', 'both', '2024-03-01', '2024-05-01'],
      ['8', 'the other', null, null],
    ]);
  });

  it('takes the newest form, a form without a date last, and the last row of it', async () => {
    await cms.put(
      'DM_CACHED_FORM_ANSWERS',
      answer(3, 9, 'status', 7, { TEXT_ANSWER: 'undated' }),
      answer(1, 8, 'status', 7, { TEXT_ANSWER: 'older' }),
      answer(2, 4, 'status', 7, { TEXT_ANSWER: 'first row' }),
      answer(2, 5, 'status', 7, { TEXT_ANSWER: null }),
      answer(2, 4, 'start', 7, { DATE_ANSWER: '2024-06-01' }),
      answer(3, 9, 'status', 8, { TEXT_ANSWER: 'alone' }),
    );
    assert.deepEqual(await columns('ssd_immigration_status', ...SHOWN), [
      ['7', null, null, null],
      ['8', 'alone', null, null],
    ]);
  });
});

describe('ssd_mother', () => {
  it('has a key of its own for each time that a relationship is recorded', async () => {
    const relation = (start: string | null, end: string | null, type: number): CmsRow => ({
      PERSON_ID: 999_999_999,
      OTHER_PERSON_ID: 888_888_888,
      IS_MOTHER: 'Y',
      START_DATE: start,
      END_DATE: end,
      PERSONAL_REL_TYPE_ID: type,
    });
    await cms.put(
      'DM_PERSONAL_RELATIONSHIPS',
      relation('2020-01-01', '2021-01-01', 999_999_999),
      relation('2020-01-01', '2022-01-01', 999_999_999),
      relation('2020-01-01', null, 5),
      relation(null, null, 5),
      { ...relation('2020-01-01', null, 6), IS_MOTHER: null },
    );
    const keys = (await columns('ssd_mother', 'moth_table_id')).map(([key]) => key ?? '');
    assert.deepEqual(
      [keys.length, new Set(keys).size, keys.filter((key) => key.length > 48)],
      [4, 4, []],
    );
  });
});

describe('ssd_person', () => {
  it('takes the gender identity of today that began last, and a mother by her relationship of today', async () => {
    await cms.put(
      'DM_PERSONS',
      { PERSON_ID: 1, GENDER: 'F', DATE_OF_BIRTH: '1990-01-01' },
      { PERSON_ID: 2, GENDER: 'F', DATE_OF_BIRTH: '2026-11-22' },
      { PERSON_ID: 3, GENDER: 'U', DATE_OF_BIRTH: '2026-11-23' },
    );
    await cms.put(
      'MO_PERSON_GENDER_IDENTITIES',
      { PERSON_ID: 1, GENDER_CODE: 'A', START_DATE: '2020-01-01' },
      { PERSON_ID: 1, GENDER_CODE: 'B', START_DATE: '2021-01-01', END_DATE: '2026-11-22' },
      { PERSON_ID: 1, GENDER_CODE: 'C', START_DATE: '2026-11-23' },
      { PERSON_ID: 2, GENDER_CODE: 'D', START_DATE: null },
    );
    await cms.put(
      'DM_PERSONAL_RELATIONSHIPS',
      ...[1, 3].map((id) => ({
        PERSON_ID: id,
        OTHER_PERSON_ID: 9,
        IS_MOTHER: 'Y',
        START_DATE: '2020-01-01',
      })),
      {
        PERSON_ID: 2,
        OTHER_PERSON_ID: 9,
        IS_MOTHER: 'Y',
        START_DATE: '2020-01-01',
        END_DATE: '2026-11-21',
      },
    );
    const day = (text: string | null) => text?.slice(0, 10) ?? null;
    const rows = await columns(
      'ssd_person',
      'pers_gender',
      'pers_is_mother',
      'pers_dob',
      'pers_expected_dob',
    );
    assert.deepEqual(
      rows.map(([gender, mother, born, expected]) => [
        gender,
        mother,
        day(born ?? null),
        day(expected ?? null),
      ]),
      [
        ['B', 'Y', '1990-01-01', null],
        [null, null, '2026-11-22', null],
        [null, null, null, '2026-11-23'],
      ],
    );
  });
});

describe('ssd_family', () => {
  it('has each person once, and nobody for a subject of another kind or a subgroup of one kind alone', async () => {
    await cms.put(
      'DM_SUBGROUPS',
      { SUBGROUP_ID: 1, GROUP_ID: 50 },
      { SUBGROUP_ID: 2, GROUP_ID: 50 },
      { SUBGROUP_ID: 3, GROUP_ID: 60, ONLY_SUBJECT_TYPE_CODE: 'PER' },
    );
    await cms.put(
      'DM_SUBGROUP_SUBJECTS',
      ...[1, 2, 3].map((id) => ({
        SUBGROUP_ID: id,
        SUBJECT_TYPE_CODE: 'PER',
        SUBJECT_COMPOUND_ID: 7,
      })),
      { SUBGROUP_ID: 1, SUBJECT_TYPE_CODE: 'ORG', SUBJECT_COMPOUND_ID: 8 },
    );
    assert.deepEqual(
      await columns('ssd_family', 'fami_table_id', 'fami_family_id', 'fami_person_id'),
      [['50.7', '50', '7']],
    );
  });
});

describe('workers', () => {
  beforeEach(async () => {
    await cms.put(
      'DM_ORGANISATIONS',
      { ORGANISATION_ID: 1, NAME: 'A' },
      { ORGANISATION_ID: 2, NAME: 'B' },
      { ORGANISATION_ID: 3, NAME: 'C' },
    );
    await cms.put(
      'DM_WORKER_ROLES',
      {
        WORKER_ROLE_ID: 1,
        WORKER_ID: 5,
        ORGANISATION_ID: 1,
        PRIMARY_ROLE: 'Y',
        ROLE_CODE: 'SW',
        START_DATE: '2020-01-01',
      },
      {
        WORKER_ROLE_ID: 2,
        WORKER_ID: 5,
        ORGANISATION_ID: 2,
        PRIMARY_ROLE: 'N',
        ROLE_CODE: 'PA',
        START_DATE: '2021-01-01',
      },
      {
        WORKER_ROLE_ID: 3,
        WORKER_ID: 5,
        ORGANISATION_ID: 3,
        PRIMARY_ROLE: null,
        ROLE_CODE: 'XX',
        START_DATE: '2022-01-01',
        END_DATE: '2023-01-01',
      },
    );
  });

  it('ssd_professionals: those with a case today, each person counted once', async () => {
    await cms.put(
      'DM_WORKERS',
      { WORKER_ID: 5, FULL_NAME: 'A B' },
      { WORKER_ID: 6, FULL_NAME: 'C D' },
    );
    await cms.put(
      'DM_ALLOCATED_WORKERS',
      ...[7, 7, 8].map((person, index) => ({
        ALLOCATION_ID: index,
        PERSON_ID: person,
        WORKER_ID: 5,
        START_DATE: '2026-01-01',
        END_DATE: index === 0 ? '2026-11-22' : null,
      })),
      { ALLOCATION_ID: 10, PERSON_ID: 9, WORKER_ID: 5, START_DATE: '2026-11-23' },
      {
        ALLOCATION_ID: 11,
        PERSON_ID: 9,
        WORKER_ID: 6,
        START_DATE: '2026-01-01',
        END_DATE: '2026-11-21',
      },
    );
    assert.deepEqual(
      await columns(
        'ssd_professionals',
        'prof_professional_id',
        'prof_professional_job_title',
        'prof_professional_caseload',
        'prof_professional_department',
      ),
      [['5', 'SW', '2', 'B']],
    );
  });

  it('ssd_involvements: the team of the first day, the main post before others, one row each', async () => {
    await cms.put(
      'DM_PROF_RELATIONSHIPS',
      ...['2022-06-01', '2019-06-01', null].map((start, index) => ({
        PROF_RELATIONSHIP_ID: index + 1,
        PERSON_ID: 7,
        WORKER_ID: 5,
        START_DATE: start,
        END_DATE_REASON: 'R',
      })),
    );
    await cms.put(
      'REFERENCE_DATA',
      { REF_DOMAIN: 'WORKER_END_DATE_REASON', REF_CODE: 'R', REF_DESCRIPTION: 'Left' },
      { REF_DOMAIN: 'OTHER', REF_CODE: 'R', REF_DESCRIPTION: 'Z' },
    );
    await cms.put(
      'DM_CIN_REFERRALS',
      { REFERRAL_ID: 3, PERSON_ID: 7, REFERRAL_DATE: '2019-01-01', CLOSURE_DATE: '2022-06-01' },
      { REFERRAL_ID: 9, PERSON_ID: 8, REFERRAL_DATE: '2019-01-01' },
      { REFERRAL_ID: 8, PERSON_ID: 7, REFERRAL_DATE: null },
    );
    assert.deepEqual(
      await columns(
        'ssd_involvements',
        'invo_involvements_id',
        'invo_professional_team',
        'invo_worker_change_reason',
        'invo_referral_id',
      ),
      [
        ['1', '1', 'Left', '3'],
        ['2', null, 'Left', '3'],
        ['3', null, 'Left', null],
      ],
    );
  });

  it('ssd_department: one row each, whatever parents it has', async () => {
    await cms.put(
      'ORGANISATION_STRUCTURE',
      { PARENT_ORG_ID: 1, CHILD_ORG_ID: 3 },
      { PARENT_ORG_ID: 2, CHILD_ORG_ID: 3 },
      { PARENT_ORG_ID: 99, CHILD_ORG_ID: 2 },
    );
    assert.deepEqual(
      await columns(
        'ssd_department',
        'dept_team_id',
        'dept_team_name',
        'dept_team_parent_id',
        'dept_team_parent_name',
      ),
      [
        ['1', 'A', null, null],
        ['2', 'B', '99', null],
        ['3', 'C', '2', 'B'],
      ],
    );
  });
});
