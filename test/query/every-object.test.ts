import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { Dialect, parse } from '@polyglot-sql/sdk';
import { DIALECTS, DIALECT_NAMES } from '../../src/query/dialects/index.ts';
import { compileFor, prepare, prepareSite } from '../../src/prepare/prepare.ts';
import { staleScripts } from '../../src/documents/scripts.ts';
import { loadSite } from '../../src/site/load.ts';

/**
 * As at an authority that has set every parameter, so that no condition is left out for want of
 * one.
 */
const mosaic = loadSite(path.join(import.meta.dirname, '..', '..', 'config', 'mosaic.demo.yml'));
const PREPARED = {
  liquid_logic: prepare({ cms: 'liquid_logic' }),
  mosaic: prepareSite(mosaic),
  'mosaic, its other variants': prepareSite({
    ...mosaic,
    parameters: { ...mosaic.parameters, visit_source: 'visits', care_plan_source: 'steps' },
  }),
};
const PARSERS = {
  mssql: Dialect.TSQL,
  oracle: Dialect.Oracle,
  postgres: Dialect.PostgreSQL,
} as const;

for (const [cms, prepared] of Object.entries(PREPARED)) {
  for (const name of DIALECT_NAMES) {
    const dialect = DIALECTS[name];
    describe(`every query of ${cms} in ${name}`, () => {
      for (const plan of prepared.planSet.plans) {
        const query = compileFor(prepared, plan, {
          dialect,
          place: prepared.profile.source,
          asOf: '2026-04-01',
          windowYears: 6,
        });
        if (!query) continue;
        it(plan.object, () => {
          const parsed = parse(query.sql, PARSERS[name]);
          assert.ok(parsed.success, `an independent parser refuses it: ${parsed.error}`);
          assert.ok(query.parameters.length <= 2000, 'SQL Server takes 2,100 parameters');
          assert.match(query.sql, /^(with|select)\b/);
          assert.equal(
            query.sql.match(/\bwith\b/g)?.length ?? 0,
            query.sql.startsWith('with') ? 1 : 0,
            'SQL Server takes a with only where the statement begins',
          );
          assert.doesNotMatch(
            query.sql,
            /\b(insert|update|delete|merge|into|exec|drop|create|alter)\b/i,
          );
          if (dialect.name === 'mssql') {
            assert.doesNotMatch(
              query.sql,
              /\b(string_agg|json_\w+|trim|concat_ws|format|translate)\s*\(/i,
              'SQL Server 2012 has none of these',
            );
          }
        });
      }
    });
  }
}

describe('sql/', () => {
  it('is what would be written now', async () => assert.deepEqual(await staleScripts({}), []));
  it('is found stale when the window is another', async () => {
    const stale = await staleScripts({ engine: 'postgres', only: ['ssd_contacts'] });
    assert.deepEqual(stale, ['ssd_contacts.sql', 'ssd_contacts.sql']);
  });
});
