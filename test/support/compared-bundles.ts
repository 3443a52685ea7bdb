import assert from 'node:assert/strict';
import type { BundleDiff, ObjectDiff, RowCounts } from '../../src/analyse/diff/bundle-diff.ts';
import { compareBundles } from '../../src/analyse/diff/compare-bundles.ts';
import type { Row } from '../../src/validators/row.ts';
import { A_ROW } from './analysed-bundle.ts';

const { signal } = new AbortController();

export function compare(a: string, b: string, only?: string[]): Promise<BundleDiff> {
  return compareBundles({ a, b, only, signal });
}

export function objectOf({ objects }: BundleDiff, name: string): ObjectDiff {
  const found = objects.find(({ object }) => object === name);
  assert.ok(found, `${name} is in the comparison`);
  return found;
}

/** Rows added, removed, changed, unchanged. */
export function counts({ added, removed, changed, unchanged }: RowCounts): number[] {
  return [added, removed, changed, unchanged];
}

/** A row of ssd_a with an id and other cells where they are given, by their place. */
export function aRow(id: string | null, cells: Readonly<Record<number, string>> = {}): Row {
  return A_ROW.map((cell, at) => (at === 0 ? id : (cells[at] ?? cell)));
}
