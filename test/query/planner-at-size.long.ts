import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { rowsTouched } from '../support/planner.ts';
import { siteWith } from '../support/site.ts';

/**
 * What a small database does not show: a loop over few rows is slow only where there are many, and
 * many others to look at for each. The tables that decide are filled as those of a large authority,
 * and no other.
 */
const TIMES = 3;

const VISITS = `
  truncate "DIM_PERSON", "FACT_CONTACTS", "FACT_REFERRALS", "FACT_INVOLVEMENTS", "FACT_CLA_VISIT", "FACT_CASENOTES";
  insert into "DIM_PERSON" ("DIM_PERSON_ID", "IS_CLIENT") select n, 'Y' from generate_series(1, 30000) n;
  insert into "FACT_CONTACTS" ("FACT_CONTACT_ID", "DIM_PERSON_ID", "CONTACT_DTTM")
    select n, n % 27000, date '2020-01-01' + n % 2500 from generate_series(1, 60000) n;
  insert into "FACT_CASENOTES" ("FACT_CASENOTE_ID", "DIM_PERSON_ID", "EVENT_DTTM", "DIM_LOOKUP_CASNT_TYPE_ID_CODE")
    select n, n % 20000, date '2020-01-01' + n % 2500, case n % 3 when 0 then 'STVL' else 'OTHER' end from generate_series(1, 60000) n;
  insert into "FACT_CLA_VISIT" ("FACT_CLA_VISIT_ID", "FACT_CASENOTE_ID", "DIM_PERSON_ID")
    select n, n, n % 20000 from generate_series(1, 30000) n;
`;

describe(`in a large authority default settings cost no more than ${TIMES} times`, () => {
  it('looked-after visits, the case note found by its key, the child a check', async () => {
    const site = loadSite(siteWith());
    const prepared = prepareSite(site);
    const schema = prepared.profile.source.schema ?? 'public';
    const plan = prepared.planSet.plans.find(({ object }) => object === 'ssd_cla_visits');
    assert.ok(plan);
    await buildTestDatabase({ site, asOf: '2026-11-22', children: 1, seed: 5 });
    const source = await openEmbedded(site.connection as { path: string });
    await source.db.exec(`set search_path = "${schema}"; ${VISITS}; analyze`);
    const request = { source, prepared, plan, schema };
    const guessed = await rowsTouched({ ...request, nestedLoops: 'on' });
    const hashed = await rowsTouched({ ...request, nestedLoops: 'off' });
    await source.close();
    assert.ok(hashed > 100_000);
    assert.ok(guessed <= TIMES * hashed, `${guessed} rows instead of ${hashed}`);
  });
});
