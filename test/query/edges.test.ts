import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { addDays, yearsBefore } from '../../src/mapping/moments.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileFor } from '../../src/prepare/prepare.ts';
import { type CmsRow, TestCms } from '../support/cms.ts';

/**
 * The window and the cohort at their edges. What must come out is said here in plain comparisons of
 * texts (`YYYY-MM-DD HH:MM:SS.mmm`), for dates on, just before and just after every edge, with and
 * without a time of day, and missing.
 */
interface Edges {
  readonly asOf: string;
  readonly windowYears: number;
  readonly start: string;
  readonly today: string;
  readonly tomorrow: string;
  /** 30 September before today, and N years before that. */
  readonly caseload: string;
  readonly caseloadStart: string;
}

type Moment = string | null;
const midnight = (day: string): string => `${day} 00:00:00.000`;
const from = (edge: string, moment: Moment): boolean => moment !== null && moment >= edge;
const fromOrMissing = (edge: string, moment: Moment): boolean => moment === null || moment >= edge;

function edgesOf(asOf: string, windowYears: number): Edges {
  const start = yearsBefore(asOf, windowYears);
  const thisYear = `${asOf.slice(0, 4)}-09-30`;
  const caseload = thisYear < asOf ? thisYear : `${Number(asOf.slice(0, 4)) - 1}-09-30`;
  return {
    asOf,
    windowYears,
    start: midnight(start),
    today: midnight(asOf),
    tomorrow: midnight(addDays(asOf, 1)),
    caseload: midnight(caseload),
    caseloadStart: midnight(yearsBefore(caseload, windowYears)),
  };
}

function shift(edge: string, milliseconds: number): string {
  return new Date(Date.parse(`${edge.replace(' ', 'T')}Z`) + milliseconds)
    .toISOString()
    .replace('T', ' ')
    .replace('Z', '');
}

/** 3 ms is what SQL Server's datetime can tell apart. */
const OFFSETS = [0, -3, 3, -1000, 1000, -86_400_000, 86_400_000, -43_200_000, 43_200_000];
const day = fc
  .record({
    year: fc.integer({ min: 2012, max: 2031 }),
    month: fc.integer({ min: 1, max: 12 }),
    date: fc.constantFrom(1, 15, 28, 29, 30, 31),
  })
  .map(({ year, month, date }) =>
    new Date(Date.UTC(year, month - 1, date)).toISOString().slice(0, 10),
  );
const edges = fc
  .tuple(
    fc.oneof(day, fc.constantFrom('2024-02-29', '2026-09-30', '2026-10-01', '2026-01-01')),
    fc.integer({ min: 1, max: 10 }),
  )
  .map(([asOf, years]) => edgesOf(asOf, years));

function moments(of: Edges): fc.Arbitrary<Moment> {
  const edge = fc.constantFrom(of.start, of.today, of.tomorrow, of.caseload, of.caseloadStart);
  return fc.oneof(
    { weight: 1, arbitrary: fc.constant(null) },
    {
      weight: 8,
      arbitrary: fc
        .tuple(edge, fc.constantFrom(...OFFSETS))
        .map(([at, offset]) => shift(at, offset)),
    },
  );
}

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

const twoDates = edges.chain((of) =>
  fc.tuple(
    fc.constant(of),
    fc.array(fc.tuple(moments(of), moments(of)), { minLength: 6, maxLength: 12 }),
  ),
);

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

describe('the cohort at its edges', () => {
  const reasons: readonly [
    string,
    string,
    (person: number, a: Moment, b: Moment) => CmsRow,
    (of: Edges, a: Moment, b: Moment) => boolean,
  ][] = [
    [
      'a contact',
      'FACT_CONTACTS',
      (person, a) => ({ FACT_CONTACT_ID: person, DIM_PERSON_ID: person, CONTACT_DTTM: a }),
      (of, a) => a !== null && a >= of.start && a < of.tomorrow,
    ],
    [
      'a referral',
      'FACT_REFERRALS',
      (person, a, b) => ({
        FACT_REFERRAL_ID: person,
        DIM_PERSON_ID: person,
        REFRL_START_DTTM: a,
        REFRL_END_DTTM: b,
      }),
      (of, a, b) => from(of.start, a) || fromOrMissing(of.start, b),
    ],
    [
      'a contact with a care leaver',
      'FACT_CLA_CARE_LEAVERS',
      (person, a) => ({
        FACT_CLA_CARE_LEAVERS_ID: person,
        DIM_PERSON_ID: person,
        IN_TOUCH_DTTM: a,
      }),
      (of, a) => from(of.start, a),
    ],
    [
      'an involvement',
      'FACT_INVOLVEMENTS',
      (person, a) => ({
        FACT_INVOLVEMENTS_ID: person,
        DIM_PERSON_ID: person,
        DIM_WORKER_ID: 5,
        END_DTTM: a,
      }),
      (of, a) => a === null || a > of.start,
    ],
  ];
  for (const [name, table, row, keeps] of reasons) {
    it(`${name} decides who is in, here and in the objects that follow`, async () => {
      await fc.assert(
        fc.asyncProperty(twoDates, async ([of, dates]) => {
          await cms.clear();
          const persons = dates.map((_, index) => index + 1);
          await cms.put(
            'DIM_PERSON',
            ...persons.map((person) => ({ DIM_PERSON_ID: person, IS_CLIENT: 'Y' })),
          );
          await cms.put(table, ...dates.map(([a, b], index) => row(index + 1, a, b)));
          await cms.put(
            'FACT_OFFENCE',
            ...persons.map((person) => ({ FACT_OFFENCE_ID: person, DIM_PERSON_ID: person })),
          );
          const wanted = dates
            .flatMap(([a, b], index) => (keeps(of, a, b) ? [String(index + 1)] : []))
            .sort();
          assert.deepEqual(
            (await cms.rowsOf('ssd_person', of)).map((cells) => cells['pers_person_id']).sort(),
            wanted,
            JSON.stringify({ of, dates }),
          );
          assert.deepEqual(
            (await cms.rowsOf('ssd_cla_convictions', of))
              .map((cells) => cells['clac_person_id'])
              .sort(),
            wanted,
          );
        }),
        { numRuns: 12 },
      );
    });
  }
});

describe('the edges in the three dialects', () => {
  const MOMENT =
    /cast\(@(\w+) as datetime\)|to_date\(:(\w+), 'YYYY-MM-DD"T"HH24:MI:SS'\)|cast\((\$\d+) as timestamp\)/g;

  /** Every comparison with a moment, in its order: `contact.CONTACT_DTTM >= window_start`. */
  function comparisons(
    object: string,
    dialect: (typeof DIALECTS)[keyof typeof DIALECTS],
  ): string[] {
    const plan = cms.prepared.planSet.plans.find((item) => item.object === object);
    const query =
      plan &&
      compileFor(cms.prepared, plan, {
        dialect,
        place: { schema: 'S' },
        asOf: '2026-11-22',
        windowYears: 6,
      });
    if (!query) return [];
    const text = query.sql
      .replace(/\s+/g, ' ')
      .replace(/\( /g, '(')
      .replace(/ \)/g, ')')
      .replace(
        MOMENT,
        (_, mssql?: string, oracle?: string, postgres?: string) =>
          `#${mssql ?? oracle ?? query.parameters[Number(postgres?.slice(1)) - 1]?.name}`,
      );
    return [...text.matchAll(/(?:"(\w+)"\."(\w+)"|coalesce\(([^)]*)\)) (>=|<=|<|>) #(\w+)/g)].map(
      ([, alias, column, inner, operator, moment]) =>
        `${inner?.replaceAll('"', '') ?? `${alias}.${column}`} ${operator} ${moment}`,
    );
  }

  it('are the same comparisons, each with its bound moment', (t) => {
    const all: Record<string, string[]> = {};
    for (const { object } of cms.prepared.planSet.plans) {
      const [mssql, oracle, postgres] = [DIALECTS.mssql, DIALECTS.oracle, DIALECTS.postgres].map(
        (dialect) => comparisons(object, dialect),
      );
      assert.deepEqual(oracle, mssql, object);
      assert.deepEqual(postgres, mssql, object);
      // those of the cohort stand first, the same in every object that has it
      const cohort = object === 'ssd_person' ? [] : comparisons('ssd_person', DIALECTS.mssql);
      const own = cohort.every((text, index) => text === mssql?.[index])
        ? mssql?.slice(cohort.length)
        : mssql;
      if (own && own.length > 0) all[object] = own;
    }
    t.assert.snapshot(all);
  });
});
