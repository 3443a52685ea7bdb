import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type CmsRow, TestCms } from '../support/cms.ts';
import { type Edges, type Moment, from, fromOrMissing, twoDates } from '../support/edges.ts';

interface Case {
  readonly object: string;
  /** Field that holds the row's number. */
  readonly key: string;
  readonly table: string;
  readonly row: (id: number, a: Moment, b: Moment) => CmsRow;
  readonly keeps: (of: Edges, a: Moment, b: Moment) => boolean;
}

const PERSON = 7;
const dated = (
  object: string,
  key: string,
  table: string,
  id: string,
  column: string,
  keeps: (of: Edges, a: Moment) => boolean,
  more: CmsRow = {},
): Case => ({
  object,
  key,
  table,
  row: (number, a) => ({ ...more, [id]: number, DIM_PERSON_ID: PERSON, [column]: a }),
  keeps,
});
const reaches = (of: Edges, a: Moment): boolean => fromOrMissing(of.start, a);

const CASES: readonly Case[] = [
  dated(
    'ssd_contacts',
    'cont_contact_id',
    'FACT_CONTACTS',
    'FACT_CONTACT_ID',
    'CONTACT_DTTM',
    (of, a) => from(of.start, a),
  ),
  dated('ssd_cp_plans', 'cppl_cp_plan_id', 'FACT_CP_PLAN', 'FACT_CP_PLAN_ID', 'END_DTTM', reaches),
  dated(
    'ssd_legal_status',
    'lega_legal_status_id',
    'FACT_LEGAL_STATUS',
    'FACT_LEGAL_STATUS_ID',
    'END_DTTM',
    reaches,
  ),
  dated(
    'ssd_early_help_episodes',
    'earl_episode_id',
    'FACT_CAF_EPISODE',
    'FACT_CAF_EPISODE_ID',
    'EPISODE_END_DTTM',
    reaches,
  ),
  dated(
    'ssd_involvements',
    'invo_involvements_id',
    'FACT_INVOLVEMENTS',
    'FACT_INVOLVEMENTS_ID',
    'END_DTTM',
    reaches,
  ),
  dated(
    'ssd_missing',
    'miss_table_id',
    'FACT_MISSING_PERSON',
    'FACT_MISSING_PERSON_ID',
    'END_DTTM',
    reaches,
  ),
  dated(
    'ssd_cla_health',
    'clah_health_check_id',
    'FACT_HEALTH_CHECK',
    'FACT_HEALTH_CHECK_ID',
    'START_DTTM',
    reaches,
  ),
  dated(
    'ssd_cla_placement',
    'clap_cla_placement_id',
    'FACT_CLA_PLACEMENT',
    'FACT_CLA_PLACEMENT_ID',
    'END_DTTM',
    reaches,
    { DIM_LOOKUP_PLACEMENT_TYPE_CODE: 'U1' },
  ),
  dated(
    'ssd_cin_plans',
    'cinp_cin_plan_id',
    'FACT_CARE_PLAN_SUMMARY',
    'FACT_CARE_PLAN_SUMMARY_ID',
    'END_DTTM',
    reaches,
    { DIM_LOOKUP_PLAN_TYPE_CODE: 'FP', DIM_LOOKUP_PLAN_STATUS_ID_CODE: 'A' },
  ),
  dated(
    'ssd_cin_visits',
    'cinv_cin_visit_id',
    'FACT_CASENOTES',
    'FACT_CASENOTE_ID',
    'EVENT_DTTM',
    reaches,
    { DIM_LOOKUP_CASNT_TYPE_ID_CODE: 'STAT' },
  ),
  dated(
    'ssd_cp_visits',
    'cppv_cp_visit_id',
    'FACT_CASENOTES',
    'FACT_CASENOTE_ID',
    'EVENT_DTTM',
    reaches,
    { DIM_LOOKUP_CASNT_TYPE_ID_CODE: 'STVC' },
  ),
  dated(
    'ssd_cp_reviews',
    'cppr_cp_review_id',
    'FACT_CP_REVIEW',
    'FACT_CP_REVIEW_ID',
    'MEETING_DTTM',
    reaches,
  ),
  dated(
    'ssd_cla_episodes',
    'clae_cla_episode_id',
    'FACT_CARE_EPISODES',
    'FACT_CARE_EPISODES_ID',
    'CARE_END_DATE',
    reaches,
    { FACT_CLA_ID: 3 },
  ),
  dated(
    'ssd_disability',
    'disa_table_id',
    'FACT_DISABILITY',
    'FACT_DISABILITY_ID',
    'END_DTTM',
    (of, a) => a === null || a > of.today,
    { DIM_LOOKUP_DISAB_CODE: 'D' },
  ),
  {
    object: 'ssd_cin_episodes',
    key: 'cine_referral_id',
    table: 'FACT_REFERRALS',
    row: (id, a, b) => ({
      FACT_REFERRAL_ID: id,
      DIM_PERSON_ID: PERSON,
      REFRL_START_DTTM: a,
      REFRL_END_DTTM: b,
    }),
    keeps: (of, a, b) => from(of.start, a) || b === null,
  },
  {
    object: 'ssd_s47_enquiry',
    key: 's47e_s47_enquiry_id',
    table: 'FACT_S47',
    row: (id, a, b) => ({ FACT_S47_ID: id, DIM_PERSON_ID: PERSON, START_DTTM: a, END_DTTM: b }),
    keeps: (of, a, b) => a !== null && a < of.tomorrow && fromOrMissing(of.start, b),
  },
];

let cms: TestCms;
before(async () => {
  cms = await TestCms.open();
});
after(() => cms.close());

/** One person who is in the cohort whatever the dates, and what the rows need beside them. */
async function prepareTables(): Promise<void> {
  await cms.clear();
  await cms.put(
    'DIM_PERSON',
    { DIM_PERSON_ID: PERSON, IS_CLIENT: 'Y' },
    { DIM_PERSON_ID: PERSON + 1, IS_CLIENT: 'N' },
  );
  await cms.put('DIM_CLA_ELIGIBILITY', {
    DIM_CLA_ELIGIBILITY_ID: 1,
    DIM_PERSON_ID: PERSON,
    DIM_LOOKUP_ELIGIBILITY_STATUS_DESC: 'Eligible',
  });
  await cms.put('FACT_CLA', { FACT_CLA_ID: 3, DIM_PERSON_ID: PERSON });
  await cms.put('DIM_LOOKUP_DISAB', { MAIN_CODE: 'D', NAT_ID: 'HAND' });
}

describe('the window at its edges', () => {
  for (const { object, key, table, row, keeps } of CASES) {
    it(object, async () => {
      await fc.assert(
        fc.asyncProperty(twoDates, async ([of, dates]) => {
          await prepareTables();
          await cms.put(table, ...dates.map(([a, b], index) => row(index + 1, a, b)));
          const wanted = dates.flatMap(([a, b], index) =>
            keeps(of, a, b) ? [String(index + 1)] : [],
          );
          const got = (await cms.rowsOf(object, of)).map((cells) => cells[key]);
          assert.deepEqual(got.sort(), wanted.sort(), JSON.stringify({ of, dates }));
        }),
        { numRuns: 12 },
      );
    });
  }

  it('ssd_professionals: cases open on 30 September, begun in the N years before it', async () => {
    await fc.assert(
      fc.asyncProperty(twoDates, async ([of, dates]) => {
        await cms.clear();
        await cms.put('DIM_WORKER', { DIM_WORKER_ID: 5, STAFF_ID: 'S5' });
        await cms.put(
          'FACT_INVOLVEMENTS',
          ...dates.map(([a, b], index) => ({
            FACT_INVOLVEMENTS_ID: index,
            DIM_WORKER_ID: 5,
            IS_ALLOCATED_CW_FLAG: 'Y',
            START_DTTM: a,
            END_DTTM: b,
          })),
        );
        const wanted = dates.filter(
          ([a, b]) =>
            a !== null &&
            a >= of.caseloadStart &&
            a <= of.caseload &&
            fromOrMissing(of.caseload, b),
        ).length;
        assert.equal(
          (await cms.rowsOf('ssd_professionals', of))[0]?.['prof_professional_caseload'],
          String(wanted),
          JSON.stringify({ of, dates }),
        );
      }),
      { numRuns: 25 },
    );
  });
});
