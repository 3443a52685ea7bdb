import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { loadSite } from '../../src/site/load.ts';
import { ROOT } from '../support/process.ts';
import { TestCms } from '../support/cms.ts';

/** As at an authority that has set every parameter, so that no join is left out for want of one. */
const mosaic = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const PREPARED = [prepare({ cms: 'liquid_logic' }), prepareSite(mosaic)];
const at = { place: { schema: 'S' }, asOf: '2026-11-22', windowYears: 6 };

for (const prepared of PREPARED) {
  const { profile, planSet } = prepared;
  const plans = planSet.plans.filter((plan) => plan.status === 'extracted');

  for (const dialect of Object.values(DIALECTS)) {
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

  describe(`${profile.cms} on the embedded engine`, () => {
    let cms: TestCms;
    before(async () => {
      cms = await TestCms.open(profile.cms, profile.cms === mosaic.cms ? mosaic.parameters : {});
    });
    after(() => cms.close());
    for (const plan of plans) {
      it(`${plan.object}: every join is by hash or merge, so none reads a table once for each row of another`, async () => {
        assert.doesNotMatch(await cms.explain(plan.object), /Nested Loop/);
      });
    }
  });
}
