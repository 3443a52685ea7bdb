import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { loadSite } from '../../src/site/load.ts';
import { namesIn, tempDir } from '../support/files.ts';
import { cliHere } from '../support/cli-here.ts';
import { BIN, cli } from '../support/process.ts';

const LIQUID_LOGIC = [
  ...['init', '--yes', '--name', 'borough', '--cms', 'liquid_logic'],
  ...['--server', 'DBSRV01\\LIQUIDLOGIC', '--user', 'ssd_reader'],
];

describe('ssd-extract init', { concurrency: true }, () => {
  it('writes a site file and a template of .env, for their owner alone', async () => {
    const cwd = tempDir();
    const { code, out, err } = await cli(LIQUID_LOGIC, { cwd });
    assert.equal(code, 0, err);
    assert.match(
      out,
      /^written: site\.yml\nwritten: \.env\nnext: put the password into \.env, then: node .*bin\.mjs check --site site\.yml\n$/,
    );
    const { connection, source, window_years: years } = loadSite(path.join(cwd, 'site.yml'));
    assert.ok(connection.engine === 'mssql');
    assert.equal(connection.server, 'DBSRV01');
    assert.equal(connection.instance, 'LIQUIDLOGIC');
    assert.equal(connection.database, 'HDM');
    assert.deepEqual(source, { database: 'HDM', schema: 'Child_Social' });
    assert.equal(years, 6);
    assert.match(fs.readFileSync(path.join(cwd, '.env'), 'utf8'), /^SSD_DB_PASSWORD=''$/m);
    if (process.platform === 'win32') return;
    for (const name of ['site.yml', '.env']) {
      assert.equal(fs.statSync(path.join(cwd, name)).mode & 0o777, 0o600, name);
    }
  });

  it('for every CMS and engine makes a file that loads', async () => {
    const oracle = ['--cms', 'mosaic', '--schema', 'MOSAIC', '--connect-string', 'h:1521/M'];
    const postgres = ['--cms', 'liquid_logic', '--engine', 'postgres', '--server', 'w,5433'];
    const windows = ['--cms', 'mosaic', '--engine', 'mssql', '--server', 'tcp:h,1433'];
    for (const [way, engine] of [
      [oracle, 'oracle'],
      [[...postgres, '--database', 'warehouse'], 'postgres'],
      [[...windows, '--database', 'M', '--authentication', 'windows', '--domain', 'C'], 'mssql'],
    ] as const) {
      const cwd = tempDir();
      const login = ['--user', 'u: #1', '--password-from', 'file:secret', '--no-connect'];
      const made = await cliHere(['init', '--yes', '--name', 'a', ...way, ...login], { cwd });
      assert.equal(made.code, 0, made.err);
      const { connection } = loadSite(path.join(cwd, 'site.yml'));
      assert.ok(connection.engine === engine);
      assert.ok('user' in connection && connection.user === 'u: #1');
      assert.deepEqual(namesIn(cwd), ['site.yml'], 'no .env for a password in a file');
    }
  });

  it('without a terminal names the flags whose answers are wanting', async () => {
    const cwd = tempDir();
    const { code, err } = await cliHere(['init', '--cms', 'liquid_logic'], { cwd });
    assert.equal(code, 2);
    assert.match(err, /answers are wanting: --name, --server, --user \[usage\]/);
    assert.deepEqual(namesIn(cwd), []);
  });

  it('takes no password as a flag, and does not repeat one', async () => {
    const cwd = tempDir();
    const tried = await cliHere([...LIQUID_LOGIC, '--password-from', 'Winter-2026!'], { cwd });
    assert.equal(tried.code, 2);
    assert.doesNotMatch(tried.err + tried.out, /Winter/);
    assert.equal((await cliHere([...LIQUID_LOGIC, '--password', 'x'], { cwd })).code, 2);
    assert.deepEqual(namesIn(cwd), []);
  });

  it('makes the folder of the site file', async () => {
    const cwd = tempDir();
    const file = path.join('ssd', 'borough', 'site.yml');
    const { code, err } = await cli([...LIQUID_LOGIC, '--no-connect', '--site', file], { cwd });
    assert.equal(code, 0, err);
    assert.deepEqual(namesIn(path.join(cwd, 'ssd', 'borough')), ['.env', 'site.yml']);
    fs.writeFileSync(path.join(cwd, 'taken'), '');
    const below = path.join('taken', 'site.yml');
    const refused = await cli([...LIQUID_LOGIC, '--no-connect', '--site', below], { cwd });
    assert.equal(refused.code, 2);
    assert.match(refused.err, /cannot be written \((?:ENOTDIR|EEXIST)\)/);
  });

  it('writes over nothing, and with --force leaves a .env as it is', async () => {
    const cwd = tempDir();
    fs.writeFileSync(path.join(cwd, 'site.yml'), 'mine');
    const { code, err } = await cliHere(LIQUID_LOGIC, { cwd });
    assert.equal(code, 2);
    assert.match(err, /site\.yml is there already/);
    assert.deepEqual(namesIn(cwd), ['site.yml']);
    fs.writeFileSync(path.join(cwd, '.env'), 'SSD_DB_PASSWORD=x\n', { mode: 0o600 });
    const forced = await cliHere([...LIQUID_LOGIC, '--force', '--no-connect'], { cwd });
    assert.equal(forced.code, 0, forced.err);
    assert.equal(fs.readFileSync(path.join(cwd, '.env'), 'utf8'), 'SSD_DB_PASSWORD=x\n');
    assert.match(fs.readFileSync(path.join(cwd, 'site.yml'), 'utf8'), /DBSRV01/);
  });

  it('tries the connection where the password is at hand: exit 3, the next step told', async () => {
    const cwd = tempDir();
    const args = ['init', '--yes', '--name', 'a', '--cms', 'liquid_logic', '--user', 'u'];
    const env = { SSD_DB_PASSWORD: 'Winter-2026!' };
    const { code, out, err } = await cliHere([...args, '--server', '127.0.0.1,1'], { cwd, env });
    assert.equal(code, 3, err);
    assert.match(
      out,
      /verdict: not ready: 1 thing to fix first[^]*\nnext: put that right in site\.yml, then: node /,
    );
    assert.doesNotMatch(out + err, /Winter/);
  });

  it('makes a trial without a server that is ready to run', async () => {
    const cwd = tempDir();
    const trial = ['init', '--yes', '--name', 'trial', '--cms', 'liquid_logic'];
    const { code, out, err } = await cliHere([...trial, '--engine', 'embedded'], { cwd });
    assert.equal(code, 0, err);
    assert.match(out, /\nverdict: ready.*\n(?:.*\n)*next: node .*bin\.mjs run --site site\.yml\n$/);
    assert.deepEqual(namesIn(cwd).sort(), ['site.yml', 'trial-database']);
  });
});

const terminal = spawnSync('script', ['--version']).status === 0;

/** Runs a command line on a terminal of its own, types each answer at its question. */
async function onTerminal(cwd: string, args: string, answers: readonly [string, string][]) {
  const command = `stty cols 100 rows 24; '${process.execPath}' '${BIN}' ${args}`;
  const child = spawn('script', ['-qec', command, '/dev/null'], { cwd, timeout: 60_000 });
  let shown = '';
  const open = [...answers];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    const [next] = open;
    if (next === undefined || !shown.includes(next[0])) return;
    open.shift();
    child.stdin.write(next[1]);
  });
  const [code] = (await once(child, 'close')) as [number];
  return { code, shown };
}

describe('ssd-extract init on a terminal', { skip: !terminal && 'no script(1) here' }, () => {
  const given = '--cms liquid_logic --engine mssql --server S --database HDM --schema Child_Social';
  const more = '--authentication sql --user u --password-from prompt --out ./b --no-connect';

  it('asks what the flags do not say, and takes Enter for the usual answer', async () => {
    const cwd = tempDir();
    const answers: [string, string][] = [
      ['A short name', 'borough\r'],
      ['Years that', '\r'],
    ];
    const { code, shown } = await onTerminal(cwd, `init ${given} ${more}`, answers);
    assert.equal(code, 0, shown);
    const site = loadSite(path.join(cwd, 'site.yml'));
    assert.equal(site.site, 'borough');
    assert.equal(site.window_years, 6);
  });

  it('leaves nothing behind after Ctrl+C', async () => {
    const cwd = tempDir();
    const answers: [string, string][] = [
      ['A short name', 'borough\r'],
      ['Years that', '\x03'],
    ];
    const { code, shown } = await onTerminal(cwd, `init ${given} ${more}`, answers);
    assert.equal(code, 130, shown);
    assert.deepEqual(namesIn(cwd), []);
  });
});
