import assert from 'node:assert/strict';
import type { Plan } from '../../src/mapping/plan.ts';
import { compilePlan } from '../../src/query/compile-plan.ts';
import type { CompiledQuery } from '../../src/query/compiled.ts';
import type { Dialect } from '../../src/query/dialect.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { littleCatalogue, littleObject, loadMappingText } from './mapping.ts';

const moments = new Map([
  ['today', '2024-06-01T00:00:00'],
  ['window_start', '2024-02-29T00:00:00'],
  ['far_future', '2300-01-01T00:00:00'],
]);

/** Compiles a mapping of the little CMS; `made` stays null unless the mapping names it. */
export function compileLittle(mapping: string, dialect: Dialect): CompiledQuery {
  const loaded = loadMappingText(mapping);
  const real = loaded.problems.filter((problem) => !['drift', 'no-alias'].includes(problem.code));
  assert.deepEqual(real.map(showProblem), []);
  assert.ok(loaded.source);
  const plan: Plan = {
    object: littleObject.name,
    status: 'extracted',
    key: loaded.key ?? ['id'],
    source: loaded.source,
    catalogue: littleCatalogue,
    fields: littleObject.fields.map(({ name, type }) => ({
      name,
      type,
      output: loaded.outputs.get(name) ?? { kind: 'value', value: { kind: 'null' } },
    })),
  };
  const query = compilePlan(plan, { dialect, place: { database: 'D', schema: 'S' }, moments });
  assert.ok(query);
  return query;
}
