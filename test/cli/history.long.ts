import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { HISTORY } from '../../src/run/history/diary.ts';
import { appendRun } from '../../src/run/history/store.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { tempDir } from '../support/files.ts';
import { runRecord } from '../support/history.ts';
import { cli } from '../support/process.ts';
import { siteWith } from '../support/site.ts';
import { specOf } from '../support/small-spec.ts';

const dir = tempDir();
const out = path.join(dir, 'bundles');
const site = siteWith({ dir });

/** A site over the same folder, with more in its file. */
const variant = (name: string, more: string): string => siteWith({ dir, name, more });

describe('ssd-extract history', () => {
  before(() => {
    fs.mkdirSync(out);
    const objects = [
      { object: 'ssd_person', status: 'extracted', rows: 1200, bytes: 2_000_000, milliseconds: 5 },
      { object: 'ssd_address', status: 'extracted', rows: 34, bytes: 0, milliseconds: 5 },
    ].map((item) => ({ ...item, restarts: 0 }));
    const found = { object: 'ssd_person', field: 'pers_dob', rule: 'required' };
    appendRun(
      path.join(out, HISTORY),
      runRecord(1, {
        objects,
        bytes: 2_000_000,
        findings: [{ ...found, severity: 'error', count: 7 }],
        warnings: [{ code: 'rows-changed', object: 'ssd_person' }],
      }),
    );
    const failure = { status: 'failed', exitCode: 3, error: 'login-refused', bytes: 0 } as const;
    appendRun(path.join(out, HISTORY), runRecord(2, failure));
  });

  it('lists the runs of a site, the newest first, without a word from Node', async () => {
    const { code, out: shown, err } = await cli(['history', '--site', site]);
    assert.equal(code, 0, err);
    assert.equal(err, '');
    const lines = shown.split('\n');
    assert.match(lines[2] ?? '', /^2026-01-03 02:00:00 +failed +3 .* login-refused$/);
    assert.match(
      lines[3] ?? '',
      /^2026-01-02 02:00:00 +finished +0 +1234 +7 +0 +1 min 30 s +2 MB +rows-changed$/,
    );
    assert.match(shown, /2 runs, the newest first; times are UTC/);
  });

  it('--json has every object and rule, --limit the newest', async () => {
    const { code, out: line } = await cli(['history', '--site', site, '--json', '--limit', '2']);
    assert.equal(code, 0);
    const { file, runs } = JSON.parse(line) as { file: string; runs: Record<string, unknown>[] };
    assert.equal(file, path.join(out, HISTORY));
    assert.deepEqual(
      runs.map((run) => run['exitCode']),
      [3, 0],
    );
    assert.equal((runs[1]?.['objects'] as unknown[]).length, 2);
    assert.deepEqual(runs[1]?.['findings'], [
      { object: 'ssd_person', field: 'pers_dob', rule: 'required', severity: 'error', count: 7 },
    ]);
    const newest = await cli(['history', '--site', site, '--json', '--limit', '1']);
    assert.equal((JSON.parse(newest.out) as { runs: unknown[] }).runs.length, 1);
  });

  it('says when there is none yet, none kept, or none that can be read', async () => {
    const none = await cli(['history', '--site', site, '--out', path.join(dir, 'elsewhere')]);
    assert.equal(none.code, 0);
    assert.match(none.out, /no run of this site is recorded in .*elsewhere/);
    const off = await cli(['history', '--site', variant('off.yml', 'history: false\n')]);
    assert.equal(off.code, 2);
    assert.match(
      off.err,
      /this site keeps no history \[no-history\]\n +take history: false out of/,
    );
    fs.writeFileSync(path.join(dir, 'text.txt'), 'not a history '.repeat(100));
    const odd = await cli(['history', '--site', variant('odd.yml', 'history: ./text.txt\n')]);
    assert.equal(odd.code, 2);
    assert.match(odd.err, /text\.txt cannot be read: it is not a history \[unreadable-history\]/);
  });
});

describe('a run of the command line', () => {
  const spec = specOf(['person', 'department']);
  const asOf = '2026-11-22';
  const home = tempDir();
  const own = siteWith({ dir: home, spec, more: 'keep: {bundles: 1, days: 30}\n' });
  before(() => buildTestDatabase({ site: loadSite(own), children: 20, seed: 4, asOf }));

  it('has its exit code, the removed bundles and the remarks in its line', async () => {
    const run = ['run', '--site', own, '--as-of', asOf, '--json'];
    const { code, out: line, err } = await cli(run);
    assert.equal(code, 0, err);
    for (const event of err.trimEnd().split('\n')) {
      assert.match(event, /^\{"time":"[^"]+","event":"(step|object|finished)",/);
    }
    const result = JSON.parse(line) as Record<string, unknown>;
    assert.deepEqual([result['removed'], result['remarks']], [[], []]);
    const lost = siteWith({ dir: home, name: 'lost.yml', spec, more: 'history: ./no/h.sqlite\n' });
    const { code: same, out: told } = await cli(['run', '--site', lost, '--as-of', asOf, '--json']);
    assert.equal(same, 0);
    assert.match(told, /"remarks":\["history: cannot write /);
    const { out: listed } = await cli(['history', '--site', own, '--json']);
    const { runs } = JSON.parse(listed) as { runs: Record<string, unknown>[] };
    assert.deepEqual(
      runs.map((item) => `${String(item['status'])} ${String(item['exitCode'])}`),
      ['finished 0'],
    );
  });

  it('is preceded by a check that says what is kept', async () => {
    const checked = await cli(['check', '--site', own]);
    assert.equal(checked.code, 0, checked.err);
    assert.match(checked.out, /^history: .*bundles.\.history\.sqlite$/m);
    assert.match(
      checked.out,
      /^bundles: the newest 1 whole bundle and all of the last 30 days stay, and always the last whole one; a run that publishes removes the others$/m,
    );
    const plain = siteWith({ dir: home, name: 'plain.yml', spec, more: 'history: false\n' });
    const { out: shown } = await cli(['check', '--site', plain]);
    assert.match(shown, /^history: none is kept\nbundles: all stay; keep in the site file/m);
  });
});
