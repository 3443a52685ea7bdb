import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { SILENT } from '../../../src/extract/progress.ts';
import { ConfigError } from '../../../src/problems/errors.ts';
import { runExtract } from '../../../src/run/run.ts';
import { loadSite } from '../../../src/site/load.ts';
import { type Cell, replay, rowsOf } from '../../servers/tns/backing.ts';
import type { TnsServer } from '../../servers/tns/server.ts';
import { cli } from '../../support/process.ts';
import { siteWith } from '../../support/site.ts';
import {
  DICTIONARY,
  all,
  never,
  query,
  serve,
  siteOf,
  text,
  withSource,
} from '../../wire/oracle-support.ts';
import { taken } from './break-outs.ts';
import { judgeByParser, judgeLetters } from './judge.ts';
import { selectsOf } from './pieces.ts';

const OWN = `select to_char(d.ID) as "dept_team_id", d.NAME as "dept_team_name",
  null as "dept_team_parent_id", null as "dept_team_parent_name" from CMS.DEPT d`;
const CELLS = [
  'dept_team_id',
  'dept_team_name',
  'dept_team_parent_id',
  'dept_team_parent_name',
].map(text);

/** A server of whose login the dictionary says this; SQL of a site has one row. */
function serveTo(rights: readonly Cell[][] = []): Promise<TnsServer> {
  return serve({
    backing: replay([
      [/session_privs/, () => rowsOf([text('PRIVILEGE'), text('OBJECTS')], rights)],
      ...DICTIONARY,
      [/session_schema_privs/, () => rowsOf([text('PRIVILEGE'), text('SCHEMA')], [])],
      [/"own_sql"/, () => rowsOf(CELLS, [['1', 'A', null, null]])],
    ]),
  });
}

function siteFor(server: TnsServer, select?: string): string {
  const overrides = { ssd_department: { sql: { oracle: select } } };
  return siteWith({
    connection: { ...siteOf(server) },
    source: { schema: 'CMS' },
    testdb: undefined,
    more: select === undefined ? '' : `overrides: ${JSON.stringify(overrides)}\n`,
  });
}

const run = (file: string): Promise<unknown> =>
  runExtract({
    site: loadSite(file),
    asOf: '2026-11-22',
    only: ['ssd_department'],
    signal: never,
    progress: SILENT,
  });

const DICTIONARIES =
  /session_privs|session_schema_privs|all_synonyms|all_users|all_tab_columns|get_system_change/;
const SETTINGS = /^(?:alter session set\b|set transaction read only$|logoff$)/;

function asked(server: TnsServer): string[] {
  return server.calls.map(({ sql }) => sql).filter((sql) => !DICTIONARIES.test(sql));
}

/** What is asked, apart from the settings of a session. */
const queriesOf = (server: TnsServer): string[] =>
  asked(server).filter((sql) => !SETTINGS.test(sql));

describe('SQL of a site, by what arrives at Oracle', () => {
  it('one SELECT, after "set transaction read only" on its connection', async () => {
    const server = await serveTo();
    await run(siteFor(server, OWN));
    const queries = queriesOf(server);
    assert.equal(queries.length, 1, queries.join('\n'));
    const [sql = ''] = queries;
    // rows are put in order by the product itself, with a function that no site may use
    const [own = '', order] = sql.split(/\border by\b/);
    assert.match(order ?? '', /^\s*nlssort\(.*'NLS_SORT=BINARY'\) asc nulls first$/);
    judgeLetters(own.replace(/:\w+/g, '0'), 'oracle');
    assert.equal(judgeByParser(sql, 'oracle'), 'judged');
    const { connection } = server.calls.find((call) => call.sql === sql) ?? {};
    const before = server.calls.filter((call) => call.connection === connection);
    const begun = before.findIndex((call) => call.sql === 'set transaction read only');
    assert.ok(begun >= 0 && begun < before.findIndex((call) => call.sql === sql));
    assert.ok(asked(server).every((text) => !/\bcommit\b/i.test(text)));
  });

  it('nothing at all when the text is refused', async () => {
    const server = await serveTo();
    for (const hostile of [
      `${OWN}; delete from x`,
      `${OWN} where d.NAME = q'[']' ; commit`,
      `${OWN} where utl_http.request('http://x') = 'y'`,
      `${OWN}@link`,
      `${OWN} for update`,
    ]) {
      await assert.rejects(run(siteFor(server, hostile)), ConfigError, hostile);
    }
    assert.equal(server.connections, 0);
  });

  it('no query when the login could write, or nobody says, from run and from check', async () => {
    for (const [rights, said] of [
      [[['UPDATE', '1']], /the login could write: UPDATE on 1 table/],
      [[['INSERT ANY TABLE', null]], /the login could write: INSERT ANY TABLE/],
    ] as const) {
      const server = await serveTo(rights.map((row) => [...row]));
      const file = siteFor(server, OWN);
      await assert.rejects(run(file), (error) => {
        assert.ok(error instanceof ConfigError);
        assert.equal(error.code, 'login-can-write');
        assert.match(error.message, said);
        return true;
      });
      const { code, err } = await cli(['check', '--site', file]);
      assert.equal(code, 2, err);
      assert.match(err, said);
      assert.deepEqual(queriesOf(server), []);
    }
    const mute = await serve({ backing: replay([]) });
    await assert.rejects(
      run(siteFor(mute, OWN)),
      (error) => error instanceof ConfigError && /is not known/.test(error.message),
    );
    assert.deepEqual(queriesOf(mute), []);
  });

  it('a login that could write is warned of only, when the site gives no SQL', async () => {
    const server = await serveTo([['UPDATE', '1']]);
    const { out, err } = await cli(['check', '--site', siteFor(server)]);
    assert.match(out, /warning: the login can write/);
    assert.doesNotMatch(err, /login-can-write/);
  });

  it('break-outs that the guard takes: each as it was checked, each alone', async () => {
    const server = await serveTo();
    const queries = fc
      .sample(selectsOf('oracle'), { numRuns: 150, seed: 7 })
      .flatMap((one) => taken(one, 'select', 'oracle') ?? []);
    assert.ok(queries.length > 20);
    await withSource(siteOf(server), async (source) => {
      for (const sql of queries) {
        // the columns are another's: what matters is what has arrived
        await all(source.stream(query(sql), { signal: never })).catch(() => undefined);
      }
    });
    assert.deepEqual(queriesOf(server), queries);
  });
});
