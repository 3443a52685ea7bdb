import { noticeOfResult } from '../../src/operate/notify/make-notice.ts';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { LATEST } from '../../src/bundle/latest.ts';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { showRun } from '../../src/cli/summary.ts';
import { plain } from '../support/terminal.ts';
import type { RunRequest } from '../../src/extract/current-run.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { HISTORY } from '../../src/run/history/diary.ts';
import type { RunRecord } from '../../src/run/history/record.ts';
import { appendRun, readRuns } from '../../src/run/history/store.ts';
import { LOCK } from '../../src/run/lock.ts';
import type { RunResult } from '../../src/run/run-result.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { siteWith } from '../support/site.ts';
import { specOf } from '../support/small-spec.ts';

const asOf = '2026-11-22';
const spec = specOf(['person', 'department']);
const database = path.join(tempDir(), 'db');

/** A site of its own over the one database; each has its own output folder. */
function newSite(more = ''): string {
  return siteWith({ dir: tempDir(), database, spec, more });
}
const outOf = (site: string): string => path.join(path.dirname(site), 'bundles');
const historyOf = (site: string): string => path.join(outOf(site), HISTORY);
const runsOf = (site: string): RunRecord[] =>
  readRuns(historyOf(site), { site: 'trial', limit: 100 });

const notices: string[] = [];
function run(site: string, options: Partial<RunRequest> = {}): Promise<RunResult> {
  notices.length = 0;
  return runExtract({
    site: loadSite(site),
    asOf,
    signal: new AbortController().signal,
    progress: { ...SILENT, notice: (text) => void notices.push(text) },
    ...options,
  });
}
async function failedRun(site: string, options: Partial<RunRequest> = {}): Promise<SsdError> {
  const error = await run(site, options).then(
    () => assert.fail('the run did not fail'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof SsdError);
  return error;
}
/** Earlier runs like the newest one, but for this. */
function addEarlier(site: string, change: (run: RunRecord) => Partial<RunRecord>, times = 3): void {
  const [newest] = runsOf(site);
  assert.ok(newest);
  for (let i = 0; i < times; i++) {
    appendRun(historyOf(site), { ...newest, run: `earlier-${i}`, ...change(newest) });
  }
}
const tenfold = ({ objects }: RunRecord): Partial<RunRecord> => ({
  objects: objects.map((item) => ({ ...item, rows: item.rows * 10 })),
});

before(() => buildTestDatabase({ site: loadSite(newSite()), children: 60, seed: 2, asOf }));

describe('the history that runs write', () => {
  it('has rows, findings, sizes, durations and versions of a whole run', async () => {
    const site = newSite();
    const { bundle, manifest } = await run(site);
    const [record, ...more] = runsOf(site);
    assert.ok(record);
    assert.deepEqual(more, []);
    assert.equal(record.status, 'finished');
    assert.equal(record.exitCode, 0);
    assert.equal(record.run, manifest.run);
    assert.equal(record.bundle, path.basename(bundle));
    assert.equal(record.tool, manifest.tool.version);
    assert.equal(record.spec, manifest.spec.version);
    assert.equal(record.node, process.versions.node);
    assert.match(record.server ?? '', /embedded|postgres/i);
    const rows = (list: readonly { object: string; rows: number }[]): string[] =>
      list.map((item) => `${item.object} ${item.rows}`).sort();
    assert.deepEqual(rows(record.objects), rows(manifest.files));
    assert.ok(record.objects.some((item) => item.rows > 20));
    assert.equal(record.findings.length, manifest.findings.length);
    const size = fs
      .readdirSync(bundle)
      .filter((name) => name !== 'manifest.json')
      .reduce((sum, name) => sum + fs.statSync(path.join(bundle, name)).size, 0);
    assert.equal(record.bytes, size);
  });

  it('has partial, failed, refused and stopped runs with their exit codes', async () => {
    const site = newSite();
    await run(site, { only: ['ssd_department'] });
    await run(site, { limit: 1 });
    const stop = new AbortController();
    stop.abort();
    await failedRun(site, { signal: stop.signal });
    fs.writeFileSync(
      path.join(outOf(site), LOCK),
      JSON.stringify({ pid: process.ppid, host: os.hostname(), started: new Date(), run: 'x' }),
    );
    await failedRun(site);
    fs.rmSync(path.join(outOf(site), LOCK));
    await failedRun(site, { only: ['ssd_nothing'] });
    const nowhere = siteWith({ dir: path.dirname(site), name: 'b.yml', database: './none', spec });
    await failedRun(nowhere);
    assert.deepEqual(
      runsOf(site)
        .map(({ status, exitCode, error }) => `${status} ${exitCode} ${error ?? ''}`)
        .sort(),
      [
        'failed 2 unknown-object',
        'failed 3 no-database',
        'failed 6 locked',
        'partial 0 ',
        'partial 0 ',
        'stopped 130 stopped',
      ],
    );
  });

  it('is in the file that the site names', async () => {
    const site = newSite('history: ./runs.sqlite\n');
    await run(site);
    assert.ok(!fs.existsSync(historyOf(site)));
    const file = path.join(path.dirname(site), 'runs.sqlite');
    assert.equal(readRuns(file, { site: 'trial', limit: 9 }).length, 1);
  });

  it('is not kept when the site says so', async () => {
    const site = newSite('history: false\n');
    await run(site);
    assert.ok(!fs.existsSync(historyOf(site)));
  });

  it('never fails a run when it cannot be read or written, and the log tells why', async () => {
    const site = newSite('history: ./no-folder/runs.sqlite\n');
    const { exitCode, remarks, warnings } = await run(site, { failOn: 'never' });
    assert.equal(exitCode, 0);
    assert.deepEqual(warnings, []);
    assert.match(remarks.join(), /^history: cannot write .*runs\.sqlite: the path does not exist/);
    assert.deepEqual(notices, remarks);

    const damaged = newSite();
    fs.mkdirSync(outOf(damaged));
    fs.writeFileSync(historyOf(damaged), 'no database '.repeat(1000));
    assert.equal((await run(damaged)).exitCode, 0);
    assert.match(notices.join('\n'), /cannot read .*it is not a history[^]*cannot write/);
    assert.equal((await failedRun(damaged, { only: ['ssd_nothing'] })).exitCode, 2);
  });
});

describe('a run that is not like those before', () => {
  it('says so in its summary, its manifest, its result and for --fail-on', async () => {
    const site = newSite();
    const first = await run(site, { failOn: 'warning' });
    assert.deepEqual(first.warnings, [], 'nothing to compare with');
    addEarlier(site, tenfold);
    const { manifest, warnings, ...result } = await run(site, { failOn: 'warning' });
    assert.equal(result.exitCode, 1);
    assert.equal(runsOf(site)[0]?.exitCode, 1);
    assert.deepEqual(warnings, manifest.warnings);
    const told = warnings.find(({ object }) => object === 'ssd_person');
    assert.equal(told?.code, 'rows-changed');
    assert.match(told.message, /^ssd_person has \d+ rows, 90 % fewer, where the last 4 runs had/);
    assert.match(
      plain(showRun({ manifest, warnings, ...result })),
      /^warning: ssd_person has \d+ rows, 90/m,
    );
    assert.deepEqual(
      runsOf(site)[0]?.warnings.map(({ code }) => code),
      warnings.map(({ code }) => code),
    );
    const notice = noticeOfResult(loadSite(site), { manifest, warnings, ...result });
    assert.equal(notice.event, 'warning');
    assert.ok(notice.warnings.includes(told.message));
  });

  it('is compared with its own kind: the chosen objects, and never cut ones', async () => {
    const site = newSite();
    await run(site);
    addEarlier(site, tenfold);
    assert.deepEqual((await run(site, { limit: 1 })).warnings, []);
    assert.deepEqual(
      (await run(site, { only: ['ssd_person'] })).warnings.map(({ code }) => code),
      ['rows-changed'],
    );
    const wider = siteWith({ dir: path.dirname(site), database, spec, more: 'window_years: 7\n' });
    assert.deepEqual((await run(wider)).warnings, []);
  });

  it('tells findings of kinds that were not there', async () => {
    const site = newSite();
    await run(site);
    const more = 'overrides: {ssd_person: {fields: {pers_ethnicity: p.FORENAME}}}\n';
    const changed = siteWith({ dir: path.dirname(site), name: 'b.yml', database, spec, more });
    const { warnings } = await run(changed);
    assert.deepEqual(
      warnings.map(({ code, object }) => `${code} ${object ?? ''}`),
      ['new-findings ssd_person'],
    );
    assert.match(
      warnings[0]?.message ?? '',
      /the run before did not have, or hardly: pers_ethnicity dimension \(\d+\)/,
    );
    assert.ok(
      runsOf(site)[0]?.findings.some(
        ({ field, count }) => field === 'pers_ethnicity' && count > 20,
      ),
    );
    assert.deepEqual((await run(changed)).warnings, [], 'it was told, and is known now');
  });
});

describe('old bundles', () => {
  it('go when a whole bundle is published, as keep says, and not for a trial', async () => {
    const site = newSite('keep: {bundles: 2}\n');
    const all = siteWith({ dir: path.dirname(site), name: 'all.yml', database, spec });
    const names: string[] = [];
    for (let i = 0; i < 3; i++) names.push(path.basename((await run(all)).bundle));
    const partial = await run(site, { only: ['ssd_department'] });
    assert.deepEqual(partial.removed, []);
    const last = await run(site);
    assert.deepEqual(last.removed, names.slice(0, 2));
    assert.match(notices.join(), new RegExp(`removed the bundle ${names[0] ?? ''}`));
    const kept = [names[2] ?? '', path.basename(partial.bundle), path.basename(last.bundle)];
    assert.deepEqual(namesIn(outOf(site)), [LATEST, ...kept].sort());
    for (const name of kept) {
      assert.deepEqual((await verifyBundle(path.join(outOf(site), name))).faults, []);
    }
  });

  it('that cannot go are a warning, which --fail-on counts', async () => {
    const site = newSite('keep: {bundles: 1}\n');
    const { bundle } = await run(site);
    fs.writeFileSync(path.join(bundle, 'notes.docx'), '');
    const { exitCode, warnings, manifest } = await run(site, { failOn: 'warning' });
    assert.equal(exitCode, 1);
    assert.deepEqual(
      warnings.map(({ code }) => code),
      ['bundle-not-removed'],
    );
    assert.deepEqual(manifest.warnings, []);
    assert.ok(fs.existsSync(bundle));
  });

  it('stay when a run fails', async () => {
    const site = newSite('keep: {bundles: 1}\n');
    await run(site);
    await run(siteWith({ dir: path.dirname(site), name: 'b.yml', database, spec }));
    const before = namesIn(outOf(site));
    const stop = new AbortController();
    await failedRun(site, {
      signal: stop.signal,
      progress: { ...SILENT, object: () => stop.abort() },
    });
    assert.deepEqual(namesIn(outOf(site)), before);
  });
});

describe('a disk that is too small', () => {
  it('is refused before anything is read, with 5', async () => {
    const site = newSite();
    const { bundle } = await run(site);
    addEarlier(site, () => ({ bytes: 10 ** 15 }));
    const error = await failedRun(site);
    assert.equal(error.exitCode, 5);
    assert.equal(error.code, 'no-space');
    assert.deepEqual(namesIn(outOf(site)), [LATEST, path.basename(bundle)]);
    assert.equal((await run(site, { limit: 1 })).exitCode, 0, 'a few rows fit');
  });

  it('by a little is a warning', async () => {
    const site = newSite();
    await run(site);
    const { bavail, bsize } = fs.statfsSync(outOf(site));
    addEarlier(site, () => ({ bytes: Math.round(bavail * bsize * 0.8) }));
    const { manifest } = await run(site);
    assert.deepEqual(
      manifest.warnings.map(({ code }) => code),
      ['little-space'],
    );
  });
});
