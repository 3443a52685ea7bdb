import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Dialect, transpile } from '@polyglot-sql/sdk';
import { PASSWORD, TnsServer, USER } from '../servers/tns/server.ts';
import { type Backing, OracleError, rowsOf } from '../servers/tns/backing.ts';
import { Engine } from '../servers/engine/engine.ts';
import { cli } from '../support/process.ts';
import { tempDir, writeTree } from '../support/files.ts';

let engine: Engine;
let server: TnsServer;

/**
 * What testdb sends, on PostgreSQL: DDL translated, inserts with their binds, one question about
 * what is there.
 */
const backing: Backing = {
  execute: async (sql, binds) => {
    if (/^alter session/.test(sql)) return undefined;
    if (/all_tables/.test(sql)) {
      return rowsOf(
        [{ name: 'N', type: 'number' }],
        (
          await engine.query(
            'select 1::text from information_schema.tables where table_schema = $1 and table_name = $2',
            binds,
          )
        ).rows,
      );
    }
    try {
      await engine.query(toPostgres(sql), binds);
    } catch {
      throw new OracleError(1722, 'invalid number');
    }
    return undefined;
  },
};

function toPostgres(sql: string): string {
  if (sql.startsWith('drop')) return sql.replace(/ constraints purge$/, '');
  if (sql.startsWith('create index')) return sql.replace(/"[^"]+"\.("[^"]+") on/, '$1 on');
  const { success, sql: translated, error } = transpile(sql, Dialect.Oracle, Dialect.PostgreSQL);
  assert.ok(success, error);
  return (translated?.[0] ?? '').replaceAll(/:(\d+)/g, '$$$1');
}

before(async () => {
  engine = await Engine.open();
  await engine.define('create schema "MOSAIC"');
  server = await TnsServer.start({ backing });
});
after(async () => {
  await server.close();
  await engine.close();
});

const TABLES = {
  T: {
    ID: 'NUMBER(9)',
    NAME: 'VARCHAR2(20)',
    LETTER: 'CHAR(1)',
    BORN: 'DATE',
    SEEN: 'TIMESTAMP',
    WEIGHT: 'NUMBER(18,4)',
    BIG: 'NUMBER(38)',
  },
};

async function testdb(csv: string, more = 'testdb: true\n') {
  const dir = writeTree(tempDir(), {
    'cms/T.csv': csv,
    'tables.json': JSON.stringify({ tables: TABLES }),
    'site.yml': `site: trial\ncms: mosaic\nconnection: {engine: oracle, connect_string: '${server.connectString}', user: ${USER}, password: {env: P}}\nsource: {schema: MOSAIC}\n${more}`,
  });
  return cli(['testdb', '--site', path.join(dir, 'site.yml'), '--from', dir], {
    env: { P: PASSWORD },
  });
}

describe('testdb on Oracle', () => {
  it('makes the tables of the CMS anew and fills them in batches, every digit and every moment as it was', async () => {
    const csv =
      'ID,NAME,LETTER,BORN,SEEN,WEIGHT,BIG\n1,"O\'Brien, ""Sam""",Y,2020-02-29,2020-02-29 09:30:00.123,12.5,12345678901234567890123456789012345678\n2,Zoë 😀,,2024-03-31 01:30:00,,,\n';
    for (let time = 1; time <= 2; time++) {
      const ended = await testdb(csv);
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.out, /^\d+ tables and 2 rows in /);
    }
    assert.deepEqual((await engine.query('select * from "MOSAIC"."T" order by "ID"')).rows, [
      [
        '1',
        'O\'Brien, "Sam"',
        'Y',
        '2020-02-29 00:00:00',
        '2020-02-29 09:30:00.123',
        '12.5000',
        '12345678901234567890123456789012345678',
      ],
      ['2', 'Zoë 😀', null, '2024-03-31 01:30:00', null, null, null],
    ]);
    const inserts = server.calls.filter(({ sql }) => sql.startsWith('insert'));
    assert.equal(inserts.length, 4, 'two rows, twice');
    assert.ok(
      (
        await engine.query(
          `select 1 from information_schema.tables where table_name = 'DM_PERSONS'`,
        )
      ).rows.length === 1,
      'tables without a file are there, empty',
    );
  });
  it('tells which file does not fit, without the value', async () => {
    const ended = await testdb('ID,NAME\nx7,Sam\n');
    assert.equal(ended.code, 2);
    assert.match(ended.err, /T\.csv.*: a value does not fit the type of its column \(ORA-01722\)/);
    assert.doesNotMatch(ended.err, /x7|Sam/);
  });
  it('refuses a site that does not say testdb: true, before it connects', async () => {
    const before = server.calls.length;
    const ended = await testdb('ID\n1\n', '');
    assert.equal(ended.code, 2);
    assert.match(ended.err, /does not say testdb: true/);
    assert.equal(server.calls.length, before);
  });
});
