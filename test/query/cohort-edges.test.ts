import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type CmsRow, TestCms } from '../support/cms.ts';
import { type Edges, type Moment, from, fromOrMissing, twoDates } from '../support/edges.ts';

let cms: TestCms;
before(async () => {
  cms = await TestCms.open();
});
after(() => cms.close());

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
