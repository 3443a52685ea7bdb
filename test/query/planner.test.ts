import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import path from 'node:path';
import { type Prepared, compileFor, prepareSite } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import type { Plan } from '../../src/mapping/plan.ts';
import { loadSite } from '../../src/site/load.ts';
import { type EmbeddedSource, SESSION, openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { placeNew } from '../support/new-database.ts';
import { ROOT } from '../support/process.ts';
import { siteWith } from '../support/site.ts';

/**
 * A planner that knows nothing of folded text guesses, and a wrong guess makes it read a table, or
 * work out a subquery, once for each row of another. What it does is counted in rows, not in time:
 * with its default settings it may touch three times what it touches without nested loops.
 */
const AS_OF = '2026-11-22';
const CHILDREN = 250;
const TIMES = 3;
/** Below this nothing is slow, however it is done. */
const FEW = 20_000;

interface Step {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Step[];
}

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
      await buildTestDatabase({ site, asOf: AS_OF, children: CHILDREN, seed: 5 });
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
  const guessed = await rowsTouched(source, prepared, plan, schema, 'on');
  const hashed = await rowsTouched(source, prepared, plan, schema, 'off');
  assert.ok(guessed <= Math.max(TIMES * hashed, FEW), `${guessed} rows instead of ${hashed}`);
}

async function rowsTouched(
  source: EmbeddedSource,
  prepared: Prepared,
  plan: Plan,
  schema: string,
  nestedLoops: 'on' | 'off',
): Promise<number> {
  const query = compileFor(prepared, plan, {
    dialect: DIALECTS.postgres,
    place: { schema },
    asOf: AS_OF,
    windowYears: 6,
  });
  assert.ok(query);
  return source.db.transaction(async (transaction) => {
    await transaction.exec(`${SESSION}; set local enable_nestloop = ${nestedLoops}`);
    const { rows } = await transaction.query<[readonly [{ readonly Plan: Step }]]>(
      `explain (analyze, timing off, format json) declare extract no scroll cursor for ${query.sql}`,
      query.parameters.map((parameter) => parameter.value),
      { rowMode: 'array' },
    );
    const [[explained]] = rows[0] ?? [[undefined]];
    assert.ok(explained);
    return touched(explained.Plan);
  });
}

function touched(step: Step): number {
  const each =
    step['Actual Rows'] +
    (step['Rows Removed by Filter'] ?? 0) +
    (step['Rows Removed by Join Filter'] ?? 0);
  return (step.Plans ?? []).reduce(
    (sum, below) => sum + touched(below),
    each * step['Actual Loops'],
  );
}

async function dropIndexes(source: EmbeddedSource, schema: string): Promise<void> {
  const { rows } = await source.db.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(indexname) as name from pg_indexes where schemaname = $1`,
    [schema],
  );
  assert.ok(rows.length > 0);
  await source.db.exec(rows.map(({ name }) => `drop index ${name};`).join('\n'));
}
