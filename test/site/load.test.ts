import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { showProblem } from '../../src/problems/problem.ts';
import { CONFIG_DIR } from '../../src/prepare/paths.ts';
import { loadSite } from '../../src/site/load.ts';
import { tempDir } from '../support/files.ts';

const WHOLE = 'site: demo\ncms: liquid_logic\nconnection: {engine: embedded}\n';

function load(text: string) {
  const file = path.join(tempDir(), 'site.yml');
  fs.writeFileSync(file, text);
  return loadSite(file);
}

function refused(text: string): string {
  try {
    load(text);
  } catch (error) {
    assert.ok(error instanceof ConfigError);
    assert.equal(error.exitCode, 2);
    return error.problems.map(showProblem).join('\n');
  }
  return assert.fail('the site file was accepted');
}

describe('the site file', () => {
  it('has defaults, and paths relative to itself', () => {
    const site = load(
      `${WHOLE.replace('{engine: embedded}', '{engine: embedded, path: ./db}')}spec: ../spec\n`,
    );
    const dir = path.dirname(site.file);
    assert.deepEqual(site.connection, { engine: 'embedded', path: path.join(dir, 'db') });
    assert.equal(site.output.dir, path.join(dir, 'bundles'));
    assert.equal(site.spec, path.join(dir, '..', 'spec'));
    assert.equal(site.window_years, 6);
    assert.equal(site.output.date_format, 'iso');
    assert.equal(site.output.bom, false);
    assert.equal(site.output.show_values, false);
    assert.equal(site.testdb, false);
  });

  it('reads an object again twice, keeps nothing of a failed run, unless told otherwise', () => {
    const usual = load(WHOLE);
    assert.deepEqual(usual.retry, { tries: 2, pause: 0.5, factor: 6, max_pause: 60 });
    assert.equal(usual.output.keep_failed, false);
    const own = load(`${WHOLE}retry: {tries: 10, pause: 2}\noutput: {keep_failed: true}\n`);
    assert.deepEqual(own.retry, { tries: 10, pause: 2, factor: 6, max_pause: 60 });
    assert.equal(own.output.keep_failed, true);
  });

  for (const [text, said] of [
    ['retry: {tries: 11}', /site\.yml:4:\d+: .*retry\.tries/],
    ['retry: {tries: 1.5}', /site\.yml:4:\d+: .*retry\.tries/],
    ['retry:\n  pause: -1', /site\.yml:5:\d+: .*retry\.pause/],
    ['retry: {pause: 500ms}', /site\.yml:4:\d+: .*retry\.pause/],
    ['retry: {factor: 0.5}', /site\.yml:4:\d+: .*retry\.factor/],
    ['retry: {max_pause: 3601}', /site\.yml:4:\d+: .*retry\.max_pause/],
    ['retry: {retries: 3}', /site\.yml:4:\d+: [^]*tries/],
    ['output: {keep_failed: 24}', /site\.yml:4:\d+: .*output\.keep_failed/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}, by its place`, () => {
      assert.match(refused(`${WHOLE}${text}\n`), said);
    });
  }

  it('keeps nothing of a failed run where bundles are encrypted or have pseudonyms', () => {
    const kept = `${WHOLE}output:\n  keep_failed: true\n`;
    const recipient = 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p';
    assert.match(
      refused(`${kept}  encrypt_to: [${recipient}]\n`),
      /site\.yml:5:\d+: [^]*output\.encrypt_to wants none/,
    );
    assert.match(
      refused(`${kept}pseudonymise: {key: {env: SSD_KEY}}\n`),
      /site\.yml:5:\d+: [^]*pseudonyms cannot be checked/,
    );
    load(`${kept.replace('true', 'false')}  encrypt_to: [${recipient}]\n`);
    load(kept);
  });

  it('SQL Server: encrypts, checks certificates and asks for a read-only copy unless told otherwise', () => {
    const { connection } = load(
      'site: a\ncms: c\nconnection: {engine: mssql, server: s, database: d}\n',
    );
    assert.deepEqual(connection, {
      engine: 'mssql',
      server: 's',
      database: 'd',
      authentication: 'sql',
      encrypt: true,
      trust_server_certificate: false,
      read_only_intent: true,
      isolation: 'auto',
      parallel: 2,
      threads: 2,
      connect_timeout: 30,
      query_timeout: 1800,
      stall_timeout: 300,
    });
  });

  it('PostgreSQL: encrypts and checks certificates unless told otherwise', () => {
    const file = (more = ''): string =>
      `site: a\ncms: c\nconnection: {engine: postgres, host: h, database: d, user: u, password: {env: P}${more}}\n`;
    const site = load(file());
    const beside = path.join(path.dirname(site.file), '.env');
    assert.deepEqual(site.connection, {
      engine: 'postgres',
      host: 'h',
      port: 5432,
      database: 'd',
      user: 'u',
      password: { env: 'P', beside },
      encrypt: true,
      trust_server_certificate: false,
      parallel: 2,
      threads: 2,
      connect_timeout: 30,
      query_timeout: 1800,
      stall_timeout: 300,
    });
    const { connection, file: path_ } = load(file(', ca_file: ./ca.pem'));
    assert.ok(connection.engine === 'postgres');
    assert.equal(connection.ca_file, path.join(path.dirname(path_), 'ca.pem'));
    assert.match(refused(file(', sslmode: require')), /unknown key "sslmode"/);
    assert.match(refused(file(', encrypts: true')), /did you mean "encrypt"\?/);
  });

  const cases: readonly [string, string, RegExp][] = [
    [
      'a key is missing',
      'site: demo\nconnection: {engine: embedded}\n',
      /site\.yml:1:1: error: the key "cms" is missing/,
    ],
    [
      'an unknown key',
      `${WHOLE}windw_years: 6\n`,
      /site\.yml:4:1: error: unknown key "windw_years".*\n.*did you mean "window_years"\?/,
    ],
    [
      'an unknown key in output',
      `${WHOLE}output:\n  dirr: x\n`,
      /site\.yml:5:3: error: unknown key "dirr" in "output".*\n.*did you mean "dir"\?/,
    ],
    ['a wrong value', `${WHOLE}window_years: six\n`, /site\.yml:4:15: error: "window_years"/],
    [
      'an engine that there is not',
      'site: demo\ncms: c\nconnection: {engine: access}\n',
      /engine is one of embedded, mssql, oracle, postgres/,
    ],
    ['a name that cannot name a bundle', WHOLE.replace('demo', '../x'), /lower-case letters/],
    [
      'a schema that is no name',
      `${WHOLE}source: {schema: 'a"; drop table x'}\n`,
      /letters, digits, _, \$ and # only/,
    ],
    ['text that is not YAML', 'site: [\n', /not valid YAML/],
  ];
  const mssql = (more: string): string =>
    `site: demo\ncms: c\nconnection:\n  engine: mssql\n  database: d\n${more}`;
  const slips: readonly [string, string, RegExp][] = [
    ['an empty file', '', /site\.yml:1:1: error: the file is empty/],
    ['a file of comments', '# later\n', /the file is empty/],
    [
      'a second document',
      `${WHOLE}---\noutput: {show_values: true}\n`,
      /site\.yml:4:1: error: a second/,
    ],
    ...['C:\\temp\\bundles', '.\\new', 'D:\\extract', 'C:\\_x', 'C:\\x41'].map(
      (folder): [string, string, RegExp] => [
        `a Windows path in double quotes: ${folder}`,
        `${WHOLE}output: {dir: "${folder}"}\n`,
        /site\.yml:4:15: error: "output\.dir" [^]*single quotes/,
      ],
    ),
    [
      'a named instance in double quotes',
      mssql('  server: "DBSRV01\\LIQUIDLOGIC"\n'),
      /site\.yml:6:11: error: server holds a character[^]*single quotes/,
    ],
    [
      'a Windows account as the user',
      mssql('  server: s\n  user: CORP\\svc\n'),
      /site\.yml:7:9: error: "connection\.user" is written DOMAIN\\user[^]*authentication: windows/,
    ],
    [
      'quotes of a word processor',
      mssql('  server: s\n  user: \u201csvc\u201d\n'),
      /site\.yml:7:9: error: "connection\.user" begins or ends with a quotation mark of a word/,
    ],
    [
      'yes for true',
      `${WHOLE}testdb: yes\n`,
      /site\.yml:4:9: .*true or false[^]*write true or false/,
    ],
    [
      'a list for a map',
      `${WHOLE}output: [x]\n`,
      /"output": it must be a map of keys and values, not a list/,
    ],
    ['host for server', mssql('  host: s\n'), /unknown key "host".*\n.*did you mean "server"\?/],
    [
      'a key with a letter missing',
      'site: demo\ncms: c\nconnection: {engine: mssql, server: s, databse: d}\n',
      /unknown key "databse".*\n.*did you mean "database"\?/,
    ],
    [
      'thousands of unknown keys',
      WHOLE + Array.from({ length: 5000 }, (_, index) => `k${index}: 1\n`).join(''),
      /site\.yml:24:1: error: 4,980 more unknown keys/,
    ],
  ];
  for (const [name, text, expected] of [...cases, ...slips]) {
    it(`refuses: ${name}`, () => assert.match(refused(text), expected));
  }

  it('takes Windows paths in single quotes and bare, and a descriptor on several lines', () => {
    for (const folder of ["'C:\\temp\\bundles'", 'C:\\temp\\bundles', 'C:/temp']) {
      assert.ok(load(`${WHOLE}output: {dir: ${folder}}\n`).output.dir);
    }
    const oracle =
      'site: a\ncms: c\nconnection:\n  engine: oracle\n  user: u\n  password: {env: P}\n  connect_string: |\n    (DESCRIPTION=\n      (ADDRESS=(HOST=h)))\n';
    assert.equal(load(oracle).connection.engine, 'oracle');
  });

  it('keeps a history beside the bundles, in a file that it names, or none', () => {
    assert.equal(load(WHOLE).history, undefined);
    assert.equal(load(`${WHOLE}history: false\n`).history, false);
    const site = load(`${WHOLE}history: ./kept/runs.sqlite\n`);
    assert.equal(site.history, path.join(path.dirname(site.file), 'kept', 'runs.sqlite'));
  });

  it('says how many bundles stay, and how long', () => {
    assert.equal(load(WHOLE).keep, undefined);
    assert.deepEqual(load(`${WHOLE}keep: {bundles: 30, days: 90}\n`).keep, {
      bundles: 30,
      days: 90,
    });
    assert.deepEqual(load(`${WHOLE}keep: {days: 90}\n`).keep, { days: 90 });
  });

  for (const [name, line, expected] of [
    ['a history that is no file', 'history: true', /"history": name a file such as/],
    ['a no that is a text in YAML', 'history: no', /"history": name a file .* or write false/],
    ['an empty history', 'history: ""', /"history": name a file such as/],
    ['a keep that keeps nothing', 'keep: {}', /"keep": say how much/],
    ['a keep without unit', 'keep: 30', /"keep": it must be a map of keys and values/],
    ['no bundle at all', 'keep: {bundles: 0}', /"keep.bundles": .*>=1/],
    ['a part of a day', 'keep: {days: 1.5}', /"keep.days": it must be a whole number/],
    ['an unknown kind', 'keep: {weeks: 2}', /unknown key "weeks" in "keep"/],
    ['another word for bundles', 'keep: {count: 2}', /did you mean "bundles"\?/],
    ['another word for keep', 'retention: {bundles: 2}', /did you mean "keep"\?/],
  ] as const) {
    it(`refuses: ${name}`, () => {
      const told = refused(`${WHOLE}${line}\n`);
      assert.match(told, expected);
      assert.match(told, /site\.yml:4:\d+: error/);
    });
  }

  it('refuses a secret in the file, without repeating it', () => {
    for (const key of ['password', 'client_secret', 'access_token']) {
      const told = refused(
        `site: a\ncms: c\nconnection:\n  engine: mssql\n  server: s\n  database: d\n  ${key}: hunter2\n`,
      );
      assert.match(
        told,
        new RegExp(
          `site\\.yml:7:3: error: a secret does not belong in the site file \\("${key}"\\).*\\n.*\\{env: SSD_DB_PASSWORD\\}`,
        ),
      );
      assert.doesNotMatch(told, /hunter2/);
    }
  });

  it('a file that is not there', () =>
    assert.throws(
      () => loadSite(path.join(tempDir(), 'none.yml')),
      (error) =>
        error instanceof ConfigError &&
        error.problems.some((problem) => /does not exist/.test(problem.message)),
    ));

  for (const name of fs.readdirSync(CONFIG_DIR).filter((file) => file.endsWith('.yml'))) {
    it(`config/${name} loads`, () => assert.ok(loadSite(path.join(CONFIG_DIR, name)).site));
  }
});
