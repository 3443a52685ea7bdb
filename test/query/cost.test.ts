import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { DIALECTS, DIALECT_NAMES } from '../../src/query/dialects/index.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { everyQuery } from '../support/every-query.ts';
import { ROOT } from '../support/process.ts';
import { MOST_TABLES, outerJoinsWithOr, tableReads } from '../support/query-tree.ts';

/** As at an authority that has set every parameter, so that no join is left out for want of one. */
const mosaic = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const PREPARED = [
  prepare({ cms: 'liquid_logic' }),
  prepareSite(mosaic),
  prepareSite({
    ...mosaic,
    parameters: { ...mosaic.parameters, visit_source: 'visits', care_plan_source: 'steps' },
  }),
];
const at = { place: { schema: 'S' }, asOf: '2026-11-22', windowYears: 6 };

for (const prepared of PREPARED) {
  const { profile, planSet } = prepared;
  const plans = planSet.plans.filter((plan) => plan.status === 'extracted');

  for (const engine of DIALECT_NAMES) {
    const dialect = DIALECTS[engine];
    describe(`every object of ${profile.cms} in ${dialect.name} is one statement`, () => {
      for (const plan of plans) {
        it(plan.object, () => {
          const text =
            compileFor(prepared, plan, { dialect, ...at })?.sql.replace(/\s+/g, ' ') ?? '';
          assert.doesNotMatch(text.replace(/'[^']*'/g, ''), /;/, 'one statement');
          // a select inside is a table, a condition that asks whether a row is there, or the
          // cohort: never a value that is looked up row by row
          const before = [...text.matchAll(/(\S+) \( ?select /g)].map(([, word]) => word);
          assert.deepEqual(
            before.filter((word) => !/^(from|join|exists|in|as|all|apply)$/.test(word ?? '')),
            [],
          );
          assert.doesNotMatch(text, /\b(lateral|apply)\b/);
          assert.equal(
            [...text.matchAll(/ in \( ?select /g)].length,
            plan.source?.person ? 1 : 0,
            'the cohort once',
          );
        });
      }
    });
  }
}

/**
 * Looked up in a join, it was looked up again for each join that leant on it, and planners took the
 * second for one row: without an index it grew with the square.
 */
for (const engine of DIALECT_NAMES) {
  it(`a spell's referral is looked up once: ssd_pre_proceedings in ${DIALECTS[engine].name}`, () => {
    const prepared = prepareSite(mosaic);
    const plan = prepared.planSet.plans.find(({ object }) => object === 'ssd_pre_proceedings');
    assert.ok(plan);
    const query = compileFor(prepared, plan, { dialect: DIALECTS[engine], ...at });
    assert.equal([...(query?.sql ?? '').matchAll(/"DM_CIN_REFERRALS"/g)].length, 1);
    assert.equal([...(query?.sql ?? '').matchAll(/row_number\(\)/g)].length, 1);
  });
}

/** The overrides of the pages of oddities as well: a site that takes one pays for it. */
for (const engine of DIALECT_NAMES) {
  describe(`every query in ${DIALECTS[engine].name} opens few tables, and no outer join says or`, () => {
    for (const { name, sql } of everyQuery(engine)) {
      it(name, () => {
        const reads = tableReads(sql, engine);
        assert.ok(reads > 0 && reads <= MOST_TABLES, `${reads} tables`);
        assert.deepEqual(outerJoinsWithOr(sql, engine), []);
      });
    }
  });
}
