import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SILENT } from '../../../src/extract/progress.ts';
import { ConfigError } from '../../../src/problems/errors.ts';
import { runExtract } from '../../../src/run/run.ts';
import { loadSite } from '../../../src/site/load.ts';
import { replay, replayed } from '../../servers/tds/replay.ts';
import type { TdsServer } from '../../servers/tds/server.ts';
import { type SystemFacts, withSystem } from '../../servers/tds/system.ts';
import { cli } from '../../support/process.ts';
import {
  connectionTo,
  listen,
  never,
  withSource,
  writeMssqlSite,
} from '../../wire/mssql-support.ts';
import { taken } from './break-outs.ts';
import { judgeByParser, judgeLetters } from './judge.ts';
import { selectsOf } from './pieces.ts';

const OWN = `select cast(d.ID as varchar(20)) as "dept_team_id", d.NAME as "dept_team_name",
  null as "dept_team_parent_id", null as "dept_team_parent_name" from HDM.dbo.DEPT d`;
const CELLS = [
  'dept_team_id',
  'dept_team_name',
  'dept_team_parent_id',
  'dept_team_parent_name',
].map((name) => ({ name, type: 'nvarchar(100)' }));

async function serve(facts: Partial<SystemFacts> = {}): Promise<TdsServer> {
  return listen({
    backing: withSystem(
      { database: 'HDM', ...facts },
      replay(replayed(CELLS, [['1', 'A', null, null]])),
    ),
  });
}

function siteOf(server: TdsServer, select: string): string {
  const overrides = { ssd_department: { sql: { mssql: select } } };
  return writeMssqlSite(server, {}, { more: `overrides: ${JSON.stringify(overrides)}\n` });
}

function run(file: string): Promise<unknown> {
  return runExtract({
    site: loadSite(file),
    asOf: '2026-11-22',
    only: ['ssd_department'],
    signal: never,
    progress: SILENT,
  });
}

const PROBES =
  /serverproperty|sys\.databases|is_srvrolemember|database_permissions|INFORMATION_SCHEMA|sys\.synonyms/;
const ROLL_BACK = 'if @@trancount > 0 rollback transaction';
const SETTINGS = /^\s*set\b/i;

function asked(server: TdsServer): string[] {
  return server.statements
    .map(({ sql }) => sql)
    .filter((sql) => !PROBES.test(sql) && !SETTINGS.test(sql) && !/^\s*SELECT 1;?$/i.test(sql));
}

describe('SQL of a site, by what arrives at SQL Server', () => {
  it('one SELECT, in a transaction that is rolled back', async () => {
    for (const snapshot of [true, false]) {
      const server = await serve({ snapshot });
      await run(siteOf(server, OWN));
      const queries = asked(server).filter((sql) => sql !== ROLL_BACK);
      assert.equal(queries.length, 1);
      const [query = ''] = queries;
      judgeLetters(query.replace(/@\w+/g, '0'), 'mssql');
      assert.equal(judgeByParser(query, 'mssql'), 'judged');
      assert.equal(asked(server).at(-1), ROLL_BACK, 'the last word');
      assert.ok(server.transactions > 0);
      assert.equal(server.rollbacks, server.transactions, 'each that was begun');
      assert.ok(server.statements.every(({ sql }) => !/\bcommit\b/i.test(sql)));
      const settings = server.statements.filter(({ sql }) => /implicit_transactions/i.test(sql));
      assert.ok(settings.length > 0);
      assert.ok(settings.every(({ sql }) => /implicit_transactions on/i.test(sql)));
    }
  });

  it('nothing at all when the text is refused', async () => {
    const server = await serve();
    await assert.rejects(run(siteOf(server, `${OWN} where [ ' ] = 1; delete from x`)), ConfigError);
    assert.equal(server.logins.length, 0);
  });

  it('no query when the login could write, from run and from check', async () => {
    const server = await serve({ may: ['db_datawriter', 'INSERT'] });
    const file = siteOf(server, OWN);
    await assert.rejects(run(file), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.equal(error.code, 'login-can-write');
      assert.match(error.message, /ssd_department, sql\).*role db_datawriter, INSERT on the datab/);
      return true;
    });
    const { code, err } = await cli(['check', '--site', file]);
    assert.equal(code, 2, err);
    assert.match(err, /the login could write: role db_datawriter/);
    assert.deepEqual([...new Set(asked(server))], [ROLL_BACK]);
  });

  it('no query when the login could write to one table, schema or column', async () => {
    for (const kind of ['schema', 'table', 'column', 'procedure'] as const) {
      const server = await serve({ mayBelow: [['UPDATE', kind, '1', '[dbo].[X]']] });
      await assert.rejects(run(siteOf(server, OWN)), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.code, 'login-can-write');
        assert.match(error.message, new RegExp(`UPDATE on the ${kind} \\[dbo\\]`));
        return true;
      });
      assert.deepEqual([...new Set(asked(server))], [ROLL_BACK]);
    }
  });

  it('a login that could write is warned of only, when the site gives no SQL', async () => {
    const server = await serve({ may: ['db_datawriter'] });
    const { err } = await cli(['check', '--site', writeMssqlSite(server)]);
    assert.doesNotMatch(err, /login-can-write/);
  });

  it('break-outs that the guard takes: each as it was checked, each alone', async () => {
    const server = await serve();
    const queries = fc
      .sample(selectsOf('mssql'), { numRuns: 150, seed: 7 })
      .flatMap((text) => taken(text, 'select', 'mssql') ?? []);
    assert.ok(queries.length > 20);
    await withSource(connectionTo(server), async (source) => {
      for (const sql of queries) {
        const rows = source.stream({ name: 'x', sql, parameters: [] }, { signal: never });
        for await (const batch of rows) assert.equal(batch.length, 1);
      }
    });
    const arrived = asked(server).filter((sql) => sql !== ROLL_BACK);
    assert.deepEqual(arrived, queries);
  });
});
