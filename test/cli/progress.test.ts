import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Activity } from '../../src/cli/activity.ts';
import { fitting } from '../../src/cli/output.ts';
import { terminalProgress } from '../../src/cli/progress.ts';
import { showRun } from '../../src/cli/summary.ts';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { type Progress, alsoTelling } from '../../src/extract/progress.ts';
import type { RunResult } from '../../src/run/run-result.ts';
import { plain } from '../support/terminal.ts';

const LONG = `ssd_${'very_long_'.repeat(12)}name`;

function fakeStream(): { readonly stream: NodeJS.WriteStream; readonly told: string[] } {
  const told: string[] = [];
  const stream = { isTTY: false, write: (text: string) => told.push(text) };
  return { stream: stream as unknown as NodeJS.WriteStream, told };
}

describe('progress', () => {
  it('in a log says at least every ten seconds what is under way', (test) => {
    test.mock.timers.enable({ apis: ['setInterval', 'Date'] });
    const { stream, told } = fakeStream();
    const progress = terminalProgress({}, stream);
    progress.object('ssd_a', 0, 2);
    progress.rows('ssd_a', 5000);
    assert.deepEqual(told, []);
    test.mock.timers.tick(10_000);
    assert.equal(told.length, 1);
    assert.match(told[0] ?? '', /still at work: 0\/2 ssd_a: 5,000 rows, /);
    test.mock.timers.tick(10_000);
    assert.equal(told.length, 2);
    progress.end();
    test.mock.timers.tick(60_000);
    assert.equal(told.length, 2);
  });

  it('says rows, time, speed, and how much of the last run that is, but never findings', () => {
    const activity = new Activity();
    activity.expected(new Map([['ssd_a', 2000]]));
    assert.deepEqual(activity.parts('ssd_a', 1500, 500), [
      'ssd_a: 1,500 rows',
      '500 ms',
      '3,000 rows/s',
      "75 % of the last run's",
    ]);
    assert.deepEqual(activity.parts('ssd_new', 0, 5), ['ssd_new: 0 rows', '5 ms']);
  });

  it('is told to who listens besides, event by event', () => {
    const heard: string[] = [];
    const recorder = (who: string): Required<Omit<Progress, 'wantsSql'>> => ({
      notice: (text) => heard.push(`${who} notice ${text}`),
      object: (name) => heard.push(`${who} object ${name}`),
      rows: (name, rows) => heard.push(`${who} rows ${name} ${rows}`),
      finished: (name) => heard.push(`${who} finished ${name}`),
      step: (what) => heard.push(`${who} step ${what}`),
      expected: (rows) => heard.push(`${who} expected ${rows.size}`),
      detail: (event) => heard.push(`${who} detail ${event}`),
    });
    const tell = (progress: Progress): void => {
      progress.notice('n');
      progress.object('a', 0, 1);
      progress.rows('a', 7);
      progress.finished('a', 7, 1);
      progress.step?.('s');
      progress.expected?.(new Map());
      progress.detail?.('d', {});
    };
    tell(alsoTelling({ ...recorder('main'), wantsSql: true }, recorder('also')));
    assert.equal(heard.length, 14);
    for (let at = 0; at < heard.length; at += 2) {
      assert.equal(heard[at], heard[at + 1]?.replace('main', 'also'));
    }
    assert.equal(alsoTelling({ ...recorder('x'), wantsSql: true }, {}).wantsSql, true);
  });
});

describe('the summary', () => {
  const file = (object: string, rows: number) =>
    ({
      object,
      status: 'extracted',
      rows,
      milliseconds: 1,
      restarts: 0,
    }) as Manifest['files'][number];
  const files = [
    ...Array.from({ length: 50 }, (_, nth) => file(`ssd_object_${nth}`, 1_234_567)),
    file(LONG, 3),
  ];
  const result = {
    bundle: 'bundles/ssd_x',
    warnings: Array.from({ length: 9 }, (_, nth) => ({
      code: 'slower',
      message: `ssd_object_${nth} took a good deal longer than it did in the last five runs of this site`,
    })),
    milliseconds: 1000,
    manifest: {
      files,
      overrides: [],
      resumed: [],
      partial: null,
      findings: [
        { object: LONG, field: 'f', rule: 'type', severity: 'error', count: 2 },
        { object: 'ssd_object_7', field: 'f', rule: 'type', severity: 'warning', count: 900 },
      ],
    },
  } as unknown as RunResult;

  for (const columns of [80, 60]) {
    it(`fits ${columns} columns and 24 lines, with what needs attention first`, () => {
      const lines = showRun(result, { columns, rows: 24 });
      assert.ok(lines.length <= 24 - 1, plain(lines));
      for (const { text } of lines) assert.ok(text.length <= columns, text);
      assert.match(lines[2]?.text ?? '', /^ssd_very_long_\w*\.\.\. +3 +2 +0$/);
      assert.equal(lines[2]?.style, 'red');
      assert.match(lines[3]?.text ?? '', /^ssd_object_7 /);
      assert.match(plain(lines), /^and \d+ more objects: .*none with findings$/m);
      assert.match(plain(lines), /^4 more warnings; manifest\.json/m);
      assert.match(plain(lines), /^51 objects, .* 2 errors and 900 warnings\s+found/m);
    });
  }

  it('leaves nothing out where there is no screen', () => {
    const text = plain(showRun(result));
    for (const { object } of files) assert.ok(text.includes(`${object} `), object);
    assert.equal(text.match(/^warning: /gm)?.length, 9);
  });

  it('breaks texts at blanks, and never a path', () => {
    const long = `/srv/${'x'.repeat(100)}`;
    assert.deepEqual(fitting(`Bundle: ${long} here`, 20), ['Bundle:', `    ${long}`, '    here']);
    assert.deepEqual(fitting('', 20), ['']);
  });
});
