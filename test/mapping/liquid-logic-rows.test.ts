import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Cells, type CmsRow, TestCms } from '../support/cms.ts';

/** Rows of our own, for what the golden database cannot show. */
let cms: TestCms;
before(async () => {
  cms = await TestCms.open();
});
after(() => cms.close());
beforeEach(() => cms.clear());

async function persons(
  ...rows: readonly (readonly [id: number, legacy: string | null])[]
): Promise<void> {
  await cms.put(
    'DIM_PERSON',
    ...rows.map(([id, legacy]) => ({ DIM_PERSON_ID: id, LEGACY_ID: legacy, IS_CLIENT: 'Y' })),
  );
  await cms.put(
    'DIM_CLA_ELIGIBILITY',
    ...rows.map(([id]) => ({
      DIM_CLA_ELIGIBILITY_ID: id,
      DIM_PERSON_ID: id,
      DIM_LOOKUP_ELIGIBILITY_STATUS_DESC: 'Eligible',
    })),
  );
}

const episode = (id: number, person: number, more: CmsRow = {}): CmsRow => ({
  FACT_CARE_EPISODES_ID: id,
  DIM_PERSON_ID: person,
  FACT_CLA_ID: 1,
  CARE_REASON_END_CODE: 'E1',
  PLACEND: '2025-01-01',
  ...more,
});
const permanence = async (): Promise<Cells[]> => cms.rowsOf('ssd_permanence');

describe('ssd_permanence', () => {
  it('is of the person of the episode, whatever LEGACY_ID says', async () => {
    await persons([7, '99'], [99, '7']);
    await cms.put(
      'FACT_CARE_EPISODES',
      episode(1, 7, { CARE_REASON_END_CODE: 'E1' }),
      episode(2, 99, { CARE_REASON_END_CODE: 'E43' }),
    );
    assert.deepEqual(
      (await permanence()).map((row) => [row['perm_person_id'], row['perm_permanence_order_type']]),
      [
        ['7', 'Adoption'],
        ['99', 'Special Guardianship Order'],
      ],
    );
  });

  it('has one row a person, also of those without LEGACY_ID', async () => {
    await persons([7, null], [8, null], [9, '']);
    await cms.put('FACT_CARE_EPISODES', episode(1, 7), episode(2, 8), episode(3, 9), episode(4, 9));
    assert.deepEqual((await permanence()).map((row) => row['perm_person_id']).sort(), [
      '7',
      '8',
      '9',
    ]);
  });

  it("keeps the cohort by the same id: nobody comes in because of another's LEGACY_ID", async () => {
    await persons([7, '55']);
    await cms.put('DIM_PERSON', { DIM_PERSON_ID: 55, LEGACY_ID: '7', IS_CLIENT: 'N' });
    await cms.put('FACT_CARE_EPISODES', episode(1, 55), episode(2, 7));
    assert.deepEqual(
      (await permanence()).map((row) => row['perm_person_id']),
      ['7'],
    );
  });

  it('takes the episode with the highest last five digits, the adoption in front of it or not', async () => {
    await persons([7, null], [8, null]);
    await cms.put(
      'FACT_CARE_EPISODES',
      episode(100_000, 7),
      episode(99_999, 7),
      episode(2_000_000_001, 8),
      episode(1_999_999_999, 8),
    );
    await cms.put('FACT_ADOPTION', {
      FACT_ADOPTION_ID: 2_111_111_111,
      DIM_PERSON_ID: 8,
      START_DTTM: '2024-01-01',
      NO_OF_ADOPTERS: 2,
    });
    assert.deepEqual(
      (await permanence())
        .map((row) => [
          row['perm_person_id'],
          row['perm_table_id'],
          row['perm_number_of_adopters'] ?? null,
        ])
        .sort(),
      [
        ['7', '99999', null],
        ['8', '21111111111999999999', '2'],
      ],
    );
  });

  it('reads order types by code: 45 as well as E45, and what is open beside an adoption', async () => {
    const codes: readonly [string | null, string | null][] = [
      ['E1', 'Adoption'],
      ['E11', 'Adoption'],
      ['E12', 'Adoption'],
      ['E43', 'Special Guardianship Order'],
      ['E44', 'Special Guardianship Order'],
      ['45', 'Special Guardianship Order'],
      ['E45', 'Special Guardianship Order'],
      ['E48', 'Special Guardianship Order'],
      ['E41', 'Child Arrangements/ Residence Order'],
      ['E3', null],
      [null, null],
    ];
    await persons(...codes.map((_, index): [number, string | null] => [index + 1, null]));
    await cms.put(
      'FACT_CARE_EPISODES',
      ...codes.map(([code], index) =>
        episode(index + 1, index + 1, { CARE_REASON_END_CODE: code, PLACEND: null }),
      ),
    );
    await cms.put(
      'FACT_ADOPTION',
      ...[10, 11].map((id) => ({
        FACT_ADOPTION_ID: id,
        DIM_PERSON_ID: id,
        START_DTTM: '2024-01-01',
      })),
    );
    const got = new Map(
      (await permanence()).map((row) => [row['perm_person_id'], row['perm_permanence_order_type']]),
    );
    assert.deepEqual(
      codes.map((_, index) => got.get(String(index + 1)) ?? null),
      codes.map(([, type]) => type),
    );
  });
});
