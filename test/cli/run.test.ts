import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { before, describe, it } from 'node:test';
import { verifyBundle } from '../../src/bundle/verify-bundle.ts';
import { cliHere } from '../support/cli-here.ts';
import { placeNew } from '../support/new-database.ts';
import { type Ended, cli, start } from '../support/process.ts';
import { namesIn, tempDir, writeTree } from '../support/files.ts';
import { siteWith } from '../support/site.ts';

const dir = tempDir();
const site = siteWith({ dir });
const day = ['--as-of', '2026-11-22'];
let outs = 0;
const newOut = (): string => path.join(dir, `out${++outs}`);
const intoFolder = (out: string, ...options: string[]): string[] => [
  ...['run', '--site', site, '--out', out],
  ...day,
  ...options,
];
const runInto = (out: string, ...options: string[]): Promise<Ended> =>
  cliHere(intoFolder(out, ...options));
const bundlesIn = (out: string): string[] =>
  (fs.existsSync(out) ? fs.readdirSync(out) : []).filter((name) => name.startsWith('ssd_'));
const lastLine = (text: string): string => text.trimEnd().split('\n').at(-1) ?? '';

before(async () => {
  await placeNew(path.join(dir, 'db'));
  const made = await cli(['testdb', '--site', site, '--children', '40', '--seed', '3', ...day]);
  assert.equal(made.code, 0, made.err);
  assert.match(made.out, /^\d+ tables and [\d,]+ rows in /);
});

function nobodyIsBlamed({ out, err }: Ended): void {
  assert.doesNotMatch(out + err, /^\s+at .*\.ts:\d+/m, 'no stack trace for a mistake of theirs');
}

describe('ssd-extract run', () => {
  it('publishes one whole bundle and says what to open next', async () => {
    const out = newOut();
    const ended = await cli(intoFolder(out));
    assert.equal(ended.code, 0, ended.err);
    const [name = ''] = bundlesIn(out);
    const { manifest, faults } = await verifyBundle(path.join(out, name));
    assert.deepEqual(faults, []);
    assert.equal(manifest?.files.length, 46);
    assert.equal(manifest.asOf, '2026-11-22');
    assert.deepEqual(manifest.window, { years: 6, start: '2020-11-22' });
    assert.equal(manifest.partial, null);
    assert.equal(manifest.valid, !manifest.findings.some((item) => item.severity === 'error'));
    assert.deepEqual(
      manifest.files.filter((file) => file.status === 'placeholder').map((file) => file.rows),
      [0, 0, 0, 0, 0, 0, 0, 0],
    );
    assert.ok(
      manifest.files
        .filter((file) => file.status === 'extracted')
        .every((file) => /^[0-9a-f]{64}$/.test(file.query ?? '')),
    );
    for (const expected of [
      /46 objects, [\d,]+ rows/,
      /Bundle: /,
      /findings\.csv lists every doubtful value/,
    ]) {
      assert.match(ended.out, expected);
    }
    assert.match(
      ended.err,
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d ssd_person: \d+ rows?, [\d.]+ m?s, [\d,]+ rows?\/s$/m,
      'plain lines where there is no terminal',
    );
    assert.deepEqual(namesIn(out), ['LATEST', name]);
  });

  it('gives the same files from the same data, whatever the time zone', async () => {
    const digests: unknown[] = [];
    for (const [TZ, run] of [
      ['UTC', cliHere],
      ['Europe/London', cliHere],
      ['America/New_York', cli],
      ['Asia/Kathmandu', cli],
    ] as const) {
      const out = newOut();
      const ended = await run(intoFolder(out), { env: { TZ } });
      assert.equal(ended.code, 0, ended.err);
      const { manifest } = await verifyBundle(path.join(out, bundlesIn(out)[0] ?? ''));
      digests.push(manifest?.files.map((item) => item.sha256));
    }
    for (const digest of digests) assert.deepEqual(digest, digests[0]);
  });

  it('ends with one line of JSON', async () => {
    const ended = await runInto(newOut(), '--only', 'ssd_person,ssd_contacts', '--json');
    const result = JSON.parse(lastLine(ended.out)) as {
      status: string;
      bundle: string;
      objects: Record<string, unknown>[];
      warnings: unknown[];
    };
    assert.ok(Array.isArray(result.warnings));
    assert.match(result.status, /^(ok|findings)$/);
    assert.ok(fs.existsSync(path.join(result.bundle, 'manifest.json')));
    assert.deepEqual(
      result.objects.map((object) => Object.keys(object)),
      [
        ['name', 'rows', 'errors', 'warnings', 'ms', 'restarts'],
        ['name', 'rows', 'errors', 'warnings', 'ms', 'restarts'],
      ],
    );
    assert.deepEqual(
      result.objects.map((object) => object['name']),
      ['ssd_contacts', 'ssd_person'],
    );
  });

  it('--skip leaves objects out, --limit rows; both are told in the manifest', async () => {
    const out = newOut();
    const ended = await runInto(out, '--skip', 'ssd_person', '--limit', '3');
    assert.equal(ended.code, 0, ended.err);
    const { manifest } = await verifyBundle(path.join(out, bundlesIn(out)[0] ?? ''));
    assert.deepEqual(manifest?.partial, { skip: ['ssd_person'], limit: 3 });
    assert.equal(manifest.files.length, 45);
    assert.ok(manifest.files.every((file) => file.rows <= 3));
    assert.deepEqual(
      manifest.findings.filter((item) => item.rule === 'foreign-key'),
      [],
      'keys into files that are not whole are not checked',
    );
  });

  it('a partial bundle leaves LATEST as it was', async () => {
    const out = newOut();
    const partial = ['--only', 'ssd_department'];
    assert.equal((await runInto(out, ...partial)).code, 0);
    assert.deepEqual(namesIn(out), bundlesIn(out), 'there was none, and there is none');
    fs.writeFileSync(path.join(out, 'LATEST'), 'ssd_trial_whole\n');
    for (const options of [partial, ['--skip', 'ssd_person', '--limit', '1']]) {
      const ended = await runInto(out, ...options);
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.out, /This bundle is partial.*LATEST does not name it/);
      assert.equal(fs.readFileSync(path.join(out, 'LATEST'), 'utf8'), 'ssd_trial_whole\n');
    }
    assert.equal(bundlesIn(out).length, 3);
  });

  it('validate of a bundle with a limit finds what the run found', async () => {
    const out = newOut();
    assert.equal((await runInto(out, '--limit', '3')).code, 0);
    const bundle = path.join(out, bundlesIn(out)[0] ?? '');
    const { manifest } = await verifyBundle(bundle);
    const { findings } = JSON.parse((await cliHere(['validate', bundle, '--json'])).out) as {
      findings: unknown[];
    };
    assert.deepEqual(findings, manifest?.findings);
  });

  it('--fail-on decides between 0 and 1, and the bundle is there either way', async () => {
    for (const [failOn, code] of [
      ['never', 0],
      ['error', 1],
      ['warning', 1],
    ] as const) {
      const out = newOut();
      const ended = await runInto(out, '--only', 'ssd_cin_episodes', '--fail-on', failOn);
      assert.equal(ended.code, code, failOn);
      assert.equal(bundlesIn(out).length, 1);
    }
  });

  it('ends with one line of JSON when there is no bundle, too', async () => {
    const ended = await cliHere(['run', '--site', site, '--only', 'ssd_persons', '--json']);
    assert.equal(ended.code, 2);
    assert.deepEqual(JSON.parse(lastLine(ended.out)), {
      status: 'failed',
      bundle: null,
      objects: [],
      warnings: [],
      removed: [],
      remarks: [],
      error: {
        code: 'unknown-object',
        exitCode: 2,
        message: 'there is no object "ssd_persons" in the bundle',
      },
    });
  });

  const mistakes: readonly [string, string[], number, RegExp][] = [
    ['no site', ['run'], 2, /required option '--site <file>'/],
    [
      'a site file that is not there',
      ['run', '--site', 'none.yml'],
      2,
      /none\.yml.*the file does not exist/s,
    ],
    [
      'an unknown object',
      ['run', '--site', site, '--only', 'ssd_persons'],
      2,
      /there is no object "ssd_persons" in the bundle.*did you mean "ssd_person"\?/s,
    ],
    [
      'a choice of nothing',
      ['run', '--site', site, '--only', 'ssd_person', '--skip', 'ssd_person'],
      2,
      /no object is chosen: --skip leaves out all that --only names/,
    ],
    [
      'an administrative object',
      ['run', '--site', site, '--only', 'ssd_version_log'],
      2,
      /there is no object "ssd_version_log" in the bundle/,
    ],
    [
      'a day that is none',
      ['run', '--site', site, '--as-of', '2026-02-30'],
      2,
      /a day is written YYYY-MM-DD/,
    ],
    [
      'an unknown option',
      ['run', '--site', site, '--asof', 'x'],
      2,
      /unknown option '--asof'.*did you mean --as-of/is,
    ],
    [
      'a site file without the name of its option',
      ['run', site],
      2,
      /did you mean: ssd-extract run --site .*site\.yml/,
    ],
    ['-s for --site', ['check', '-s', site], 2, /did you mean: ssd-extract check --site .*\.yml/],
    ['no site file', ['run'], 2, /name the site file: --site FILE/],
    ['an unknown command', ['runn'], 2, /unknown command 'runn'/],
    [
      'an unknown severity',
      ['run', '--site', site, '--fail-on', 'fatal'],
      2,
      /Allowed choices are never, error, warning/,
    ],
  ];
  for (const [name, args, code, expected] of mistakes) {
    it(`refuses: ${name}`, async () => {
      const ended = await (name === 'an unknown option' ? cli : cliHere)(args);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, expected);
      nobodyIsBlamed(ended);
    });
  }

  it('3 when there is no database', async () => {
    const other = siteWith({ database: './nowhere' });
    const out = newOut();
    const ended = await cliHere(['run', '--site', other, '--out', out]);
    assert.equal(ended.code, 3);
    assert.match(ended.err, /there is no embedded database at .*nowhere/);
    assert.deepEqual(bundlesIn(out), []);
  });

  it('5 when the output folder cannot be written', async () => {
    fs.writeFileSync(path.join(dir, 'a-file'), '');
    const ended = await cliHere(['run', '--site', site, '--out', path.join(dir, 'a-file', 'x')]);
    assert.equal(ended.code, 5);
    assert.match(ended.err, /cannot write to the output folder .*: a part of the path is a file/);
    nobodyIsBlamed(ended);
  });

  it(
    '5 when the disk is full, with nothing left behind and the last bundle as it was',
    {
      skip:
        process.platform === 'linux' && process.getuid?.() === 0
          ? false
          : 'needs Linux and the right to mount a small disk',
    },
    async (test) => {
      const disk = path.join(dir, 'disk');
      fs.mkdirSync(disk);
      const script = `mount -t tmpfs -o size=300k tmpfs '${disk}' && "$0" src/cli/bin.mjs run --site '${site}' --out '${disk}' --only ssd_department --as-of 2026-11-22 >/dev/null && "$0" src/cli/bin.mjs run --site '${site}' --out '${disk}' --as-of 2026-11-22; echo "code $?"; ls -A '${disk}'`;
      const { out, err } = await start(['-m', 'sh', '-c', script, process.execPath], {
        command: 'unshare',
      }).ended;
      if (/unshare failed|mount:/.test(err)) {
        return test.skip('this machine does not let a test mount a small disk');
      }
      assert.match(out, /code 5\n\.history\.sqlite\nlogs\nssd_trial_\w+\n$/, err);
      assert.match(err, /the disk is full.*\n.*The last good bundle is as it was/);
    },
  );

  it('6 while another run holds the folder', async () => {
    const out = newOut();
    writeTree(out, {
      '.ssd-extract.lock': JSON.stringify({
        pid: process.pid,
        host: (await import('node:os')).hostname(),
        started: new Date().toISOString(),
        run: 'x',
      }),
    });
    const ended = await cli(['run', '--site', site, '--out', out]);
    assert.equal(ended.code, 6);
    assert.match(
      ended.err,
      new RegExp(`another run holds the output folder: process ${process.pid} on`),
    );
  });

  it('2 when the spec names a validator that there is not', async () => {
    const spec = writeTree(tempDir(), {
      'ssd_a.yml':
        '- name: ssd_a\n  fields: [{name: x, type: int, primary_key: true, validators: [{requierd: true}]}]\n',
    });
    const ended = await cliHere([
      'run',
      '--site',
      siteWith({ dir, name: 'spec.yml', spec }),
      '--out',
      newOut(),
    ]);
    assert.equal(ended.code, 2);
    assert.match(
      ended.err,
      /ssd_a\.yml:2:\d+: error: there is no validator "requierd".*did you mean "required"\?/s,
    );
  });

  it(
    'tidies up and ends with 130 when it is stopped',
    { skip: process.platform === 'win32' ? 'Windows has no SIGTERM' : false },
    async () => {
      const out = newOut();
      const { child, ended } = start([
        'src/cli/bin.mjs',
        'run',
        '--site',
        site,
        '--out',
        out,
        ...day,
      ]);
      await new Promise<void>((resolve) =>
        child.stderr?.on('data', (text: string) => {
          if (text.includes('rows')) resolve();
        }),
      );
      child.kill('SIGTERM');
      const { code, err } = await ended;
      assert.equal(code, 130, err);
      assert.deepEqual(namesIn(out), []);
    },
  );
});
