import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Fault } from '../servers/tds/faults.ts';
import { type TdsServer } from '../servers/tds/server.ts';
import { namesIn } from '../support/files.ts';
import { type Ended, cli, start } from '../support/process.ts';
import { siteWith } from '../support/site.ts';
import { cms, disturbed, failing, queries } from './mssql-run-support.ts';
import { connectionTo, listen } from './mssql-support.ts';
import { DISTURBED, ONLY, type RunSite, filesOf, manifestOf, runSite } from './run-support.ts';

const [FIRST = ''] = ONLY;
const DROP: Fault = { kind: 'drop', afterBytes: 30_000 };
const KEEP = { dir: './bundles', keep_failed: true };
const TRY_ONCE = 'retry: {tries: 0}\n';

interface Trial extends RunSite {
  readonly server: TdsServer;
}

/** A server that fails so many times in the second of three objects, and a site that reads it. */
async function trial({
  times = 1,
  fault = DROP,
  output = KEEP,
  more = TRY_ONCE,
}: {
  times?: number;
  fault?: Fault;
  output?: object;
  more?: string;
} = {}): Promise<Trial> {
  const server = await listen({ backing: cms(), fault: failing(fault, times) });
  const connection = connectionTo(server, { parallel: 1 });
  return { server, ...runSite(siteWith({ connection, testdb: undefined, output, more })) };
}

const argumentsFor = ({ site }: RunSite, ...more: readonly string[]): string[] => [
  ...['run', '--site', site, '--as-of', '2026-11-22', '--only', ONLY.join(), ...more],
];
const run = (site: RunSite, ...more: readonly string[]): Promise<Ended> =>
  cli(argumentsFor(site, ...more));

/** How often the rows of each object were asked for. */
function asked({ server }: Trial): number[] {
  const sent = server.statements.map(({ sql }) => sql);
  return queries.map(({ sql }) => sent.filter((statement) => statement === sql).length);
}

function keptIn({ out }: RunSite): string {
  const [name, ...others] = namesIn(out);
  assert.match(name ?? '', /^\.failed-/);
  assert.deepEqual(others, []);
  return path.join(out, name ?? '');
}

const undisturbed = await trial({ times: 0 });
const calm = await run(undisturbed);

describe('run --resume', { concurrency: 2 }, () => {
  it('reads only what the failed run had not finished', async () => {
    const site = await trial();
    const failed = await run(site);
    assert.equal(failed.code, 4, failed.err);
    assert.match(failed.err, /1 of 3 objects of run \S+ are kept, not encrypted, for 24 hours/);
    const kept = keptIn(site);
    assert.deepEqual(fs.readdirSync(kept).sort(), ['.resume.jsonl', `${FIRST}.csv`]);
    if (process.platform !== 'win32') assert.equal(fs.statSync(kept).mode & 0o777, 0o700);
    assert.doesNotMatch(fs.readFileSync(path.join(kept, '.resume.jsonl'), 'utf8'), /child \d/);

    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /going on with run \S+; objects that are read already: 1/);
    assert.match(second.out + second.err, /1 object of the failed run \S+, read earlier/);
    assert.deepEqual(asked(site), [1, 2, 1]);
    assert.equal(calm.code, 0, calm.err);
    assert.deepEqual(filesOf(site), filesOf(undisturbed));
    assert.deepEqual(manifestOf(site).findings, manifestOf(undisturbed).findings);
    assert.deepEqual(
      manifestOf(site).resumed.map(({ run: id, objects }) => [id, objects.map((o) => o.object)]),
      [[path.basename(kept).slice('.failed-'.length), [FIRST]]],
    );
    assert.equal(namesIn(site.out).length, 1);
  });

  it('goes on with a run that was killed', { skip: process.platform === 'win32' }, async () => {
    const site = await trial({ fault: { kind: 'stall', afterRows: 10 } });
    const { child, ended } = start(['src/cli/bin.mjs', ...argumentsFor(site)]);
    while (!site.server.statements.some(({ sql }) => sql === disturbed)) {
      assert.equal(child.exitCode, null);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // the launcher of an older Node would leave its child at work for a moment
    child.kill('SIGKILL');
    await ended;
    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /going on with run/);
    assert.deepEqual(asked(site), [1, 2, 1]);
    assert.deepEqual(filesOf(site), filesOf(undisturbed));
  });

  for (const [what, tamper] of [
    ['changed', (file: string) => fs.appendFileSync(file, '1\r\n')],
    ['gone', (file: string) => fs.rmSync(file)],
    [
      'a link',
      (file: string) => (fs.renameSync(file, `${file}.1`), fs.symlinkSync(`${file}.1`, file)),
    ],
  ] as const) {
    it(`reads an object again whose kept file is ${what}`, async () => {
      const site = await trial();
      await run(site);
      tamper(path.join(keptIn(site), `${FIRST}.csv`));
      const second = await run(site, '--resume');
      assert.equal(second.code, 0, second.err);
      assert.ok(
        second.err.includes(
          `${FIRST}.csv is not as the failed run wrote it; reading ${FIRST} again`,
        ),
        second.err,
      );
      assert.deepEqual(asked(site), [2, 2, 1]);
      assert.deepEqual(filesOf(site), filesOf(undisturbed));
      assert.deepEqual(manifestOf(site).resumed, []);
    });
  }

  it('reads an object again whose query is another one, as when the types of columns have changed', async () => {
    const site = await trial();
    await run(site);
    const state = path.join(keptIn(site), '.resume.jsonl');
    const text = fs.readFileSync(state, 'utf8');
    fs.writeFileSync(state, text.replace(/"query":"[0-9a-f]+"/, '"query":"00"'));
    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    const said = `the query of ${FIRST} is another one than in the failed run; reading ${FIRST} again`;
    assert.ok(second.err.includes(said), second.err);
    assert.deepEqual(asked(site), [2, 2, 1]);
    assert.deepEqual(filesOf(site), filesOf(undisturbed));
  });

  it('begins afresh when a setting is another one, and says which', async () => {
    const site = await trial();
    await run(site);
    fs.appendFileSync(site.site, 'window_years: 6\nskip: {ssd_sdq_scores: why}\n');
    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /is not resumed: another one now: the site file; everything is read/);
    assert.match(second.err, /removed \.failed-/);
    assert.deepEqual(asked(site), [2, 2, 0]);
    assert.deepEqual(manifestOf(site).resumed, []);
  });

  it('begins afresh after a day', async () => {
    const site = await trial();
    await run(site);
    const state = path.join(keptIn(site), '.resume.jsonl');
    const old = new Date(Date.now() - 25 * 3_600_000).toISOString();
    const text = fs.readFileSync(state, 'utf8');
    fs.writeFileSync(state, text.replace(/"started":"[^"]+"/, `"started":"${old}"`));
    const second = await run(site, '--resume');
    assert.match(second.err, /is not resumed: it did not begin in the last 24 hours/);
    assert.deepEqual(asked(site), [2, 2, 1]);
  });

  it('takes no object from a line of its state that is cut short or speaks of another file', async () => {
    const site = await trial();
    await run(site);
    const state = path.join(keptIn(site), '.resume.jsonl');
    const [head = '', object = ''] = fs.readFileSync(state, 'utf8').split('\n');
    const other = object.replace(`"${FIRST}.csv"`, '"../LATEST"');
    assert.notEqual(other, object);
    fs.writeFileSync(state, `${head}\n${other}\n${object.slice(0, 200)}`);
    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /nothing to resume: no failed run is kept/);
    assert.deepEqual(asked(site), [2, 2, 1]);
  });

  it('keeps nothing unless the site says so, and then has nothing to resume', async () => {
    const site = await trial({ output: { dir: './bundles' } });
    const failed = await run(site);
    assert.equal(failed.code, 4);
    assert.doesNotMatch(failed.err, /kept/);
    assert.deepEqual(namesIn(site.out), []);
    const second = await run(site, '--resume');
    assert.equal(second.code, 0, second.err);
    assert.match(second.err, /nothing to resume: output\.keep_failed is not set; everything/);
    assert.deepEqual(asked(site), [2, 2, 1]);
  });

  it('says when no failed run is kept', async () => {
    const site = await trial({ times: 0 });
    const only = await run(site, '--resume');
    assert.equal(only.code, 0, only.err);
    assert.match(only.err, /nothing to resume: no failed run is kept; everything is read afresh/);
  });

  it('is asked for: any other run removes what was kept', async () => {
    const site = await trial();
    await run(site);
    keptIn(site);
    const second = await run(site);
    assert.match(second.err, /removed \.failed-/);
    assert.deepEqual(asked(site), [2, 2, 1]);
    assert.equal(namesIn(site.out).length, 1);
  });
});

describe('retry of the site file', () => {
  it('says how often an object is read again', async () => {
    const site = await trial({ times: 4, more: 'retry: {tries: 4, pause: 0}\n' });
    const ended = await run(site);
    assert.equal(ended.code, 0, ended.err);
    assert.deepEqual(asked(site), [1, 5, 1]);
    const restarts = manifestOf(site).files.map((file) => `${file.object} ${file.restarts}`);
    assert.ok(restarts.includes(`${DISTURBED} 4`), restarts.join());
  });
});
