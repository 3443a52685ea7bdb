import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { compileFor, prepare } from '../../src/prepare/prepare.ts';
import type { Dialect } from '../../src/query/dialect.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';

const prepared = prepare({ cms: 'liquid_logic' });

describe('the edges in the three dialects', () => {
  const MOMENT =
    /cast\(@(\w+) as datetime\)|to_date\(:(\w+), 'YYYY-MM-DD"T"HH24:MI:SS'\)|cast\((\$\d+) as timestamp\)/g;

  /** Every comparison with a moment, in its order: `contact.CONTACT_DTTM >= window_start`. */
  function comparisons(object: string, dialect: Dialect): string[] {
    const plan = prepared.planSet.plans.find((item) => item.object === object);
    const query =
      plan &&
      compileFor(prepared, plan, {
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
    for (const { object } of prepared.planSet.plans) {
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
