import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ManifestFile } from '../../src/bundle/manifest.ts';
import { type RunSoFar, findChanges } from '../../src/run/history/find-changes.ts';
import { median } from '../../src/run/history/median.ts';
import type { FindingRecord, RunRecord } from '../../src/run/history/record.ts';
import { runRecord } from '../support/history.ts';

const file = (rows: number, change: Partial<ManifestFile> = {}): ManifestFile => ({
  object: 'ssd_a',
  file: 'ssd_a.csv',
  status: 'extracted',
  rows,
  bytes: 1,
  sha256: '',
  columns: [],
  controlCharactersRemoved: 0,
  query: null,
  milliseconds: 1000,
  restarts: 0,
  ...change,
});
const finding = (rule: string, count = 50, field = 'a_x'): FindingRecord => ({
  object: 'ssd_a',
  field,
  rule,
  severity: 'warning',
  count,
});

interface Before {
  readonly rows: number;
  readonly milliseconds?: number;
  readonly status?: string;
  readonly findings?: readonly FindingRecord[];
}

/** Earlier runs, the newest first, that had this of `ssd_a`. */
const earlier = (...runs: readonly Before[]): RunRecord[] =>
  runs.map(({ rows, milliseconds = 1000, status = 'extracted', findings = [] }, index) =>
    runRecord(100 - index, {
      milliseconds,
      findings,
      objects: [{ object: 'ssd_a', status, rows, bytes: 1, milliseconds, restarts: 0 }],
    }),
  );
const five = (rows: number): RunRecord[] => earlier(...Array.from({ length: 5 }, () => ({ rows })));

const changes = (now: Partial<RunSoFar>, before: readonly RunRecord[]): string[] =>
  findChanges({ files: [], findings: [], ...now }, before).map(
    ({ code, object = 'run' }) => `${code} ${object}`,
  );
const rows = (now: number, before: readonly RunRecord[]): string[] =>
  changes({ files: [file(now)] }, before);

describe('sudden changes of rows', () => {
  it('are an object without any, where it had at least twenty', () => {
    assert.deepEqual(rows(0, five(20)), ['rows-gone ssd_a']);
    assert.deepEqual(rows(0, five(19)), [], 'small objects do not cry wolf');
  });
  it('are more than 30 % of the median either way, and twenty rows at least', () => {
    assert.deepEqual(rows(1300, five(1000)), []);
    assert.deepEqual(rows(1301, five(1000)), ['rows-changed ssd_a']);
    assert.deepEqual(rows(700, five(1000)), []);
    assert.deepEqual(rows(699, five(1000)), ['rows-changed ssd_a']);
    assert.deepEqual(rows(29, five(10)), []);
    assert.deepEqual(rows(30, five(10)), ['rows-changed ssd_a']);
    assert.deepEqual(rows(500, five(0)), ['rows-changed ssd_a']);
  });
  it('are held against the median: one odd night changes nothing', () => {
    const before = earlier({ rows: 0 }, { rows: 1000 }, { rows: 1010 }, { rows: 990 }, { rows: 5 });
    assert.deepEqual(rows(1000, before), []);
    assert.deepEqual(rows(0, before), ['rows-gone ssd_a']);
  });
  it('are found from the second run on', () => {
    assert.deepEqual(rows(0, earlier({ rows: 100 })), ['rows-gone ssd_a']);
    assert.deepEqual(rows(0, []), []);
  });
  it('are none of an object that was not extracted before, or is not now', () => {
    assert.deepEqual(rows(500, earlier({ rows: 0, status: 'not configured' })), []);
    assert.deepEqual(changes({ files: [file(0, { status: 'placeholder' })] }, five(100)), []);
    assert.deepEqual(changes({ files: [file(0, { object: 'ssd_new' })] }, five(100)), []);
  });
  it('say how much, and compared with what', () => {
    const [fewer] = findChanges({ files: [file(600)], findings: [] }, five(1000));
    assert.equal(
      fewer?.message,
      'ssd_a has 600 rows, 40 % fewer, where the last 5 runs had a median of 1,000',
    );
    const [gone] = findChanges({ files: [file(0)], findings: [] }, earlier({ rows: 1234 }));
    assert.equal(gone?.message, 'ssd_a has no rows, where the run before had 1,234');
  });
});

describe('new kinds of findings', () => {
  const known = earlier(
    { rows: 100, findings: [finding('size')] },
    { rows: 100, findings: [finding('type')] },
  );
  const now = (...findings: readonly FindingRecord[]): string[] =>
    changes({ files: [file(100)], findings }, known);
  it('are rules of a field that none of the runs had', () => {
    assert.deepEqual(now(finding('size'), finding('type', 9000)), []);
    assert.deepEqual(now(finding('required')), ['new-findings ssd_a']);
    assert.deepEqual(now(finding('size', 50, 'a_y')), ['new-findings ssd_a'], 'of another field');
  });
  it('are at least twenty, or a tenth of the rows', () => {
    assert.deepEqual(now(finding('required', 9)), []);
    assert.deepEqual(now(finding('required', 10)), ['new-findings ssd_a']);
    const large = { files: [file(100_000)], findings: [finding('required', 19)] };
    const before = five(100_000);
    assert.deepEqual(changes(large, before), []);
    assert.deepEqual(changes({ ...large, findings: [finding('required', 20)] }, before), [
      'new-findings ssd_a',
    ]);
  });
  it('are those of which there were only a few before', () => {
    const few = earlier({ rows: 100, findings: [finding('required', 9)] });
    const findings = [finding('required', 90)];
    assert.deepEqual(changes({ files: [file(100)], findings }, few), ['new-findings ssd_a']);
  });
  it('need an earlier run that had the object', () =>
    assert.deepEqual(
      changes({ files: [file(100)], findings: [finding('size')] }, [runRecord(1)]),
      [],
    ));
});

describe('a run that takes three times as long', () => {
  const usual = { rows: 1, milliseconds: 60_000 };
  const before = earlier(usual, usual, usual);
  const took = (milliseconds: number): readonly ManifestFile[] => [file(1, { milliseconds })];
  it('is told once, with the objects that make it slow', () => {
    const [warning, ...more] = findChanges(
      { files: took(170_000).concat(took(180_000)), findings: [], milliseconds: 180_000 },
      before,
    );
    assert.deepEqual(more, []);
    assert.equal(warning?.code, 'slower');
    assert.equal(warning.object, undefined);
    assert.match(warning.message, /^the run took 3 min, .* median of 1 min: ssd_a$/);
    assert.deepEqual(changes({ milliseconds: 179_000 }, before), []);
  });
  it('is told of an object where the run as a whole is not slow, or not whole', () => {
    assert.deepEqual(changes({ files: took(180_000), milliseconds: 100_000 }, before), [
      'slower ssd_a',
    ]);
    assert.deepEqual(changes({ files: took(180_000) }, before), ['slower ssd_a']);
    assert.deepEqual(changes({ files: took(179_000) }, before), []);
  });
  it('needs three runs to compare with, and a minute more', () => {
    assert.deepEqual(changes({ milliseconds: 500_000 }, before.slice(1)), []);
    const quick = earlier(...Array.from({ length: 3 }, () => ({ rows: 1, milliseconds: 1000 })));
    assert.deepEqual(changes({ milliseconds: 60_999 }, quick), []);
    assert.deepEqual(changes({ milliseconds: 61_000 }, quick), ['slower run']);
  });
});

describe('the median', () => {
  it('is the middle, or the mean of two', () => {
    assert.equal(median([]), undefined);
    assert.equal(median([7]), 7);
    assert.equal(median([10, 2, 9]), 9);
    assert.equal(median([10, 2, 4, 100]), 7);
  });
});
