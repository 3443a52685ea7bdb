import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConfigError } from '../../src/problems/errors.ts';
import { OracleError, replay, rowsOf } from '../servers/tns/backing.ts';
import {
  DICTIONARY,
  all,
  never,
  numbered,
  query,
  serve,
  siteOf,
  text,
  withSource,
} from './oracle-support.ts';

describe('a session of the Oracle source', () => {
  it('says what it is connected to, and warns of a clear connection and of a login that can write', async () => {
    const server = await serve({
      backing: replay([
        [
          /session_privs/,
          () =>
            rowsOf(
              [text('PRIVILEGE'), text('TABLES')],
              [
                ['INSERT ANY TABLE', null],
                ['UPDATE', '3'],
              ],
            ),
        ],
        ...DICTIONARY,
      ]),
    });
    const described = await withSource(siteOf(server, { parallel: 2 }), (source) =>
      source.describe(),
    );
    assert.equal(described.engine, 'oracle');
    assert.equal(described.version, 'Oracle 19.3.0.0.0');
    assert.match(described.consistency, /a read-only transaction for each of 2 connections/);
    assert.match(
      described.warnings.join('\n'),
      /not encrypted[^]*the login can write \(INSERT ANY TABLE, UPDATE on 3 table\(s\)\)/,
    );
  });

  it('goes on when the server will not say what the login may do', async () => {
    const server = await serve({ backing: replay([]) });
    const { encryption, warnings } = await withSource(siteOf(server), (source) =>
      source.describe(),
    );
    assert.equal(encryption, 'none');
    assert.match(warnings.join('\n'), /whether the login can write could not be found out/);
  });

  it('shows one moment on all connections, and on new ones, where the login may use system change numbers', async () => {
    const backing = numbered(300);
    const scn = '281474976710656123';
    const server = await serve({
      backing: {
        execute: (...statement) =>
          statement[0].includes('get_system_change_number')
            ? Promise.resolve(rowsOf([text('SCN')], [[scn]]))
            : backing.execute(...statement),
      },
      fault: (connection) => (connection === 2 ? { dropAfter: 4000 } : undefined),
    });
    const described = await withSource(siteOf(server, { parallel: 2 }), async (source) => {
      await Promise.allSettled(
        [1, 2].map(() => all(source.stream(query('select id from t'), { signal: never }))),
      );
      await Promise.all(
        [1, 2].map(() => all(source.stream(query('select id from t'), { signal: never }))),
      );
      return source.describe();
    });
    assert.equal(
      described.consistency,
      `every object shows the same moment, system change number ${scn}`,
    );
    assert.equal(server.connections, 3);
    const settings = server.calls.filter(({ sql }) => sql.startsWith('begin'));
    assert.deepEqual(
      settings.map(({ connection, sql, binds }) => [connection, sql, binds]),
      [1, 2, 3].map((connection) => [
        connection,
        'begin dbms_flashback.enable_at_system_change_number(:scn); end;',
        [scn],
      ]),
    );
    assert.ok(!server.calls.some(({ sql }) => sql.startsWith('set transaction')));
  });

  it('falls back to read-only transactions when flashback is not possible after all', async () => {
    const backing = numbered(3);
    const server = await serve({
      backing: {
        execute: (...statement) => {
          if (statement[0].includes('get_system_change_number')) {
            return Promise.resolve(rowsOf([text('SCN')], [['7']]));
          }
          return statement[0].startsWith('begin')
            ? Promise.reject(new OracleError(8185, 'Flashback not supported for user SYS'))
            : backing.execute(...statement);
        },
      },
    });
    assert.match(
      (await withSource(siteOf(server), (source) => source.describe())).consistency,
      /^one read-only transaction/,
    );
  });

  it('sends nothing but SELECT and session settings', async () => {
    const server = await serve({ backing: numbered(10) });
    await withSource(siteOf(server, { parallel: 2 }), async (source) => {
      await source.describe();
      await source.columns([{ schema: 'MOSAIC', table: 'T' }]);
      await all(source.stream(query('select id from t'), { signal: never }));
    });
    assert.deepEqual(
      server.calls.filter(
        ({ sql }) =>
          !/^(select|with|alter session set|set transaction read only$|logoff$)/.test(sql),
      ),
      [],
    );
    for (let waited = 0; server.farewells < 2 && waited < 1000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    assert.equal(server.farewells, 2, 'each connection ends with a goodbye');
    for (const connection of [1, 2]) {
      const [numbers, zone, ...others] = server.calls
        .filter((call) => call.connection === connection)
        .map(({ sql }) => sql);
      assert.match(
        numbers ?? '',
        /nls_numeric_characters = '\.,' nls_comp = binary nls_sort = binary/,
      );
      assert.equal(zone, 'alter session set time_zone = dbtimezone');
      assert.ok(others.includes('set transaction read only'));
    }
  });

  it('lists the columns that are there, in lists that Oracle takes', async () => {
    const server = await serve({ backing: numbered(1) });
    const found = await withSource(siteOf(server), (source) =>
      source.columns(
        Array.from({ length: 700 }, (_, index) => ({
          schema: 'MOSAIC',
          table: index === 0 ? 'T' : `T${index}`,
        })),
      ),
    );
    assert.deepEqual(found[0], { table: 'T', column: 'ID', type: 'NUMBER' });
    assert.deepEqual(
      server.calls
        .filter(({ sql }) => sql.includes('all_tab_columns'))
        .map(({ binds }) => [binds[0], binds.length]),
      [
        ['MOSAIC', 501],
        ['MOSAIC', 201],
      ],
    );
  });

  it('says how the schema is spelt when only upper and lower case are wrong', async () => {
    const server = await serve({
      backing: replay([
        [/all_tab_columns/, () => rowsOf([text('T'), text('C'), text('D')], [])],
        [/all_synonyms/, () => rowsOf(['S', 'O', 'T', 'L', 'P'].map(text), [])],
        [
          /all_users/,
          (binds) => rowsOf([text('USERNAME')], binds[0] === 'mosaic' ? [['MOSAIC']] : []),
        ],
      ]),
    });
    await withSource(siteOf(server), async (source) => {
      await assert.rejects(
        source.columns([{ schema: 'mosaic', table: 'T' }]),
        (error) => error instanceof ConfigError && /there is a schema MOSAIC/.test(error.message),
      );
      assert.deepEqual(await source.columns([{ schema: 'NONE', table: 'T' }]), []);
    });
  });
});
