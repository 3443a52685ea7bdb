import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { type ComparedRows, compareByKey } from '../../src/analyse/diff/compare-rows.ts';
import { literal, startEngine } from '../../src/analyse/engine.ts';
import type { Row } from '../../src/validators/row.ts';
import { A_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { aRow, compare, counts, objectOf } from '../support/compared-bundles.ts';
import { tempDir } from '../support/files.ts';

const DIR = tempDir();
const aBundle = (rows: readonly Row[]): Promise<string> => analysedBundle(DIR, { rows });

describe('rows of two bundles', () => {
  it('are paired by their key, in whatever order, and fields that changed are counted', async () => {
    const a = await aBundle([aRow('1'), aRow('2'), aRow('3'), aRow('4')]);
    const b = await aBundle([
      ...[aRow('5'), aRow('4', { 1: 'Name' }), aRow('3', { 1: 'Other', 4: 'G|(B)' }), aRow('1')],
    ]);
    const diff = await compare(a, b);
    const object = objectOf(diff, 'ssd_a');
    assert.deepEqual(counts(object), [1, 1, 2, 1]);
    assert.equal(object.compared, 'by key');
    assert.deepEqual(object.key, ['a_id']);
    assert.deepEqual(object.total, { a: 4, b: 4 });
    assert.deepEqual(object.fields, [
      { field: 'a_name', changed: 2, share: 2 / 3 },
      { field: 'a_colour', changed: 1, share: 1 / 3 },
    ]);
    assert.deepEqual(diff.rows, { added: 1, removed: 1, changed: 2, unchanged: 2 });
    assert.deepEqual(
      diff.objects.map((one) => [one.object, one.compared]),
      [
        ['ssd_a', 'by key'],
        ['ssd_b', 'same file'],
      ],
      'what changed most comes first',
    );
  });

  it('see a cell that was emptied or filled', async () => {
    const a = await aBundle([A_ROW.with(1, null), aRow('2')]);
    const b = await aBundle([aRow('007'), aRow('2').with(1, null)]);
    assert.deepEqual(objectOf(await compare(a, b), 'ssd_a').fields, [
      { field: 'a_name', changed: 2, share: 1 },
    ]);
  });

  it('whose key repeats are compared whole, none with each of the others', async () => {
    const twin = Array<Row>(300).fill(aRow('twin'));
    const a = await aBundle([...twin, aRow('twin', { 1: 'Odd' }), aRow('2'), aRow('3')]);
    const b = await aBundle([...twin.slice(1), aRow('2', { 1: 'Other' }), aRow('3')]);
    const object = objectOf(await compare(a, b), 'ssd_a');
    assert.deepEqual(counts(object), [0, 2, 1, 300]);
    assert.deepEqual(object.unkeyed, { a: 301, b: 299 });
    assert.deepEqual(object.fields, [{ field: 'a_name', changed: 1, share: 0.5 }]);
  });

  it('whose key is empty are compared whole', async () => {
    const a = await aBundle([aRow(null), aRow(null, { 1: 'x' }), aRow('1')]);
    const b = await aBundle([aRow(null), aRow(null, { 1: 'y' }), aRow('1')]);
    const object = objectOf(await compare(a, b), 'ssd_a');
    assert.deepEqual(counts(object), [1, 1, 0, 2]);
    assert.deepEqual(object.unkeyed, { a: 2, b: 2 });
  });

  it('are as many as a plain comparison finds, in files of any texts', async () => {
    const rows = fc.array(fc.tuple(CELL, CELL), { maxLength: 12 });
    const bundle = (own: readonly Row[]): Promise<string> =>
      analysedBundle(DIR, { rows: [], others: { ssd_b: own } });
    const property = fc.asyncProperty(rows, rows, async (a, b) => {
      const object = objectOf(await compare(await bundle(a), await bundle(b)), 'ssd_b');
      const { unkeyed, ...plain } = plainDiff(a, b, 2);
      assert.deepEqual(counts(object), plain.counts);
      if (object.compared === 'by key') assert.deepEqual(object.unkeyed, unkeyed);
    });
    await fc.assert(property, { numRuns: 10 });
  });

  for (const keys of [1, 2, 3]) {
    it(`are as many as a plain comparison finds, by keys of ${keys} fields`, async () => {
      const engine = await startEngine();
      const { connection } = engine;
      const rows = fc.array(fc.tuple(CELL, CELL, CELL), { maxLength: 12 });
      const property = fc.asyncProperty(rows, rows, async (a, b) => {
        await fill(connection, 'a', a);
        await fill(connection, 'b', b);
        const table = {
          rows: { a: 'side_a', b: 'side_b' },
          total: { a: a.length, b: b.length },
          fields: COLUMNS.map((name) => ({ name, cell: { a: name, b: name } })),
        };
        const found = await compareByKey(connection, table, COLUMNS.slice(0, keys));
        assert.deepEqual(countedOf(found), plainDiff(a, b, keys));
      });
      try {
        await fc.assert(property, { numRuns: 150 });
      } finally {
        await engine.close();
      }
    });
  }
});

const CELL = fc.constantFrom(null, 'x', '-', '1:', '1:x', '2', 'a"b', 'x,y', 'é', 'r\r\nn', ' ');
const COLUMNS = ['one', 'two', 'three'];

async function fill(
  connection: DuckDBConnection,
  side: string,
  rows: readonly Row[],
): Promise<void> {
  const typed = COLUMNS.map((name) => `${name} VARCHAR`).join(', ');
  await connection.run(`CREATE OR REPLACE TABLE side_${side} (${typed})`);
  const cell = (text: string | null): string => (text === null ? 'NULL' : literal(text));
  const values = rows.map((row) => `(${row.map(cell).join(', ')})`);
  if (values.length > 0) {
    await connection.run(`INSERT INTO side_${side} VALUES ${values.join(', ')}`);
  }
}

const countedOf = (found: ComparedRows) => ({
  counts: counts(found),
  unkeyed: found.unkeyed,
  fields: found.fields.reduce((sum, { changed }) => sum + changed, 0),
});

/** What `diff` should find, the slow way. */
function plainDiff(a: readonly Row[], b: readonly Row[], keys: number) {
  const keyOf = (row: Row): string | undefined => {
    const cells = row.slice(0, keys);
    return cells.includes(null) ? undefined : JSON.stringify(cells);
  };
  const withKey = (rows: readonly Row[], key: string): Row[] =>
    rows.filter((row) => keyOf(row) === key);
  const isPaired = (row: Row): boolean => {
    const key = keyOf(row);
    return key !== undefined && [a, b].every((rows) => withKey(rows, key).length < 2);
  };
  const counted = { added: 0, removed: 0, changed: 0, unchanged: 0, fields: 0 };
  for (const row of a.filter(isPaired)) {
    const [other] = withKey(b, keyOf(row) ?? '');
    const fields = other ? row.filter((cell, at) => cell !== other[at]).length : 0;
    counted.fields += fields;
    const inBoth = fields > 0 ? 'changed' : 'unchanged';
    counted[other === undefined ? 'removed' : inBoth]++;
  }
  counted.added += b.filter((row) => isPaired(row) && !withKey(a, keyOf(row) ?? '').length).length;
  const left = b.filter((row) => !isPaired(row)).map((row) => JSON.stringify(row));
  const unkeyed = { a: a.filter((row) => !isPaired(row)).length, b: left.length };
  for (const row of a.filter((one) => !isPaired(one))) {
    const at = left.indexOf(JSON.stringify(row));
    if (at >= 0) left.splice(at, 1);
    counted[at >= 0 ? 'unchanged' : 'removed']++;
  }
  counted.added += left.length;
  const { added, removed, changed, unchanged, fields } = counted;
  return {
    counts: [added, removed, changed, unchanged],
    unkeyed,
    fields,
  };
}
