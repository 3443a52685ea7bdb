import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import type { BundleDiff } from '../../src/analyse/diff/bundle-diff.ts';
import { compareBundles } from '../../src/analyse/diff/compare-bundles.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { ConfigError, StoppedError } from '../../src/problems/errors.ts';
import { loadSpec } from '../../src/spec/load.ts';
import type { Row } from '../../src/validators/row.ts';
import { A_ROW, DIRTY_ROW, analysedBundle } from '../support/analysed-bundle.ts';
import { aRow, compare, counts, objectOf } from '../support/compared-bundles.ts';
import { DESCRIBED_SPEC } from '../support/described-bundle.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { type Ended, cli } from '../support/process.ts';

const DIR = tempDir();
const aBundle = (rows: readonly Row[]): Promise<string> => analysedBundle(DIR, { rows });

describe('descriptions of two bundles', () => {
  const OTHER_SPEC = {
    ...DESCRIBED_SPEC,
    'categories/colour.yml':
      '- {value: R, description: Crimson}\n- {value: B, description: Blue}\n',
    'objects/ssd_a.yml': `nodes:
- name: ssd_a
  fields:
  - {name: a_id, type: string, size: 48, primary_key: true}
  - {name: a_name, type: string, size: 40}
  - {name: a_day, type: string}
  - {name: a_colour, type: categorical, validators: [dimension: {category_id: colour}]}
  - {name: a_new, type: int}
`,
    'objects/ssd_b.yml': DESCRIBED_SPEC['objects/ssd_b.yml'].replace(
      'b_name, type: string, primary_key: true',
      'b_name, type: string',
    ),
    'objects/ssd_c.yml': 'nodes:\n- name: ssd_c\n  fields: [{name: c_id, type: string}]\n',
  };
  let diff: BundleDiff;
  before(async () => {
    const a = await aBundle([aRow('1'), aRow('2', { 4: 'G|(B)' }), aRow('3', { 4: 'purple' })]);
    const all = new Set(['ssd_a', 'ssd_b', 'ssd_c']);
    const b = await analysedBundle(DIR, {
      rows: [
        ['1', A_ROW[1] ?? null, A_ROW[2] ?? null, 'R', '7'],
        ['2', 'Name', A_ROW[2] ?? null, 'B', '8'],
      ],
      described: { spec: loadSpec(writeTree(tempDir(), OTHER_SPEC)), objects: all, complete: all },
      manifest: { spec: { version: 'w', objects: 3 } },
    });
    diff = await compare(a, b);
  });

  it('are compared, and the rows in what both have', () => {
    const object = objectOf(diff, 'ssd_a');
    assert.deepEqual(counts(object), [0, 1, 1, 1]);
    assert.deepEqual(
      object.fields.map(({ field }) => field),
      ['a_name', 'a_colour'],
    );
    const only = object.schema.filter(({ what }) => what === 'field');
    assert.deepEqual(
      only.map(({ field, a, b }) => [field, a, b]),
      [
        ['a_moment', 'datetime', null],
        ['a_list', 'list', null],
        ['a_flag', 'boolean', null],
        ['a_count', 'integer', null],
        ['a_share', 'number', null],
        ['a_parent', 'text', null],
        ['a_new', null, 'integer'],
      ],
    );
    assert.deepEqual(
      object.schema.filter(({ what }) => what !== 'field'),
      [
        { field: 'a_name', what: 'size', a: '9', b: '40' },
        { field: 'a_day', what: 'type', a: 'date', b: 'text' },
      ],
    );
    assert.deepEqual(diff.notes, [
      {
        about: 'spec',
        message:
          'A follows the spec v, B w: what both have is compared, what one of them has is listed',
      },
    ]);
  });

  it('tell of codes that came and went, in the code set and in the rows', () => {
    assert.deepEqual(objectOf(diff, 'ssd_a').codes, [
      {
        field: 'a_colour',
        added: [{ code: 'B', description: 'Blue' }],
        removed: [{ code: 'G|(B)', description: '' }],
        reworded: [{ code: 'R', a: 'Red', b: 'Crimson' }],
        appeared: [{ code: 'B', description: 'Blue' }],
        gone: [{ code: 'G|(B)', description: '' }],
      },
    ]);
    assert.doesNotMatch(JSON.stringify(diff), /purple/, 'a text that is no code stays where it is');
  });

  it('tell of another key, by which no rows are paired', () => {
    const object = objectOf(diff, 'ssd_b');
    assert.deepEqual(object.schema, [
      { field: null, what: 'key', a: 'b_a_id, b_name', b: 'b_a_id' },
    ]);
    assert.equal(object.compared, 'same file');
  });

  it('tell of objects that one bundle alone has', () => {
    const object = objectOf(diff, 'ssd_c');
    assert.equal(object.compared, 'not compared');
    assert.deepEqual(object.total, { a: null, b: 0 });
    assert.equal(diff.status, 'differs');
  });

  it('that have different keys are no help: whole rows are compared', async () => {
    const both = new Set(['ssd_a', 'ssd_b']);
    const spec = loadSpec(writeTree(tempDir(), OTHER_SPEC));
    const b = await analysedBundle(DIR, {
      rows: [],
      others: { ssd_b: [['007', 'other']] },
      described: { spec, objects: both, complete: both },
    });
    const object = objectOf(await compare(await aBundle([]), b), 'ssd_b');
    assert.equal(object.why, 'the bundles have different keys');
    assert.deepEqual(counts(object), [1, 1, 0, 0]);
  });
});

describe('two bundles', () => {
  const bundleOf = (manifest: Partial<Manifest>, rows = [A_ROW]): Promise<string> =>
    analysedBundle(DIR, { rows, manifest });
  const pseudonymised = (key: string, treatment = 'drop'): Partial<Manifest> => ({
    pseudonymised: { key_id: key, table: treatment, fields: { ssd_a: { a_name: treatment } } },
  });

  it('of other authorities, systems, windows and days are compared, and it is said', async () => {
    const a = await bundleOf({ asOf: '2026-02-01', partial: { limit: 10 } });
    const b = await bundleOf({ site: 'z', cms: 'd', window: { years: 3, start: '2023-01-01' } });
    const diff = await compare(a, b);
    assert.deepEqual(
      diff.notes.map(({ about }) => about),
      ['authority', 'cms', 'order', 'window', 'partial'],
    );
    assert.equal(diff.status, 'same');
  });

  it('with dates written in two ways are compared by the dates', async () => {
    const a = await aBundle([aRow('1'), aRow('2', { 2: 'soon' }), aRow('3')]);
    const british = (id: string, day: string): Row =>
      aRow(id, { 2: day, 3: '10/12/2024 09:30:00.5' });
    const b = await analysedBundle(DIR, {
      rows: [british('1', '10/12/2024'), british('2', 'soon'), british('3', '11/12/2024')],
      described: { dateFormat: 'dd/mm/yyyy' },
    });
    const diff = await compare(a, b);
    assert.deepEqual(
      diff.notes.map(({ about }) => about),
      ['dates'],
    );
    assert.deepEqual(objectOf(diff, 'ssd_a').fields, [
      { field: 'a_day', changed: 1, share: 1 / 3 },
    ]);
  });

  it('have no row in common when one is pseudonymised, or both under different keys', async () => {
    const plain = await bundleOf({});
    const one = await bundleOf(pseudonymised('k1'));
    const other = await bundleOf(pseudonymised('k2'));
    for (const [a, b, words] of [
      [plain, one, /B is pseudonymised, and A is not/],
      [one, other, /different keys, k1 and k2/],
    ] as const) {
      await assert.rejects(compare(a, b), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.code, 'other-pseudonyms');
        assert.match(error.message, words);
        return true;
      });
    }
  });

  it('pseudonymised by two tables are compared in the fields that were treated alike', async () => {
    const a = await bundleOf(pseudonymised('k', 'keep'));
    const b = await bundleOf(pseudonymised('k'), [A_ROW.with(1, null)]);
    const diff = await compare(a, b);
    assert.deepEqual(counts(objectOf(diff, 'ssd_a')), [0, 0, 0, 1]);
    assert.deepEqual(
      objectOf(diff, 'ssd_a').schema.filter(({ what }) => what === 'treatment'),
      [{ field: 'a_name', what: 'treatment', a: 'keep', b: 'drop' }],
    );
    assert.deepEqual(
      diff.notes.map(({ about }) => about),
      ['treatments'],
    );
  });

  it('stop at a signal', async () => {
    const [a, b] = [await bundleOf({}), await bundleOf({}, [DIRTY_ROW])];
    await assert.rejects(
      compareBundles({ a, b, signal: AbortSignal.abort() }),
      (error) => error instanceof StoppedError,
    );
  });

  it('need an object in common', async () => {
    const of = (object: string): Promise<string> =>
      analysedBundle(DIR, {
        described: { objects: new Set([object]), complete: new Set([object]) },
      });
    const [a, b] = [await of('ssd_a'), await of('ssd_b')];
    const refused = (code: string) => (error: unknown) =>
      error instanceof ConfigError && error.code === code;
    await assert.rejects(compare(a, b), refused('nothing-in-common'));
    await assert.rejects(compare(a, a, ['ssd_b']), refused('unknown-object'));
    await assert.rejects(compare(await aBundle([]), a, ['ssd_b']), refused('nothing-in-common'));
  });
});

describe('ssd-extract diff', () => {
  let [a, b] = ['', ''];
  const diff = (...args: string[]): Promise<Ended> => cli(['diff', ...args]);
  before(async () => {
    a = await aBundle([aRow('1'), aRow('2'), aRow('3')]);
    b = await aBundle([aRow('1', { 1: 'Secret' }), aRow('2'), aRow('4')]);
  });

  it('says first what changed most, and no value', async () => {
    const { code, out, err } = await diff(a, b);
    assert.equal(code, 0, err);
    assert.match(out, /^1 of 2 objects differs: 1 row added, 1 removed, 1 changed\n/);
    assert.match(out, /\nobject +added +removed +changed +rows of B\n-+[ -]+\nssd_a +1 +1 +1 +3\n/);
    assert.match(out, /\na_name +1 +50\.0 %\n/);
    assert.doesNotMatch(out, /Secret|Leeds/);
  });

  it('has nothing to say of a bundle and itself', async () => {
    const { code, out } = await diff(a, a);
    assert.equal(code, 0);
    assert.match(out, /^Nothing changed\n[^]*\n2 objects the same\n$/);
  });

  it('prints one line of JSON, also when it fails', async () => {
    const { out } = await diff(a, b, '--json', '--only', 'ssd_a');
    assert.equal(out.trimEnd().split('\n').length, 1);
    const printed = JSON.parse(out) as BundleDiff;
    assert.equal(printed.a.bundle, a);
    assert.deepEqual(
      { ...printed, a: null, b: null },
      {
        ...(await compare(a, b, ['ssd_a'])),
        ...{ a: null, b: null },
      },
    );
    assert.doesNotMatch(out, /Secret|Leeds/);
    const failed = await diff(a, tempDir(), '--json');
    assert.equal(failed.code, 2);
    assert.match(failed.out, /^\{"format":1,"status":"failed","error":\{"code":"not-whole"/);
  });

  it('writes a page, over another one with --force only', async () => {
    const page = path.join(tempDir(), 'diff.html');
    const made = await diff(a, b, '--html', page);
    assert.equal(made.code, 0, made.err);
    const text = fs.readFileSync(page, 'utf8');
    assert.match(text, /1 of 2 objects differs: 1 row added, 1 removed, 1 changed\./);
    assert.doesNotMatch(text, /Secret|Leeds|https?:/);
    const again = await diff(a, b, '--html', page);
    assert.equal(again.code, 2);
    assert.match(again.err, /\[out-exists\]\n.*--html, or say --force/);
    assert.equal((await diff(a, b, '--html', page, '--force')).code, 0);
    const inside = await diff(a, b, '--html', path.join(b, 'diff.html'));
    assert.match(inside.err, /\[out-inside\]/);
  });

  it('refuses what is no bundle, is not whole, or is encrypted', async () => {
    const changed = await aBundle([A_ROW]);
    fs.appendFileSync(path.join(changed, 'ssd_a.csv'), '1,2\r\n');
    const encrypted = await analysedBundle(DIR, {
      manifest: { encrypted: { format: 'age', recipients: ['age1x'] } },
    });
    for (const [bundle, code] of [
      [tempDir(), 'not-whole'],
      [changed, 'not-whole'],
      [encrypted, 'encrypted'],
    ] as const) {
      const refused = await diff(a, bundle);
      assert.equal(refused.code, 2);
      assert.match(refused.err, new RegExp(`\\[${code}\\]`));
    }
  });
});
