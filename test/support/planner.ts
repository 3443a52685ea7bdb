import assert from 'node:assert/strict';
import type { Plan } from '../../src/mapping/plan.ts';
import { type Prepared, compileFor } from '../../src/prepare/prepare.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { type EmbeddedSource, SESSION } from '../../src/sources/postgres/embedded.ts';

interface Step {
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Join Filter'?: number;
  readonly Plans?: readonly Step[];
}

export interface Touching {
  readonly source: EmbeddedSource;
  readonly prepared: Prepared;
  readonly plan: Plan;
  readonly schema: string;
  readonly nestedLoops: 'on' | 'off';
}

/** How many rows PostgreSQL reads, joins and throws away, with or without nested loops. */
export async function rowsTouched({
  source,
  prepared,
  plan,
  schema,
  nestedLoops,
}: Touching): Promise<number> {
  const query = compileFor(prepared, plan, {
    dialect: DIALECTS.postgres,
    place: { schema },
    asOf: '2026-11-22',
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

export async function dropIndexes(source: EmbeddedSource, schema: string): Promise<void> {
  const { rows } = await source.db.query<{ name: string }>(
    `select quote_ident(schemaname) || '.' || quote_ident(indexname) as name from pg_indexes where schemaname = $1`,
    [schema],
  );
  assert.ok(rows.length > 0);
  await source.db.exec(rows.map(({ name }) => `drop index ${name};`).join('\n'));
}
