import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import type { Manifest } from '../../src/bundle/manifest.ts';
import { showError } from '../../src/cli/guard.ts';
import { columnsNeeded } from '../../src/mapping/columns-read.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { choosePlans, compileFor, prepare } from '../../src/prepare/prepare.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import { type Ended, cli, start } from '../support/process.ts';
import { tempDir } from '../support/files.ts';
import { type Backing, type Cell, OracleError, type Rows, rowsOf } from '../servers/tns/backing.ts';
import type { Fault } from '../servers/tns/outlet.ts';
import type { TnsServer } from '../servers/tns/server.ts';
import { DICTIONARY, serve, text } from './oracle-support.ts';

/**
 * Whole runs of the command line against a server that answers the queries of three objects, and
 * the laws when it fails.
 */
const ONLY = ['ssd_department', 'ssd_disability', 'ssd_sdq_scores'];
const AS_OF = '2026-11-22';
const ROWS = 700;
process.env['SSD_TEST_WRONG'] = 'Wrong-Horse-1';
const prepared = prepare({ cms: 'liquid_logic' });
const plans = choosePlans(prepared.planSet, ONLY, undefined);
const queries = plans.flatMap(
  (plan) =>
    compileFor(prepared, plan, {
      dialect: DIALECTS.oracle,
      place: { schema: 'CMS' },
      asOf: AS_OF,
      windowYears: 6,
    }) ?? [],
);
const needed = [...columnsNeeded(plans, prepared.planSet.cohort)].flatMap(([table, columns]) =>
  [...columns].map((column): Cell[] => [table, column, 'VARCHAR2']),
);

/**
 * What the CMS holds; `instead` answers a query of the named object otherwise, by the time it is
 * asked for.
 */
function cms(
  instead: Readonly<Record<string, (time: number) => Promise<Rows> | undefined>> = {},
  dictionary = needed,
): Backing {
  const times = new Map<string, number>();
  return {
    execute: (sql) => {
      if (sql.includes('all_tab_columns')) {
        return Promise.resolve(rowsOf(['T', 'C', 'D'].map(text), dictionary));
      }
      const known = DICTIONARY.find(([pattern]) => pattern.test(sql));
      if (known) return Promise.resolve(known[1]([]));
      const query = queries.find((item) => item.sql === sql);
      if (!query) {
        return /^(select|with)/.test(sql)
          ? Promise.reject(new OracleError(942, 'table or view does not exist'))
          : Promise.resolve(undefined);
      }
      const time = (times.get(query.object) ?? 0) + 1;
      times.set(query.object, time);
      return instead[query.object]?.(time) ?? Promise.resolve(table(query.columns));
    },
  };
}

const table = (columns: readonly string[], fail?: { after: number; error: OracleError }): Rows =>
  rowsOf(
    columns.map(text),
    Array.from({ length: ROWS }, (_, row) =>
      columns.map((_column, index): Cell => (index === 0 ? String(row + 1) : `child ${row + 1}`)),
    ),
    fail,
  );

const failing =
  (number: number, times = Infinity) =>
  (time: number): Promise<Rows> | undefined =>
    time > times
      ? undefined
      : Promise.resolve(
          table(queries.find(({ object }) => object === 'ssd_disability')?.columns ?? [], {
            after: 300,
            error: new OracleError(number, "'Bea Child' is no number"),
          }),
        );

/** A site of its own folder for a server. */
function siteFor(server: TnsServer, more = ''): { site: string; out: string } {
  const dir = tempDir();
  const site = path.join(dir, 'site.yml');
  fs.writeFileSync(
    site,
    `site: trial\ncms: liquid_logic\nsource: {schema: CMS}\noutput: {dir: ./bundles}\nconnection: {engine: oracle, connect_string: '${server.connectString}', user: ssd_reader, fetch_size: 100, ${more.includes('password') ? '' : 'password: {env: SSD_TEST_PASSWORD}, '}${more}}\n`,
  );
  return { site, out: path.join(dir, 'bundles') };
}

const run = (site: string): Promise<Ended> =>
  cli(['run', '--site', site, '--as-of', AS_OF, '--only', ONLY.join(',')]);

/** The same without a process of its own. */
async function runHere(site: string): Promise<Ended> {
  const notices: string[] = [];
  const progress = {
    ...SILENT,
    notice: (notice: string) => {
      notices.push(notice);
    },
  };
  try {
    await runExtract({
      site: loadSite(site),
      asOf: AS_OF,
      only: ONLY,
      signal: new AbortController().signal,
      progress,
    });
    return { code: 0, out: '', err: notices.join('\n') };
  } catch (error) {
    assert.ok(error instanceof SsdError, String(error));
    return { code: error.exitCode, out: '', err: [...notices, showError(error)].join('\n') };
  }
}

/** No bundle, nothing half done, no value and no password in what was said. */
function leftNothing(out: string, ended: Ended): void {
  assert.deepEqual(fs.existsSync(out) ? fs.readdirSync(out) : [], []);
  assert.doesNotMatch(ended.out + ended.err, /child \d|Bea|Horse/);
  assert.doesNotMatch(ended.err, /fault of ssd-extract/);
}

function manifestOf(out: string): Manifest {
  const name = fs.readFileSync(path.join(out, 'LATEST'), 'utf8').trim();
  return JSON.parse(fs.readFileSync(path.join(out, name, 'manifest.json'), 'utf8')) as Manifest;
}

const hashes = ({ files }: Manifest): string[] =>
  files.map(({ object, sha256, rows }) => `${object} ${rows} ${sha256}`);

/**
 * Bytes sent on the first connection until its login is done, and what an undisturbed run gives.
 */
const calm = await serve({ backing: cms() });
const undisturbed = siteFor(calm, 'parallel: 1');
const calmRun = await run(undisturbed.site);
const WHOLE = calm.sent(1);

describe('a run on Oracle', { concurrency: true }, () => {
  it('gives a bundle, and says in the manifest what it read and how', () => {
    assert.equal(calmRun.code, 0, calmRun.err);
    const { server, files } = manifestOf(undisturbed.out);
    assert.deepEqual(
      files.map(({ object, rows, restarts }) => `${object} ${rows} ${restarts}`),
      ONLY.map((object) => `${object} ${ROWS} 0`),
    );
    assert.deepEqual(
      [server.engine, server.version, server.encryption],
      ['oracle', 'Oracle 19.3.0.0.0', 'none'],
    );
    assert.match(server.consistency, /one read-only transaction/);
    assert.deepEqual(
      calm.calls.filter(
        ({ sql }) =>
          !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql),
      ),
      [],
    );
    assert.equal(calm.open, 0, 'the connection was closed');
  });

  it('executes what sql/ shows, byte for byte', () => {
    const executed = new Set(calm.calls.map(({ sql }) => sql));
    for (const query of queries) assert.ok(executed.has(query.sql), query.object);
  });

  const failures: readonly [
    string,
    {
      backing?: Backing;
      fault?: (connection: number) => Fault | undefined;
      refused?: Map<string, OracleError>;
      more?: string;
    },
    number,
    RegExp,
    number,
  ][] = [
    [
      'a wrong password',
      { more: 'password: {env: SSD_TEST_WRONG}' },
      3,
      /127\.0\.0\.1:\d+\/MOSAIC: the user name or the password is wrong \(ORA-01017\) \[login-refused\]/,
      1,
    ],
    [
      'a locked account',
      { refused: new Map([['SSD_READER', new OracleError(28000, 'the account is locked')]]) },
      3,
      /the account is locked \(ORA-28000\)/,
      1,
    ],
    [
      'an unknown service',
      { fault: () => ({ refuse: 12514 }) },
      3,
      /the listener does not know the service/,
      1,
    ],
    [
      'silence at the login',
      { fault: () => ({ stallAfter: 200 }), more: 'connect_timeout: 1' },
      3,
      /no answer within 1 s/,
      1,
    ],
    [
      'a table that is not there',
      { backing: cms({}, needed.slice(1)) },
      4,
      /the database lacks 1 table\(s\) or column\(s\)/,
      2,
    ],
    [
      'undo that is too small, not tried again',
      { backing: cms({ ssd_disability: failing(1555) }) },
      4,
      /ssd_disability: the server no longer has the state of the data .*\(ORA-01555\)/,
      2,
    ],
    [
      'a value that does not fit, not shown',
      { backing: cms({ ssd_disability: failing(1722) }) },
      4,
      /ssd_disability: a text that should be a number is none \(ORA-01722\)/,
      2,
    ],
    [
      'a connection that is lost each time',
      { fault: () => ({ dropAfter: 12_000 }), more: 'parallel: 1' },
      4,
      /try 2\)[^]*try 3\)[^]*the connection was lost \(NJS-500\)/,
      3,
    ],
    [
      'a server that falls silent each time',
      { fault: () => ({ stallAfter: 12_000 }), more: 'parallel: 1, stall_timeout: 1' },
      4,
      /try 3\)[^]*the server sent nothing for too long/,
      3,
    ],
    [
      'garbage',
      { fault: () => ({ garbageAfter: 12_000 }), more: 'parallel: 1, stall_timeout: 1' },
      4,
      /error: ssd_/,
      3,
    ],
    [
      'deadlocks without end',
      { backing: cms({ ssd_disability: failing(60) }) },
      4,
      /try 3\)[^]*deadlock \(ORA-00060\)/,
      2,
    ],
  ];
  for (const [name, { more, ...options }, code, expected, connections] of failures) {
    it(`${name}: exit ${code}, no bundle`, { timeout: 60_000 }, async () => {
      const server = await serve({ backing: cms(), ...options });
      const { site, out } = siteFor(server, more);
      const ended = await runHere(site);
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, expected);
      leftNothing(out, ended);
      assert.equal(server.connections, connections);
    });
  }

  it('no listener at all: exit 3', async () => {
    const server = await serve({ backing: cms() });
    const { site, out } = siteFor(server);
    await server.close();
    const ended = await run(site);
    assert.equal(ended.code, 3, ended.err);
    assert.match(ended.err, /the host does not take the connection \(NJS-503\)/);
    leftNothing(out, ended);
  });

  it('a deadlock that passes: the object is read again, and the manifest counts it', async () => {
    const server = await serve({ backing: cms({ ssd_disability: failing(60, 2) }) });
    const { site, out } = siteFor(server);
    const ended = await runHere(site);
    assert.equal(ended.code, 0, ended.err);
    const manifest = manifestOf(out);
    assert.deepEqual(
      manifest.files.map(({ restarts }) => restarts),
      [0, 2, 0],
    );
    assert.deepEqual(hashes(manifest), hashes(manifestOf(undisturbed.out)));
  });

  it('drops at random bytes: the same files, or no bundle', { timeout: 60_000 }, async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 24 }, async (_, index) => {
        // spread over the whole run, and by chance within each part
        const dropAfter = 3000 + Math.floor(((index + Math.random()) * (WHOLE - 3000)) / 24);
        const server = await serve({
          backing: cms(),
          fault: (connection) => (connection === 1 ? { dropAfter } : undefined),
        });
        const { site, out } = siteFor(server, 'parallel: 1');
        const result = await runExtract({
          site: loadSite(site),
          asOf: AS_OF,
          only: ONLY,
          signal: new AbortController().signal,
          progress: SILENT,
        }).catch((error: unknown) => error);
        if (result instanceof Error) {
          assert.deepEqual(fs.readdirSync(out), [], String(result));
          return 'no bundle';
        }
        assert.deepEqual(
          hashes(manifestOf(out)),
          hashes(manifestOf(undisturbed.out)),
          `dropped after ${dropAfter} bytes`,
        );
        return 'same';
      }),
    );
    assert.ok(outcomes.filter((outcome) => outcome === 'same').length >= 20, outcomes.join());
  });

  it(
    'stopped while a query runs: the query is broken off, exit 130, no bundle',
    { skip: process.platform === 'win32' ? 'Windows has no SIGTERM' : false, timeout: 30_000 },
    async () => {
      const server = await serve({
        backing: cms({ ssd_disability: () => new Promise(() => undefined) }),
      });
      const { site, out } = siteFor(server);
      const { child, ended } = start([
        'src/cli/bin.mjs',
        'run',
        '--site',
        site,
        '--as-of',
        AS_OF,
        '--only',
        ONLY.join(','),
      ]);
      const hanging = queries.find(({ object }) => object === 'ssd_disability')?.sql;
      while (!server.calls.some(({ sql }) => sql === hanging)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGTERM');
      const result = await ended;
      assert.equal(result.code, 130, result.err);
      leftNothing(out, result);
    },
  );
});

describe('ssd-extract check on Oracle', () => {
  it('says what it is connected to and that everything is there, or everything that is missing', async () => {
    const whole = [...columnsNeeded(prepared.planSet.plans, prepared.planSet.cohort)].flatMap(
      ([name, columns]) => [...columns].map((column): Cell[] => [name, column, 'VARCHAR2']),
    );
    const good = await cli([
      'check',
      '--site',
      siteFor(await serve({ backing: cms({}, whole) })).site,
    ]);
    assert.equal(good.code, 0, good.err);
    assert.match(
      good.out,
      /connected: oracle, Oracle 19\.3\.0\.0\.0\nencryption: none\nconsistency: .*read-only.*\nwarning: the connection is not encrypted.*\neverything is there: \d+ tables, \d+ columns/,
    );
    const lacking = whole.filter(
      ([name, column]) => name !== 'FACT_CONTACTS' && !(name === 'DIM_PERSON' && column === 'UPN'),
    );
    const bad = await cli([
      'check',
      '--site',
      siteFor(await serve({ backing: cms({}, lacking) })).site,
    ]);
    assert.equal(bad.code, 2);
    assert.match(bad.out, /missing: column DIM_PERSON\.UPN\nmissing: table FACT_CONTACTS\n/);
  });
});
