import assert from 'node:assert/strict';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { Dialect, transpile } from '@polyglot-sql/sdk';
import { Engine } from '../servers/engine/engine.ts';
import { type Backing, StatementError } from '../servers/tds/backing.ts';
import type { TdsServer } from '../servers/tds/server.ts';
import { cli } from '../support/process.ts';
import { tempDir, writeTree } from '../support/files.ts';
import { PASSWORD, connectionTo, listen } from '../wire/mssql-support.ts';

let engine: Engine;
let server: TdsServer;
/** Databases that the server has. */
const databases = new Set(['master']);
const loads: number[] = [];

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * What testdb sends, on PostgreSQL: DDL translated, rows staged as they come, then converted by the
 * statement that follows.
 */
const backing: Backing = {
  async execute({ sql }) {
    const [, database] = /^create database \[(.+)\]$/.exec(sql) ?? [];
    if (database !== undefined) {
      databases.add(database);
    } else if (/^if object_id\('tempdb/.test(sql)) {
      await engine.define('drop table if exists "ssd_load"');
    } else {
      await engine.define(toPostgres(sql)).catch((error: unknown) => {
        throw new StatementError({ number: 245, message: `Conversion failed: ${String(error)}` });
      });
    }
    return undefined;
  },
  async load({ table, columns, rows }) {
    loads.push(rows.length);
    await engine.define(
      `create table ${quoted(table.replace(/[[\]#]/g, ''))} (${columns.map((column) => `${quoted(column)} text`).join(', ')})`,
    );
    for (const row of rows) {
      await engine.query(
        `insert into "ssd_load" values (${row.map((_, index) => `$${index + 1}`).join(', ')})`,
        row,
      );
    }
  },
};

function toPostgres(sql: string): string {
  const [, schema] = /exec\(N'create schema \[(.+)\]'\)/.exec(sql) ?? [];
  if (schema !== undefined) return `create schema if not exists ${quoted(schema)}`;
  const [, dropped] = /^if object_id\(.+\) is not null drop table (.+)$/.exec(sql) ?? [];
  const plain = (dropped === undefined ? sql : `drop table if exists ${dropped}`)
    .replace(/convert\(\w+, (\[[^\]]+\]), 121\)/g, 'cast($1 as timestamp)')
    .replaceAll('#ssd_load', 'ssd_load');
  const { success, sql: translated, error } = transpile(plain, Dialect.TSQL, Dialect.PostgreSQL);
  assert.ok(success, error);
  // an index has a name of its own in its table only
  return (translated?.[0] ?? '')
    .replace(/^CREATE INDEX "[^"]+"/, 'CREATE INDEX')
    .replaceAll('VARCHAR(MAX)', 'TEXT')
    .replaceAll(' REAL', ' DOUBLE PRECISION');
}

before(async () => {
  engine = await Engine.open();
  server = await listen({
    backing,
    login: ({ database }) =>
      databases.has(database)
        ? undefined
        : {
            number: 4060,
            message: `Cannot open database "${database}" requested by the login. The login failed.`,
          },
  });
});
after(() => engine.close());

const TABLES = {
  T: {
    ID: 'int',
    NAME: 'nvarchar(20)',
    LETTER: 'nchar(1)',
    BORN: 'datetime',
    SCORE: 'float',
    WEIGHT: 'decimal(18,4)',
    BIG: 'bigint',
    NOTE: 'nvarchar(max)',
  },
};

async function testdb(csv: string, more = 'testdb: true\n') {
  const dir = writeTree(tempDir(), {
    'cms/T.csv': csv,
    'tables.json': JSON.stringify({ tables: TABLES }),
    'site.yml': `site: trial\ncms: liquid_logic\nconnection: ${JSON.stringify({ ...connectionTo(server), password: { env: 'P' } })}\n${more}`,
  });
  return cli(['testdb', '--site', path.join(dir, 'site.yml'), '--from', dir], {
    env: { P: PASSWORD },
  });
}

describe('testdb on SQL Server', () => {
  it('makes the database, then the tables anew, and bulk loads them: every digit and every moment as it was', async () => {
    const csv = `ID,NAME,LETTER,BORN,SCORE,WEIGHT,BIG,NOTE\n1,"O'Brien, ""Sam""",Y,2020-02-29,0.1,12.5,9007199254740993,${'long '.repeat(2000)}\n2,Zoë 😀,,2024-03-31 01:30:00,,,,""\n`;
    for (let time = 1; time <= 2; time++) {
      const ended = await testdb(csv);
      assert.equal(ended.code, 0, ended.err);
      assert.match(ended.out, /^\d+ tables and 2 rows in HDM on localhost/);
    }
    assert.deepEqual((await engine.query('select * from "Child_Social"."T" order by "ID"')).rows, [
      [
        '1',
        'O\'Brien, "Sam"',
        'Y',
        '2020-02-29 00:00:00',
        '0.1',
        '12.5000',
        '9007199254740993',
        'long '.repeat(2000),
      ],
      ['2', 'Zoë 😀', null, '2024-03-31 01:30:00', null, null, null, ''],
    ]);
    assert.deepEqual(loads, [2, 2]);
    assert.equal(
      (
        await engine.query(
          `select 1 from information_schema.tables where table_name = 'DIM_PERSON'`,
        )
      ).rows.length,
      1,
      'tables without a file are there, empty',
    );
  });
  it('tells which file does not fit, without the value', async () => {
    const ended = await testdb('ID,NAME\nx7,Sam\n');
    assert.equal(ended.code, 2);
    assert.match(ended.err, /T\.csv: a value does not fit the type of its column \(error 245\)/);
    assert.doesNotMatch(ended.err, /x7|Sam/);
  });
  it('refuses a site that does not say testdb: true, before it connects', async () => {
    const before = server.logins.length;
    const ended = await testdb('ID\n1\n', '');
    assert.equal(ended.code, 2);
    assert.match(ended.err, /does not say testdb: true/);
    assert.equal(server.logins.length, before);
  });
});
