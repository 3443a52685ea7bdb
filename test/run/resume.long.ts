import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { type Progress, SILENT } from '../../src/extract/progress.ts';
import type { RunRequest } from '../../src/extract/current-run.ts';
import { prepareSite } from '../../src/prepare/prepare.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';
import { StoppedError } from '../../src/problems/errors.ts';
import { hashSettings } from '../../src/run/resume.ts';
import type { RunResult } from '../../src/run/run-result.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { buildTestDatabase } from '../../src/testdb/build.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { placeNew } from '../support/new-database.ts';
import { siteWith } from '../support/site.ts';

const AS_OF = '2026-11-22';
/** Of a key; another one in each run. */
const MASK = /#[0-9a-f]{12}/g;

describe('a run that is stopped twice and gone on with', () => {
  const dir = tempDir();
  const site = loadSite(
    siteWith({
      dir,
      output: { dir: './bundles', keep_failed: true, show_values: true },
      more: 'history: false\ncodes: {use: national, sex: {M: F, F: M}}\n',
    }),
  );
  const bundles = path.join(dir, 'bundles');
  const notices: string[] = [];
  const stopped: string[][] = [];
  let result: RunResult;
  let calm: RunResult;

  /** Runs, and stops when so many more objects are finished; says which those were. */
  async function runFor(finished: number): Promise<string[]> {
    const stop = new AbortController();
    const names: string[] = [];
    const progress: Progress = {
      ...SILENT,
      finished: (name) => {
        names.push(name);
        if (names.length === finished) stop.abort();
      },
    };
    const run = runExtract({ site, asOf: AS_OF, resume: true, signal: stop.signal, progress });
    await assert.rejects(run, StoppedError);
    return names;
  }

  before(async () => {
    await placeNew(path.join(dir, 'db'));
    await buildTestDatabase({ site, asOf: AS_OF, children: 12, seed: 3 });
    const request: RunRequest = {
      site,
      asOf: AS_OF,
      signal: new AbortController().signal,
      progress: { ...SILENT, notice: (text) => void notices.push(text) },
    };
    calm = await runExtract({ ...request, outDir: path.join(dir, 'calm') });
    for (const finished of [5, 30]) stopped.push(await runFor(finished));
    notices.length = 0;
    result = await runExtract({ ...request, resume: true });
  });

  it('has the data files of one that was not, byte for byte', async () => {
    const files = ({ bundle }: RunResult): Record<string, string> =>
      Object.fromEntries(
        fs
          .readdirSync(bundle)
          .filter((name) => name.startsWith('ssd_'))
          .map((name) => [name, fs.readFileSync(path.join(bundle, name), 'utf8')]),
      );
    assert.equal(Object.keys(files(calm)).length, 46);
    assert.deepEqual(files(result), files(calm));
    const unmapped = ({ bundle }: RunResult): string =>
      fs.readFileSync(path.join(bundle, 'codes_unmapped.csv'), 'utf8');
    assert.ok(unmapped(calm).split('\r\n').length > 2);
    assert.equal(unmapped(result), unmapped(calm));
    assert.deepEqual((await verifyBundle(result.bundle)).faults, []);
  });

  it('has the same findings, links between kept and new objects among them', () => {
    const lines = ({ bundle }: RunResult): string[] =>
      fs
        .readFileSync(path.join(bundle, 'findings.csv'), 'utf8')
        .replaceAll(MASK, '#')
        .split('\r\n')
        .sort();
    assert.ok(lines(calm).length > 2);
    assert.deepEqual(lines(result), lines(calm));
    assert.deepEqual(result.manifest.findings, calm.manifest.findings);
    assert.deepEqual(result.manifest.warnings, calm.manifest.warnings);
  });

  it('has the report of one that was not, but for its name and its moment', () => {
    const page = ({ bundle, manifest }: RunResult): string =>
      fs
        .readFileSync(path.join(bundle, 'report.html'), 'utf8')
        .replaceAll(MASK, '#')
        .replaceAll(manifest.run, '')
        .replace(/made\s+\S+\s+\S+/, '');
    assert.ok(page(calm).includes('<h3>ssd_cla_reviews</h3>'));
    assert.equal(page(result), page(calm));
  });

  it('says which objects are of which run, and that they show an earlier moment', () => {
    const { resumed, server, run, started } = result.manifest;
    const [first = [], second = []] = stopped;
    assert.deepEqual(
      resumed.map(({ objects }) => objects.map(({ object }) => object)),
      [first, second.slice(first.length)],
    );
    assert.equal(new Set([run, ...resumed.map((earlier) => earlier.run)]).size, 3);
    for (const { read } of resumed.flatMap(({ objects }) => objects)) assert.ok(read < started);
    assert.match(server.consistency, /"resumed" were read earlier/);
    assert.doesNotMatch(calm.manifest.server.consistency, /resumed/);
    assert.deepEqual(calm.manifest.resumed, []);
    const told = `going on with run ${resumed[1]?.run ?? ''}; objects that are read already: ${second.length}`;
    assert.ok(notices.includes(told), notices.join('\n'));
  });

  it('leaves nothing but the bundle', () => {
    assert.deepEqual(namesIn(bundles), ['LATEST', path.basename(result.bundle)]);
  });
});

describe('what decides whether a failed run is gone on with', () => {
  const dir = tempDir();
  const request = (more: Partial<RunRequest> = {}, text = '', output: object = {}): RunRequest => ({
    site: loadSite(
      siteWith({ dir, output: { dir: './bundles', keep_failed: true, ...output }, more: text }),
    ),
    asOf: AS_OF,
    signal: new AbortController().signal,
    progress: SILENT,
    ...more,
  });
  const settings = (of: RunRequest) => hashSettings(of, prepareSite(of.site));
  const spec = path.join(tempDir(), 'spec');
  before(() => fs.cpSync(DATA_DIR, spec, { recursive: true }));

  const changes: readonly [name: string, changed: () => RunRequest, what: readonly string[]][] = [
    ['nothing', () => request(), []],
    ['the day', () => request({ asOf: '2026-11-23' }), ['as_of']],
    ['the codes', () => request({}, 'codes: national\n'), ['site']],
    ['the window', () => request({}, 'window_years: 7\n'), ['window']],
    ['--only', () => request({ only: ['ssd_person'] }), ['choice']],
    ['--skip', () => request({ skip: ['ssd_person'] }), ['choice']],
    ['--limit', () => request({ limit: 3 }), ['choice']],
    ['the format of dates', () => request({}, '', { date_format: 'dd/mm/yyyy' }), ['output']],
    ['the byte order mark', () => request({}, '', { bom: true }), ['output']],
    ['the greatest cell', () => request({}, '', { max_cell: 1000 }), ['output']],
    ['an object left out', () => request({}, 'skip: {ssd_send: why}\n'), ['site']],
    ['the schema', () => request({}, 'source: {schema: other}\n'), ['site']],
    ['how often to try', () => request({}, 'retry: {tries: 9}\n'), []],
    ['which bundles stay', () => request({}, 'keep: {bundles: 9}\nhistory: false\n'), []],
    [
      'what becomes of the files',
      () => request({}, '', { show_values: true, group_readable: true, current: true }),
      [],
    ],
  ];
  for (const [name, changed, what] of changes) {
    it(`${name}: ${what.join() || 'goes on'}`, async () => {
      const was: Readonly<Record<string, string>> = await settings(request());
      const is = await settings(changed());
      const differ = Object.entries(is).filter(([key, hash]) => was[key] !== hash);
      assert.deepEqual(
        differ.map(([key]) => key),
        what,
      );
    });
  }

  it('a code set of the spec, and a mapping', async () => {
    const own = request({}, `spec: ${JSON.stringify(spec)}\n`);
    const was = await settings(own);
    fs.appendFileSync(path.join(spec, 'objects', 'ssd_person.yml'), '# changed\n');
    const second = await settings(own);
    assert.notEqual(second.spec, was.spec);
    assert.equal(second.mappings, was.mappings);
    fs.appendFileSync(path.join(spec, 'cms', 'liquid_logic', 'ssd_person.yml'), '# changed\n');
    assert.notEqual((await settings(own)).mappings, was.mappings);
  });
});
