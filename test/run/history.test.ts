import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { APPLICATION, SCHEMA, VERSION } from '../../src/run/history/schema.ts';
import { HistoryFault, quietly } from '../../src/run/history/sqlite.ts';
import { appendRun, readRuns } from '../../src/run/history/store.ts';
import { tempDir } from '../support/files.ts';
import { runRecord } from '../support/history.ts';
import { ROOT, start } from '../support/process.ts';

const newFile = (): string => path.join(tempDir(), 'history.sqlite');
const all = { site: 'trial', limit: 100_000 };
const refused =
  (what: RegExp) =>
  (error: unknown): boolean =>
    error instanceof HistoryFault && what.test(error.message) && error.hint !== '';

describe('the history of runs', () => {
  it('gives back what was appended, the newest first', () => {
    const file = newFile();
    const full = runRecord(2, {
      objects: [
        { object: 'ssd_a', status: 'extracted', rows: 3, bytes: 9, milliseconds: 5, restarts: 1 },
      ],
      findings: [
        { object: 'ssd_a', field: 'a_x', rule: 'required', severity: 'error', count: 2 },
        { object: 'ssd_a', field: 'a_x', rule: 'size', severity: 'warning', count: 1 },
      ],
      warnings: [
        { code: 'empty', object: 'ssd_b' },
        { code: 'slower', object: null },
      ],
    });
    const failed = runRecord(1, { status: 'failed', exitCode: 3, error: 'login', spec: null });
    appendRun(file, failed);
    appendRun(file, full);
    appendRun(file, runRecord(3, { site: 'other' }));
    assert.deepEqual(readRuns(file, all), [full, failed]);
    assert.deepEqual(readRuns(file, { ...all, limit: 1 }), [full]);
  });

  it('is empty before the first run, and reading makes no file', () => {
    const file = newFile();
    assert.deepEqual(readRuns(file, all), []);
    assert.equal(fs.existsSync(file), false);
  });

  it('compares whole runs of one site, CMS, spec and window only', () => {
    const file = newFile();
    const others = [
      { status: 'partial' },
      { status: 'failed' },
      { status: 'stopped' },
      { cms: 'mosaic' },
      { spec: '2' },
      { windowYears: 7 },
      { site: 'other' },
    ] as const;
    others.forEach((change, index) => appendRun(file, runRecord(10 + index, change)));
    appendRun(file, runRecord(1));
    const like = { cms: 'liquid_logic', spec: '1', windowYears: 6 };
    assert.deepEqual(
      readRuns(file, { ...all, like }).map(({ run }) => run),
      ['r00001'],
    );
  });

  it('is its owner’s alone, whatever the umask', { skip: process.platform === 'win32' }, () => {
    const file = newFile();
    const umask = process.umask(0);
    try {
      appendRun(file, runRecord(1));
    } finally {
      process.umask(umask);
    }
    assert.equal(fs.statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(fs.readdirSync(path.dirname(file)), ['history.sqlite'], 'no WAL, no journal');
  });

  it('keeps the last thousand runs of a site, with all that belongs to them and no more', () => {
    const file = newFile();
    const object = { object: 'ssd_a', status: 'extracted', rows: 1, bytes: 1, milliseconds: 1 };
    const objects = [{ ...object, restarts: 0 }];
    appendRun(file, runRecord(60_000, { site: 'other' }));
    appendRun(file, runRecord(1, { objects }));
    const db = new DatabaseSync(file);
    db.exec(`with recursive n(i) as (select 2 union all select i + 1 from n where i < 1000)
      insert into run select 'r' || printf('%05d', i), site, cms, spec, tool, node, server, as_of, window_years,
      '2027-' || printf('%05d', i), finished, milliseconds, status, exit_code, error, bundle, bytes
      from n, run where run.run = 'r00001'`);
    db.close();
    appendRun(file, runRecord(50_000, { objects }));
    assert.equal(readRuns(file, all).length, 1000);
    assert.equal(readRuns(file, { ...all, site: 'other' }).length, 1);
    const after = new DatabaseSync(file);
    assert.deepEqual(
      after
        .prepare('select run from object')
        .all()
        .map(({ run }) => run),
      ['r50000'],
    );
    after.close();
  });

  it('takes runs of several processes at the same time', async () => {
    const file = newFile();
    const url = (name: string): string => JSON.stringify(pathToFileURL(path.join(ROOT, name)).href);
    const text = (from: number): string => `
      const { appendRun } = await import(${url('src/run/history/store.ts')});
      const { runRecord } = await import(${url('test/support/history.ts')});
      for (let i = 0; i < 15; i++) appendRun(${JSON.stringify(file)}, runRecord(${from} + i));`;
    const ends = await Promise.all(
      [100, 200].map((from) => start(['--input-type=module', '-e', text(from)]).ended),
    );
    for (const { code, err } of ends) assert.equal(code, 0, err);
    assert.equal(readRuns(file, all).length, 30);
  });

  it('waits for another first run that is making the tables', async () => {
    const file = newFile();
    const first = new DatabaseSync(file);
    first.exec('begin immediate');
    const url = (name: string): string => JSON.stringify(pathToFileURL(path.join(ROOT, name)).href);
    const { child, ended } = start([
      '--input-type=module',
      '-e',
      `const { appendRun } = await import(${url('src/run/history/store.ts')});
       const { runRecord } = await import(${url('test/support/history.ts')});
       console.log('ready');
       appendRun(${JSON.stringify(file)}, runRecord(1));`,
    ]);
    if (child.stdout) await once(child.stdout, 'data');
    await wait(300);
    first.exec(SCHEMA);
    first.exec(`pragma application_id = ${APPLICATION}; pragma user_version = ${VERSION}; commit`);
    first.close();
    const { code, err } = await ended;
    assert.equal(code, 0, err);
    assert.equal(readRuns(file, all).length, 1);
  });

  it('waits for a program that holds the file, and then says so', () => {
    const file = newFile();
    appendRun(file, runRecord(1));
    const holder = new DatabaseSync(file);
    holder.exec('begin exclusive');
    const began = performance.now();
    assert.throws(() => appendRun(file, runRecord(2)), refused(/another program holds it/));
    assert.ok(performance.now() - began > 4000, 'for five seconds');
    holder.exec('rollback');
    holder.close();
    appendRun(file, runRecord(2));
  });

  it('leaves alone what is not its own, and says what it is', () => {
    const text = newFile();
    fs.writeFileSync(text, 'This is a text that has nothing to do with runs.\n'.repeat(30));
    const foreign = newFile();
    const db = new DatabaseSync(foreign);
    db.exec('create table person (name text)');
    db.close();
    const newer = newFile();
    appendRun(newer, runRecord(1));
    const later = new DatabaseSync(newer);
    later.exec('pragma user_version = 99');
    later.close();
    for (const [file, what] of [
      [text, /it is not a history/],
      [foreign, /database of another program/],
      [newer, /a newer version/],
      [tempDir(), /not a regular file/],
    ] as const) {
      const before = fs.statSync(file).isFile() ? fs.readFileSync(file) : undefined;
      assert.throws(() => appendRun(file, runRecord(2)), refused(what));
      assert.throws(() => readRuns(file, all), refused(what));
      if (before) assert.deepEqual(fs.readFileSync(file), before);
    }
  });

  it('does not wait for a pipe', { skip: process.platform === 'win32' }, () => {
    const pipe = newFile();
    execFileSync('mkfifo', [pipe]);
    assert.throws(() => appendRun(pipe, runRecord(1)), refused(/not a regular file/));
  });

  it('is as before when a run was killed while it was writing', () => {
    const file = newFile();
    appendRun(file, runRecord(1));
    const db = new DatabaseSync(file);
    // changed pages go to the disk before the end, as they do when a commit is under way
    db.exec('pragma cache_size = 1; begin immediate');
    db.exec(`with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into warning select 'r00001', 'never committed', 'x' from n`);
    const killed = newFile();
    for (const end of ['', '-journal']) fs.copyFileSync(`${file}${end}`, `${killed}${end}`);
    db.close();
    assert.deepEqual(readRuns(killed, all), [runRecord(1)]);
    appendRun(killed, runRecord(2));
    assert.equal(readRuns(killed, all).length, 2);
  });

  it('is whole or refused when it is damaged', () => {
    const file = newFile();
    appendRun(file, runRecord(1));
    const bytes = fs.readFileSync(file);
    fs.writeFileSync(file, bytes.fill(0xff, 4096));
    assert.throws(() => readRuns(file, all), HistoryFault);
    assert.throws(() => appendRun(file, runRecord(2)), HistoryFault);
  });

  it('says so when there is no folder for it', () =>
    assert.throws(
      () => appendRun(path.join(tempDir(), 'none', 'h.sqlite'), runRecord(1)),
      refused(/path does not exist/),
    ));
});

describe('what Node says of its own modules', () => {
  it('is held back while it only says that one is experimental', async () => {
    const url = pathToFileURL(path.join(ROOT, 'src/run/history/sqlite.ts')).href;
    const { err, code } = await start([
      '--input-type=module',
      '-e',
      `const { quietly } = await import(${JSON.stringify(url)});
       quietly(() => {
         process.emitWarning('SQLite is an experimental feature', 'ExperimentalWarning');
         process.emitWarning('SQLite again', { type: 'ExperimentalWarning' });
         process.emitWarning('something else', 'OtherWarning');
       });
       process.emitWarning('afterwards', 'ExperimentalWarning');`,
    ]).ended;
    assert.equal(code, 0);
    assert.doesNotMatch(err, /SQLite/);
    assert.match(err, /OtherWarning: something else/);
    assert.match(err, /afterwards/);
  });

  it('is heard again when loading fails', () => {
    const emitWarning = Reflect.get(process, 'emitWarning');
    assert.throws(() =>
      quietly(() => {
        throw new Error('no');
      }),
    );
    assert.equal(Reflect.get(process, 'emitWarning'), emitWarning);
  });
});
