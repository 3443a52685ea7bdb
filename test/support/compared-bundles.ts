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

/** A comparison in which everything occurs; `word` is wherever a bundle may bring a text along. */
export function aDiff(word: string): BundleDiff {
  const side = { run: word, site: word, cms: word, spec: word, asOf: '2026-11-25', bundle: word };
  const none = { added: 0, removed: 0, changed: 0, unchanged: 0 };
  const code = [{ code: word, description: word }];
  const object: ObjectDiff = {
    ...{ object: 'ssd_b', compared: 'by key', why: null, key: ['b_id'] },
    ...{ status: { a: 'extracted', b: 'placeholder' }, total: { a: 12_000, b: 10 } },
    ...{ added: 3000, removed: 12, changed: 7, unchanged: 4, unkeyed: { a: 2, b: 0 } },
    fields: [
      { field: 'b_name', changed: 5, share: 0.5 },
      { field: 'b_day', changed: 1, share: 0.0001 },
    ],
    schema: [
      { field: 'b_name', what: 'size', a: '9', b: null },
      { field: word, what: 'field', a: null, b: 'text' },
      { field: null, what: 'key', a: word, b: 'b_id' },
    ],
    codes: [
      {
        ...{ field: 'b_colour', added: code, removed: code, appeared: code, gone: code },
        reworded: [{ code: word, a: word, b: word }],
      },
    ],
  };
  const plain = { ...object, ...none, unkeyed: { a: 0, b: 0 }, fields: [], schema: [], codes: [] };
  return {
    ...{ format: 1, status: 'differs', a: side, b: side },
    notes: [{ about: 'partial', message: word }],
    rows: { added: 3000, removed: 12, changed: 7, unchanged: 4 },
    objects: [
      object,
      {
        ...plain,
        object: 'ssd_a',
        compared: 'whole rows',
        why: 'the bundles show no key',
        added: 1,
      },
      { ...plain, object: 'ssd_c', compared: 'not compared', status: { a: null, b: 'extracted' } },
    ],
  };
}
