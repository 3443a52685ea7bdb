import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type DialectName, everyQuery } from './every-query.ts';

/**
 * What an engine refuses although every parser takes it. Each rule has an example that breaks it,
 * so that a reader sees what it looks for, and that it finds it.
 */
export interface EngineRule {
  readonly name: string;
  readonly broken: (sql: string) => readonly string[];
  readonly examples: readonly string[];
}

/** Holds every query that can come of the packaged mappings, and the examples, against rules. */
export function describeRules(
  { dialect, product }: { readonly dialect: DialectName; readonly product: string },
  rules: readonly EngineRule[],
): void {
  describe(`${product} takes every query`, () => {
    const queries = everyQuery(dialect);
    it('of both CMSs, their variants and the overrides of the page of oddities', () =>
      assert.ok(queries.length > 250));
    for (const { name, broken } of rules) {
      it(name, () =>
        assert.deepEqual(
          queries.flatMap(({ name: query, sql }) =>
            broken(sql).map((found) => `${query}: ${found}`),
          ),
          [],
        ),
      );
    }
  });

  describe('the rules themselves', () => {
    for (const rule of rules) {
      for (const sql of rule.examples) {
        it(`${rule.name.split(':')[0]} is seen in: ${sql}`, () =>
          assert.notDeepEqual(rule.broken(sql), []));
      }
    }
  });
}
