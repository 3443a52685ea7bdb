import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { MANIFEST, type Manifest } from '../../src/bundle/manifest.ts';
import { showError } from '../../src/cli/guard.ts';
import { columnsNeeded } from '../../src/mapping/columns-read.ts';
import { SsdError } from '../../src/problems/errors.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import { choosePlans, compileFor, prepare } from '../../src/prepare/prepare.ts';
import { SILENT } from '../../src/extract/progress.ts';
import { runExtract } from '../../src/run/run.ts';
import { loadSite } from '../../src/site/load.ts';
import type { MssqlConnection } from '../../src/site/model.ts';
import type { Backing, Result } from '../servers/tds/backing.ts';
import type { Fault } from '../servers/tds/faults.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import type { TdsServerOptions } from '../servers/tds/server.ts';
import { type SystemFacts, withSystem } from '../servers/tds/system.ts';
import { type Ended, cli, start } from '../support/process.ts';
import { caFile, certificate, listen, PASSWORD, writeMssqlSite } from './mssql-support.ts';

/**
 * Whole runs of the command line against a server that answers the queries of three objects, and
 * the laws when it fails.
 */
const ONLY = ['ssd_department', 'ssd_disability', 'ssd_sdq_scores'];
const AS_OF = '2026-11-22';
const ROWS = 1200;
const prepared = prepare({ cms: 'liquid_logic' });
const plans = choosePlans(prepared.planSet, ONLY, undefined);
const queries = plans.flatMap(
  (plan) =>
    compileFor(prepared, plan, {
      dialect: DIALECTS.mssql,
      place: prepared.profile.source,
      asOf: AS_OF,
      windowYears: 6,
    }) ?? [],
);
const middle = queries.find(({ object }) => object === 'ssd_disability')?.sql ?? '';
const needed = [...columnsNeeded(prepared.planSet.plans, prepared.planSet.cohort)].flatMap(
  ([table, columns]) =>
    [...columns].map((column) => ({ schema: 'Child_Social', table, column, type: 'nvarchar' })),
);

const answers = new Map(
  queries.map(({ sql, columns }) => [
    sql,
    replayed(
      columns.map((name) => ({ name, type: 'nvarchar(200)' })),
      Array.from({ length: ROWS }, (_, row) =>
        columns.map((_column, index) => (index === 0 ? String(row + 1) : `child ${row + 1}`)),
      ),
    ),
  ]),
);

/** Bytes of the answer that is cut. */
const SIZE = Array.from(answers.get(middle)?.rows ?? []).reduce((sum, row) => sum + row.length, 0);

function cms(facts: Partial<SystemFacts> = {}): Backing {
  return withSystem(
    { database: 'HDM', columns: needed, ...facts },
    replay(
      ({ sql }) => answers.get(sql) ?? assert.fail(`an unexpected statement: ${sql.slice(0, 100)}`),
    ),
  );
}

interface Site {
  readonly site: string;
  readonly out: string;
}

function siteFor(server: { readonly port: number }, more: Partial<MssqlConnection> = {}): Site {
  const site = writeMssqlSite(server, more);
  return { site, out: path.join(path.dirname(site), 'bundles') };
}

const run = ({ site }: Site): Promise<Ended> =>
  cli(['run', '--site', site, '--as-of', AS_OF, '--only', ONLY.join(',')]);

/** The same without a process of its own. */
async function runHere({ site }: Site): Promise<Ended> {
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

function leftNothing(out: string, { out: said, err }: Ended): void {
  assert.deepEqual(fs.existsSync(out) ? fs.readdirSync(out) : [], []);
  assert.doesNotMatch(said + err, /child \d|Zebedee/);
  assert.ok(!(said + err).includes(PASSWORD));
  assert.doesNotMatch(err, /fault of ssd-extract/);
}

function manifestOf(out: string): Manifest {
  return JSON.parse(
    fs.readFileSync(
      path.join(out, fs.readFileSync(path.join(out, 'LATEST'), 'utf8').trim(), MANIFEST),
      'utf8',
    ),
  ) as Manifest;
}

const hashes = ({ files }: Manifest): string[] =>
  files.map(({ object, sha256, rows }) => `${object} ${rows} ${sha256}`);

const tls = await certificate();
const calm = await listen({ backing: cms({ snapshot: true }), tls });
const undisturbed = siteFor(calm, { encrypt: true, ca_file: caFile(tls) });
const calmRun = await run(undisturbed);

describe('a run on SQL Server', () => {
  it('gives a bundle, and says in the manifest what it read and how', () => {
    assert.equal(calmRun.code, 0, calmRun.err);
    const { server, files } = manifestOf(undisturbed.out);
    assert.deepEqual(
      files.map(({ object, rows, restarts }) => `${object} ${rows} ${restarts}`),
      ONLY.map((object) => `${object} ${ROWS} 0`),
    );
    assert.deepEqual(
      [server.engine, server.version, server.warnings],
      ['mssql', 'SQL Server 16.0.4135.4 (Developer Edition (64-bit))', []],
    );
    assert.match(server.encryption ?? '', /^TLSv1\.2, .*, certificate checked$/);
    assert.match(server.consistency, /^SNAPSHOT isolation/);
    assert.equal(calm.connections, 0, 'the connections were closed');
  });

  it('sends nothing but SELECT and session settings, and executes what sql/ shows, byte for byte', () => {
    const sent = calm.statements.map(({ sql }) => sql);
    assert.deepEqual(
      sent.filter((sql) => !/^(select|with|set)\b/.test(sql)),
      [],
    );
    assert.deepEqual(
      sent.filter((sql) =>
        /\b(insert|update|delete|merge|into|exec|execute|create|drop|alter|truncate|grant|openrowset|xp_\w+)\b(?!')/i.test(
          sql,
        ),
      ),
      [],
    );
    assert.ok(
      sent
        .filter((sql) => sql.startsWith('set'))
        .every((sql) => sql.split('\n').every((line) => /^set (\w+ )+\S+$/.test(line.trim()))),
      'a batch of settings holds settings only',
    );
    for (const query of queries) assert.ok(sent.includes(query.sql), query.object);
  });

  it('tells the server who it is, and that it only reads', () => {
    assert.ok(calm.logins.length > 0);
    for (const login of calm.logins) {
      assert.deepEqual(
        [login.application, login.database, login.user, login.readOnlyIntent],
        ['ssd-extract', 'HDM', 'ssd_reader', true],
      );
    }
  });

  for (const parallel of [1, 2]) {
    it(`reads no more than ${parallel} object(s) at a time`, async () => {
      let [now, most] = [0, 0];
      const counted = (sql: string): Result => {
        const { columns, rows } = answers.get(sql) ?? assert.fail(sql);
        most = Math.max(most, ++now);
        return {
          columns,
          rows: {
            *[Symbol.iterator]() {
              yield* rows;
              now--;
            },
          },
        };
      };
      const server = await listen({
        backing: withSystem(
          { database: 'HDM', columns: needed },
          replay(({ sql }) => counted(sql)),
        ),
        link: { bytesPerWrite: 20_000, pauseMs: 5 },
      });
      assert.equal((await runHere(siteFor(server, { parallel }))).code, 0);
      assert.equal(most, parallel);
    });
  }
});

type Misbehaviour = NonNullable<TdsServerOptions['fault']>;

/** The fault at each answer to the second object's query, or at the first few. */
const failing = (fault: Fault, times = Infinity): Misbehaviour => {
  let seen = 0;
  return ({ sql }) => (sql === middle && ++seen <= times ? fault : undefined);
};

describe('a run that fails', { concurrency: true }, () => {
  const failures: readonly [
    name: string,
    options: Omit<TdsServerOptions, 'backing'> & {
      readonly backing?: Backing;
      readonly more?: Partial<MssqlConnection>;
    },
    code: number,
    said: RegExp,
  ][] = [
    [
      'a refused login',
      { login: () => ({ number: 18456, message: "Login failed for user 'Zebedee'." }) },
      3,
      /localhost:\d+ refused the login \(error 18456, database HDM\) \[login-refused\]/,
    ],
    [
      'a certificate that nobody vouches for',
      { tls, more: { encrypt: true } },
      3,
      /shows a certificate that this machine cannot check \[certificate-unknown\]/,
    ],
    [
      'silence at the login',
      { silentAt: 'login', more: { connect_timeout: 1 } },
      3,
      /did not answer in time \[connect-timeout\]/,
    ],
    [
      'a table that is not there',
      { backing: cms({ columns: needed.filter(({ table }) => table !== 'FACT_DISABILITY') }) },
      4,
      /table FACT_DISABILITY/,
    ],
    [
      'a value that does not fit',
      {
        fault: failing({
          kind: 'error',
          afterRows: 50,
          error: {
            number: 245,
            message:
              "Conversion failed when converting the nvarchar value 'Zebedee' to data type int.",
          },
        }),
      },
      4,
      /ssd_disability: a text is no number \(localhost:\d+, error 245\) \[bad-value\]/,
    ],
    [
      'a right that is taken away',
      {
        fault: failing({
          kind: 'error',
          afterRows: 0,
          error: {
            number: 229,
            message:
              "The SELECT permission was denied on the object 'FACT_DISABILITY', database 'HDM', schema 'Child_Social'.",
          },
        }),
      },
      4,
      /ssd_disability: the login may not read FACT_DISABILITY .*\[no-right\]/,
    ],
    [
      'a connection that is lost each time',
      { fault: failing({ kind: 'drop', afterBytes: 30_000 }) },
      4,
      /try 2\)[^]*try 3\)[^]*error: ssd_disability: the connection to localhost:\d+ was lost .*\[connection-lost\]/,
    ],
    [
      'a server that falls silent each time',
      { fault: failing({ kind: 'stall', afterRows: 500 }), more: { stall_timeout: 1 } },
      4,
      /try 3\)[^]*error: ssd_disability: localhost:\d+ stopped sending rows/,
    ],
    [
      'a server that never begins',
      { fault: failing({ kind: 'stall', afterRows: 0 }), more: { query_timeout: 1 } },
      4,
      /error: ssd_disability: localhost:\d+ gave no row within 1 s \[stalled\]/,
    ],
    [
      'bytes that are no answer',
      { fault: failing({ kind: 'garbage', afterRows: 100 }) },
      4,
      /try 3\)[^]*error: ssd_disability: the connection to localhost:\d+ was lost/,
    ],
    [
      'deadlocks without end',
      {
        fault: failing({
          kind: 'error',
          afterRows: 10,
          error: { number: 1205, message: 'deadlocked' },
        }),
      },
      4,
      /try 3\)[^]*error: ssd_disability: it was chosen as the victim of a deadlock/,
    ],
  ];
  for (const [index, [name, { more = {}, ...options }, code, said]] of failures.entries()) {
    it(`${name}: exit ${code}, no bundle`, { timeout: 30_000 }, async () => {
      const site = siteFor(await listen({ backing: cms(), ...options }), more);
      // every third as a user would
      const ended = await (index % 3 === 0 ? run(site) : runHere(site));
      assert.equal(ended.code, code, ended.err);
      assert.match(ended.err, said);
      leftNothing(site.out, ended);
    });
  }

  it(
    'stopped while a query runs: exit 130, the query is cancelled, no bundle',
    { skip: process.platform === 'win32' ? 'Windows has no SIGTERM' : false, timeout: 30_000 },
    async () => {
      const server = await listen({
        backing: cms(),
        fault: failing({ kind: 'stall', afterRows: 700 }),
      });
      const site = siteFor(server);
      const { child, ended } = start([
        'src/cli/bin.mjs',
        'run',
        '--site',
        site.site,
        '--as-of',
        AS_OF,
        '--only',
        ONLY.join(','),
      ]);
      while (!server.statements.some(({ sql }) => sql === middle)) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      child.kill('SIGTERM');
      const result = await ended;
      assert.equal(result.code, 130, result.err);
      assert.ok(server.attentions >= 1);
      leftNothing(site.out, result);
    },
  );
});

describe('what passes', { concurrency: true }, () => {
  it('a deadlock: the object is read again, and the manifest counts it', async () => {
    const site = siteFor(
      await listen({
        backing: cms(),
        fault: failing(
          { kind: 'error', afterRows: 900, error: { number: 1205, message: 'deadlocked' } },
          2,
        ),
      }),
    );
    assert.equal((await runHere(site)).code, 0);
    assert.deepEqual(
      manifestOf(site.out).files.map(({ restarts }) => restarts),
      [0, 2, 0],
    );
    assert.deepEqual(hashes(manifestOf(site.out)), hashes(manifestOf(undisturbed.out)));
  });

  it('20 connections cut at random bytes: the same files', { timeout: 60_000 }, async () => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        // spread over the whole answer, and by chance within each part
        const afterBytes = Math.floor(((index + Math.random()) * SIZE) / 20);
        const site = siteFor(
          await listen({
            backing: cms(),
            fault: failing(
              { kind: 'drop', afterBytes, how: index % 2 === 0 ? 'reset' : 'close' },
              1,
            ),
          }),
        );
        assert.equal((await runHere(site)).code, 0);
        assert.deepEqual(
          hashes(manifestOf(site.out)),
          hashes(manifestOf(undisturbed.out)),
          `cut after ${afterBytes} bytes`,
        );
        assert.deepEqual(
          manifestOf(site.out).files.map(({ restarts }) => restarts),
          [0, 1, 0],
        );
      }),
    );
  });
});

describe('ssd-extract check on SQL Server', { concurrency: true }, () => {
  it('says what it is connected to, how, and that everything is there', async () => {
    const server = await listen({ backing: cms({ rowVersions: true }), tls });
    const { code, out, err } = await cli([
      'check',
      '--site',
      siteFor(server, { encrypt: true, ca_file: caFile(tls) }).site,
    ]);
    assert.equal(code, 0, err);
    assert.match(
      out,
      /connected: mssql, SQL Server 16\.0\.4135\.4 \(Developer Edition \(64-bit\)\)\nencryption: TLSv1\.2, .*, certificate checked\nconsistency: READ COMMITTED isolation with row versions.*\neverything is there: \d+ tables, \d+ columns/,
    );
  });

  it('warns of a login that can write, of a certificate that nobody checked and of no encryption', async () => {
    const writer = await listen({
      backing: cms({ may: ['db_datawriter', 'INSERT', 'UPDATE', 'DELETE'] }),
      tls,
    });
    const { out } = await cli([
      'check',
      '--site',
      siteFor(writer, { encrypt: true, trust_server_certificate: true }).site,
    ]);
    assert.match(out, /warning: nobody checked the certificate of localhost/);
    assert.match(
      out,
      /warning: the login could write \(role db_datawriter, INSERT on the database, UPDATE on the database, DELETE on the database\)/,
    );
    const open = await listen({ backing: cms() });
    assert.match(
      (await cli(['check', '--site', siteFor(open).site])).out,
      /warning: the connection to localhost:\d+ is not encrypted/,
    );
  });

  it('lists every table and column that is missing or may not be read: exit 2', async () => {
    const lacking = needed.filter(
      ({ table, column }) =>
        table !== 'FACT_CONTACTS' && !(table === 'DIM_PERSON' && column === 'UPN'),
    );
    const { code, out } = await cli([
      'check',
      '--site',
      siteFor(await listen({ backing: cms({ columns: lacking }) })).site,
    ]);
    assert.equal(code, 2);
    assert.match(out, /missing: column DIM_PERSON\.UPN\nmissing: table FACT_CONTACTS\n/);
  });
});
