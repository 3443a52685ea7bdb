import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loadProfile } from '../../src/mapping/profile.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import type { SyntheticValue } from '../../src/synth/synthetic-rows.ts';
import { synthesise } from '../../src/synth/synthesise.ts';

const { catalogue } = loadProfile(DATA_DIR, 'liquid_logic');

function tablesOf(seed: number, children = 300): Map<string, Record<string, SyntheticValue>[]> {
  const tables = new Map<string, Record<string, SyntheticValue>[]>();
  for (const { table, columns, rows } of synthesise('liquid_logic', catalogue, {
    children,
    seed,
    asOf: '2026-11-22',
  })) {
    const known = tables.get(table) ?? [];
    tables.set(table, known);
    for (const row of rows) {
      known.push(Object.fromEntries(columns.map((column, index) => [column, row[index] ?? null])));
    }
  }
  return tables;
}

describe('synthetic Liquid Logic children', () => {
  const tables = tablesOf(1);
  it('are the same for the same seed, others for another', () => {
    assert.deepEqual(tablesOf(1), tables);
    assert.notDeepEqual(tablesOf(2).get('DIM_PERSON'), tables.get('DIM_PERSON'));
  });
  it('fill every table of the catalogue', () =>
    assert.deepEqual(
      [...catalogue.keys()].filter((name) => (tables.get(name) ?? []).length === 0),
      [],
    ));
  it('have unique keys', () => {
    for (const { name, key } of catalogue.values()) {
      const keys = (tables.get(name) ?? []).map((row) =>
        JSON.stringify(key.map((column) => row[column])),
      );
      assert.equal(new Set(keys).size, keys.length, name);
    }
  });
  it('refer to rows that are there, or to nobody (-1); a code may lack its lookup row, as real ones do', () => {
    for (const { name, references } of catalogue.values()) {
      for (const { column, table, target } of references.filter(
        (reference) => !reference.table.startsWith('DIM_LOOKUP'),
      )) {
        const there = new Set((tables.get(table) ?? []).map((row) => String(row[target])));
        const lost = (tables.get(name) ?? []).filter(
          (row) =>
            row[column] !== null &&
            row[column] !== '' &&
            String(row[column]) !== '-1' &&
            !there.has(String(row[column])),
        );
        assert.equal(lost.length, 0, `${name}.${column} → ${table}.${target}`);
      }
    }
  });
});
