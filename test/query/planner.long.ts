import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import path from 'node:path';
import { type Prepared, prepareSite } from '../../src/prepare/prepare.ts';
import type { Plan } from '../../src/mapping/plan.ts';
import { loadSite } from '../../src/site/load.ts';
import { type EmbeddedSource, openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { placeNew } from '../support/new-database.ts';
import { dropIndexes, rowsTouched } from '../support/planner.ts';
import { ROOT } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

/**
 * A planner that knows nothing of folded text guesses, and a wrong guess makes it read a table, or
 * work out a subquery, once for each row of another. What it does is counted in rows, not in time:
 * with its default settings it may touch three times what it touches without nested loops.
 */
const CHILDREN = 250;
const TIMES = 3;
/** Below this nothing is slow, however it is done. */
const FEW = 20_000;

const mosaic = loadSite(path.join(ROOT, 'config', 'mosaic.demo.yml'));
const SITES = {
  liquid_logic: loadSite(siteWith()),
  mosaic: {
    ...loadSite(siteWith({ cms: 'mosaic' })),
    parameters: mosaic.parameters,
  },
};

for (const [cms, site] of Object.entries(SITES)) {
  const prepared = prepareSite(site);
  const plans = prepared.planSet.plans.filter((plan) => plan.status === 'extracted');
  const schema = prepared.profile.source.schema ?? 'public';
  let source: EmbeddedSource;

  describe(`default settings cost no object of ${cms} more than ${TIMES} times`, () => {
    before(async () => {
      await placeNew((site.connection as { path: string }).path);
      await buildTestDatabase({ site, asOf: '2026-11-22', children: CHILDREN, seed: 5 });
      source = await openEmbedded(site.connection as { path: string });
    });
    after(() => source.close());
    for (const plan of plans) {
      it(`${plan.object}, ids indexed`, () => comparePlans(source, prepared, plan, schema));
    }
    it('no index is left', () => dropIndexes(source, schema));
    for (const plan of plans) {
      it(`${plan.object}, without any index`, () => comparePlans(source, prepared, plan, schema));
    }
  });
}

async function comparePlans(
  source: EmbeddedSource,
  prepared: Prepared,
  plan: Plan,
  schema: string,
): Promise<void> {
  const request = { source, prepared, plan, schema };
  const guessed = await rowsTouched({ ...request, nestedLoops: 'on' });
  const hashed = await rowsTouched({ ...request, nestedLoops: 'off' });
  assert.ok(guessed <= Math.max(TIMES * hashed, FEW), `${guessed} rows instead of ${hashed}`);
}
