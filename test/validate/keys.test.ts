import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Row } from '../../src/validators/row.ts';
import type { Relationship } from '../../src/spec/model.ts';
import { createValidation } from '../../src/validate/validation.ts';
import { specOf, use } from '../support/cells.ts';
import { tempDir } from '../support/files.ts';
import { findingsOf } from '../support/dataset.ts';
import { field, object } from '../support/mapping.ts';

const NO_PROC = process.platform === 'linux' ? false : 'only Linux shows what is open';
const at = { file: 'relationships.yml', line: 1, column: 1 };
const parent = object([field('id', 'string'), field('name', 'string')], 'ssd_parent');
const child = object([field('id', 'string'), field('of', 'string')], 'ssd_child');
const relationships: Relationship[] = [
  {
    parent: { object: 'ssd_parent', field: 'id' },
    child: { object: 'ssd_child', field: 'of' },
    relation: '1:M',
    at,
  },
];

describe('keys across objects', () => {
  it('names children whose parent is not there, once however the key is declared', async () => {
    const twice = object(
      [
        field('id', 'string'),
        { ...field('of', 'string'), foreignKey: { object: 'ssd_parent', field: 'id' } },
      ],
      'ssd_child',
    );
    const found = await findingsOf(
      [parent, twice],
      {
        ssd_parent: [['1', 'a']],
        ssd_child: [
          ['a', '1'],
          ['b', '2'],
          ['c', null],
        ],
      },
      { relationships },
    );
    assert.deepEqual(
      found.map(({ object: name, row, field: of, rule, severity }) => ({
        name,
        row,
        of,
        rule,
        severity,
      })),
      [{ name: 'ssd_child', row: 2, of: 'of', rule: 'foreign-key', severity: 'warning' }],
    );
  });

  it('checks nothing against a parent that is not in the dataset in full', async () => {
    assert.deepEqual(
      await findingsOf(
        [parent, child],
        { ssd_parent: [['1', 'a']], ssd_child: [['b', '2']] },
        { relationships, complete: ['ssd_child'] },
      ),
      [],
    );
  });

  it('tells of each of the links that an object has', async () => {
    const [link] = relationships;
    assert.ok(link);
    const found = await findingsOf(
      [parent, child],
      { ssd_parent: [['1', 'a']], ssd_child: [['x', 'y']] },
      {
        relationships: [link, { ...link, child: { object: 'ssd_child', field: 'id' } }],
      },
    );
    assert.deepEqual(
      found.map(({ field: of, rule }) => [of, rule]),
      [
        ['of', 'foreign-key'],
        ['id', 'foreign-key'],
      ],
    );
  });

  it('passes over white space at the end of a key, whatever kind it is', async () => {
    const spaced = ['1 ', '2\t', '3\u00a0', '4\u2003'];
    assert.deepEqual(
      await findingsOf(
        [parent, child],
        {
          ssd_parent: ['1', '2', '3', '4'].map((id) => [id, 'x']),
          ssd_child: spaced.map((of, index) => [String(index), of]),
        },
        { relationships },
      ),
      [],
    );
  });

  it('does not mind whether children come before parents', async () => {
    assert.equal(
      (
        await findingsOf(
          [parent, child],
          {
            ssd_child: [
              ['a', '1'],
              ['b', '2'],
            ],
            ssd_parent: [['1', 'x']],
          },
          { relationships },
        )
      ).length,
      1,
    );
  });

  it('a primary key is filled and unique; of several fields together', async () => {
    const pair = {
      ...object([field('a', 'string'), field('b', 'string')], 'ssd_pair'),
      primaryKey: ['a', 'b'],
    };
    const found = await findingsOf([pair], {
      ssd_pair: [
        ['1', '1'],
        ['1', '2'],
        ['1', '1'],
        [null, '1'],
        ['11', ''],
        ['', '11'],
        ['1', '11'],
        ['11', '1'],
      ],
    });
    assert.deepEqual(
      found.map(({ row, rule, field: name }) => `${row} ${rule} ${name}`),
      ['3 primary-key a + b', '4 primary-key a + b', '5 primary-key a + b', '6 primary-key a + b'],
    );
  });

  it('a missing key is told by one rule, whatever else its field asks for', async () => {
    const strict = object(
      [{ ...field('id', 'string'), validators: [use('required'), use('notnull')] }],
      'ssd_strict',
    );
    const found = await findingsOf([{ ...strict, primaryKey: ['id'] }], { ssd_strict: [[null]] });
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['primary-key'],
    );
  });

  it('a row without a key has none in what is told of it', async () => {
    const named = object(
      [field('id', 'string'), { ...field('name', 'string'), validators: [use('unique')] }],
      'ssd_named',
    );
    const found = await findingsOf([named], {
      ssd_named: [
        ['1', 'x'],
        [null, 'x'],
        ['3', 'x'],
      ],
    });
    const keys = found.filter(({ rule }) => rule === 'unique').map(({ row, key }) => [row, key]);
    assert.deepEqual(keys[0], [2, null]);
    assert.match(String(keys[1]?.[1]), /^#/);
  });

  it('keys are masked: the same key alike within a run, another way in the next, and never readable', async () => {
    const run = (): Promise<string[]> =>
      findingsOf(
        [parent, child],
        {
          ssd_parent: [],
          ssd_child: [
            ['k1', 'x'],
            ['k1', 'y'],
            ['k2', 'z'],
          ],
        },
        { relationships },
      ).then((found) =>
        found.filter((item) => item.rule === 'foreign-key').map((item) => item.key ?? ''),
      );
    const [first, second] = [await run(), await run()];
    assert.equal(first[0], first[1]);
    assert.notEqual(first[0], first[2]);
    assert.notEqual(first[0], second[0]);
    assert.ok([...first, ...second].every((key) => /^#[0-9a-f]{12}$/.test(key)));
  });

  it('shows keys and values only when the site asks', async () => {
    const dated = object([field('id', 'string'), field('on', 'date')], 'ssd_dated');
    const rows = { ssd_dated: [['secret-id', 'secret-date']] };
    assert.doesNotMatch(JSON.stringify(await findingsOf([dated], rows)), /secret/);
    const [shown] = await findingsOf([dated], rows, { showValues: true });
    assert.equal(shown?.key, 'secret-id');
    assert.equal(shown.value, 'secret-date');
  });

  it('finds what comparing everything with everything finds, whatever goes to files', async () => {
    const key = fc.integer({ min: 0, max: 30 }).map(String);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(key, key), { maxLength: 60 }),
        fc.array(fc.tuple(key, key), { maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        async (parents, children, spillAt) => {
          const expected = [...naive(parents, children)].sort();
          const found = await findingsOf(
            [parent, child],
            { ssd_parent: parents, ssd_child: children },
            { relationships, spillAt, batch: 7 },
          );
          assert.deepEqual(
            found.map((item) => `${item.object} ${item.row} ${item.rule}`).sort(),
            expected,
          );
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('keys beyond what memory should hold', () => {
  const rows = (from: number, to: number): Row[] =>
    Array.from({ length: to - from }, (_, index) => [String(from + index), String(from + index)]);

  /** Checks a dataset with keys in many files; `look` is called when all is compared. */
  async function compare(
    parents: readonly Row[],
    children: readonly Row[],
    look: (dir: string) => void,
  ): Promise<void> {
    const dir = tempDir();
    const validation = createValidation({
      spec: specOf([parent, child], {}, relationships),
      findings: { write: () => Promise.resolve() },
      tempDir: dir,
      complete: new Set(['ssd_parent', 'ssd_child']),
      spillAt: 10,
    });
    for (const [object, all, columns] of [
      ['ssd_parent', parents, ['id', 'name']],
      ['ssd_child', children, ['id', 'of']],
    ] as const) {
      const checks = validation.object(object, columns);
      checks.rows(all);
      await checks.end();
    }
    await validation.finish();
    look(dir);
    await validation.close();
    assert.deepEqual(fs.readdirSync(dir), []);
  }
  const runFiles = (dir: string): string[] =>
    fs
      .readdirSync(dir, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.keys'))
      .map((name) => path.join(dir, name));

  it(
    'are in files that only their owner may read',
    { skip: process.platform === 'win32' ? 'Windows has no modes' : false },
    () =>
      compare(rows(0, 95), rows(0, 95), (dir) => {
        const modes = runFiles(dir).map((file) => fs.statSync(file).mode & 0o777);
        assert.equal(modes.length, 3, 'one for each key column');
        assert.deepEqual([...new Set(modes)], [0o600]);
      }),
  );
  it(
    'leave no file open, whichever of parents and children end first',
    { skip: NO_PROC },
    async () => {
      const open = (dir: string): string[] =>
        fs
          .readdirSync('/proc/self/fd')
          .flatMap((fd) => {
            try {
              return [fs.readlinkSync(`/proc/self/fd/${fd}`)];
            } catch {
              return [];
            }
          })
          .filter((file) => file.startsWith(dir));
      for (const [parents, children] of [
        [rows(0, 95), rows(0, 1)],
        [rows(0, 1), rows(0, 95)],
        [rows(0, 95), []],
      ] as const) {
        await compare(parents, children, (dir) => {
          assert.ok(runFiles(dir).length > 0);
          assert.deepEqual(open(dir), []);
        });
      }
    },
  );
});

function* naive(parents: readonly Row[], children: readonly Row[]): Generator<string> {
  for (const [name, rows] of [
    ['ssd_parent', parents],
    ['ssd_child', children],
  ] as const) {
    for (const [index, row] of rows.entries()) {
      if (rows.findIndex((other) => other[0] === row[0]) < index) {
        yield `${name} ${index + 1} primary-key`;
      }
    }
  }
  for (const [index, row] of children.entries()) {
    if (!parents.some((other) => other[0] === row[1])) yield `ssd_child ${index + 1} foreign-key`;
  }
}
