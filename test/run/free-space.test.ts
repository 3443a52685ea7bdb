import assert from 'node:assert/strict';
import path from 'node:path';
import { describe, it } from 'node:test';
import { PublishingError } from '../../src/problems/errors.ts';
import { checkSpace, judgeSpace } from '../../src/run/free-space.ts';
import { showBytes } from '../../src/run/show-bytes.ts';
import { tempDir } from '../support/files.ts';
import { runRecord } from '../support/history.ts';

const GB = 1000 ** 3;
const judge = (free: number, ...sizes: readonly number[]): string[] =>
  judgeSpace(
    '/out',
    free * GB,
    sizes.map((size) => size * GB),
  ).map(({ code }) => code);

describe('the space before a run', () => {
  it('is too small below half of the median of the last bundles', () => {
    assert.throws(
      () => judge(0.9, 1, 2, 40),
      (error) =>
        error instanceof PublishingError &&
        error.code === 'no-space' &&
        error.exitCode === 5 &&
        /\/out has 900 MB free, and the last bundles had 2 GB \(the median of 3\)/.test(
          error.message,
        ),
    );
    assert.deepEqual(judge(1, 1, 2, 40), ['little-space']);
  });
  it('is little below one and a half times the largest', () => {
    assert.deepEqual(judge(2.9, 1, 2, 1), ['little-space']);
    assert.deepEqual(judge(3, 1, 2, 1), []);
  });
  it('is not judged without a size', async () => {
    assert.deepEqual(judge(0), []);
    assert.deepEqual(await checkSpace(path.join(tempDir(), 'gone'), [runRecord(1)], undefined), []);
  });
  it('is read from the disk, and held against the chosen objects only', async () => {
    const huge = 10 ** 18;
    const item = { status: 'extracted', rows: 1, milliseconds: 1, restarts: 0 };
    const earlier = [
      runRecord(1, {
        bytes: huge,
        objects: [
          { object: 'ssd_large', bytes: huge, ...item },
          { object: 'ssd_small', bytes: 10, ...item },
        ],
      }),
    ];
    const dir = tempDir();
    await assert.rejects(checkSpace(dir, earlier, undefined), PublishingError);
    await assert.rejects(checkSpace(dir, earlier, ['ssd_large']), PublishingError);
    assert.deepEqual(await checkSpace(dir, earlier, ['ssd_small']), []);
  });
});

describe('a size', () => {
  it('is shown with a unit', () =>
    assert.deepEqual([0, 900, 64_000, 1_250_000, 12 * GB, 10 ** 18].map(showBytes), [
      '0 kB',
      '0.9 kB',
      '64 kB',
      '1.3 MB',
      '12 GB',
      '1,000,000 TB',
    ]));
});
