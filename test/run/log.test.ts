import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { SILENT } from '../../src/extract/progress.ts';
import { framesOf } from '../../src/problems/frames.ts';
import { KEPT_LOGS, LogFile } from '../../src/run/log/log-file.ts';
import { logged } from '../../src/run/log/logged.ts';
import { loadSite } from '../../src/site/load.ts';
import { makeEmptySite } from '../support/empty-site.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { ROOT } from '../support/process.ts';

const POSIX = process.platform === 'win32' ? 'Windows has no such modes' : false;

type Line = Readonly<Record<string, unknown>>;

const linesOf = (file: string): Line[] =>
  fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('the log of a run', () => {
  const dir = tempDir();
  const logs = path.join(dir, 'bundles', 'logs');
  let site = '';
  before(async () => {
    site = await makeEmptySite(dir);
  });
  const run = (...more: string[]) =>
    cliHere(['run', '--site', site, '--as-of', '2026-04-01', '--only', 'ssd_person', ...more]);
  const newest = (): Line[] => {
    // by their names, two runs of one second have no order
    const files = fs.readdirSync(logs).map((name) => path.join(logs, name));
    const since = (file: string): number => fs.statSync(file).mtimeMs;
    return linesOf(files.sort((a, b) => since(a) - since(b)).at(-1) ?? '');
  };

  it('tells each step in JSON lines, one file a run, each line with run and site', async () => {
    const { code, err } = await run('--json');
    assert.equal(code, 0, err);
    const [name = ''] = fs.readdirSync(logs);
    const lines = linesOf(path.join(logs, name));
    for (const line of lines) {
      assert.equal(`${String(line['run'])}.jsonl`, name);
      assert.equal(line['site'], 'trial');
      assert.match(String(line['time']), /^\d{4}-\d\d-\d\dT.*Z$/);
    }
    assert.deepEqual(
      lines.map(({ event }) => event).filter((event) => event !== 'notice'),
      ['begin', 'connected', 'compared', 'object', 'query', 'finished', 'links-checked', 'end'],
    );
    assert.equal(lines.at(-1)?.['exitCode'], 0);
    assert.ok(
      lines.every((line) => line['sql'] === undefined),
      'queries only when asked for',
    );
  });

  it('is for its owner only', { skip: POSIX }, () => {
    assert.equal(fs.statSync(logs).mode & 0o777, 0o700);
    const [name = ''] = fs.readdirSync(logs);
    assert.equal(fs.statSync(path.join(logs, name)).mode & 0o777, 0o600);
  });

  it('--verbose tells the steps on the terminal, and the queries there and in the log', async () => {
    const { err } = await run('--verbose');
    assert.match(
      err,
      /^[\d-]+ [\d:]+ connected: engine embedded, version PostgreSQL.*, milliseconds \d+$/m,
    );
    assert.match(err, /^[\d-]+ [\d:]+ query: object ssd_person, sha256 [0-9a-f]{64}\n.*with/im);
    assert.match(String(newest().find(({ event }) => event === 'query')?.['sql']), /"DIM_PERSON"/);
  });

  it('--quiet tells warnings and the path of the bundle', async () => {
    const { out, err } = await run('--quiet');
    assert.match(out, /^\S*ssd_trial_\w+\n$/);
    assert.doesNotMatch(err, /ssd_person: 0 rows/);
  });

  it('of a run that fails has code, words and exit code', async () => {
    const wrong = path.join(dir, 'wrong.yml');
    fs.writeFileSync(wrong, fs.readFileSync(site, 'utf8').replace('./db', './nothing'));
    const { code } = await cliHere(['run', '--site', wrong]);
    const last = newest().at(-1) ?? {};
    assert.deepEqual([last['event'], last['level'], last['exitCode']], ['failed', 'error', code]);
    assert.match(String(last['code']), /^[a-z-]+$/);
    assert.ok(last['msg']);
  });

  it('of a fault of ours has its kind and its place, and not what it says', async () => {
    const request = {
      site: loadSite(site),
      asOf: '2026-04-01',
      signal: new AbortController().signal,
      progress: SILENT,
    };
    const id = '20990401T000000Z_aaaaaa';
    const fault = (): Promise<never> => Promise.reject(new TypeError('cannot read Ann Example'));
    await assert.rejects(logged(request, id, fault), /Ann Example/);
    const file = path.join(logs, `${id}.jsonl`);
    const last = linesOf(file).at(-1);
    assert.deepEqual(
      [last?.['event'], last?.['code'], last?.['name']],
      ['failed', 'fault', 'TypeError'],
    );
    assert.match(String((last?.['at'] as string[])[0]), /^test\/run\/log\.test\.ts:/);
    assert.doesNotMatch(fs.readFileSync(file, 'utf8'), /Ann/);
  });

  it('that cannot be written fails no run, and is told', async () => {
    const blocked = await makeEmptySite(tempDir());
    writeTree(path.join(path.dirname(blocked), 'bundles'), { logs: 'a file' });
    const ended = await cliHere(['run', '--site', blocked, '--only', 'ssd_person', '--json']);
    assert.equal(ended.code, 0, ended.err);
    const { remarks } = JSON.parse(ended.out) as { remarks: string[] };
    assert.match(remarks.join(), /log: cannot write .*jsonl: .*The run is not affected/);
  });
});

describe('a log file', () => {
  it('makes no folder where there is none', () => {
    const out = path.join(tempDir(), 'bundles');
    const file = new LogFile(out, '20260401T000000Z_aaaaaa');
    file.write('a\n');
    file.close();
    assert.equal(fs.existsSync(out), false);
  });

  it('keeps the lines of before the folder was there', () => {
    const out = path.join(tempDir(), 'bundles');
    const file = new LogFile(out, '20260401T000000Z_aaaaaa');
    file.write('a\n');
    fs.mkdirSync(out);
    file.write('b\n');
    file.close();
    assert.equal(fs.readFileSync(file.path, 'utf8'), 'a\nb\n');
  });

  it(`lets the oldest of more than ${KEPT_LOGS} go, and nothing that is no log`, () => {
    const out = tempDir();
    const nameOf = (day: number): string =>
      `2026${String(100 + day).padStart(4, '0')}T000000Z_aaaaaa`;
    writeTree(path.join(out, 'logs'), {
      'a note.txt': 'mine',
      ...Object.fromEntries(
        Array.from({ length: KEPT_LOGS }, (_, day) => [`${nameOf(day)}.jsonl`, '']),
      ),
    });
    const file = new LogFile(out, nameOf(KEPT_LOGS));
    file.write('new\n');
    file.close();
    const names = fs.readdirSync(path.join(out, 'logs'));
    assert.equal(names.length, KEPT_LOGS + 1);
    assert.ok(!names.includes(`${nameOf(0)}.jsonl`));
    assert.ok(names.includes('a note.txt') && names.includes(path.basename(file.path)));
  });
});

describe('where a fault happened', () => {
  it('is told in places of the program, without what the error says', () => {
    const error = new TypeError('cannot read Ann Example\n    at Ann (/home/ann/x.js:1:1)');
    const frames = framesOf(error, ROOT);
    assert.match(frames[0] ?? '', /^test\/run\/log\.test\.ts:\d+:\d+$/);
    assert.doesNotMatch(frames.join(), /Ann|ann/);
    assert.deepEqual(framesOf('no error', ROOT), []);
  });
});
