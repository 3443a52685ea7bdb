import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mssqlType } from '../../src/testdb/types/mssql.ts';
import { oracleType } from '../../src/testdb/types/oracle.ts';
import { postgresType } from '../../src/testdb/types/postgres.ts';
import { loadProfile, profileNames } from '../../src/mapping/profile.ts';
import { DATA_DIR } from '../../src/prepare/paths.ts';

const rows: readonly [declared: string, postgres: string, mssql: string, oracle: string][] = [
  ['nvarchar(48)', 'text', 'nvarchar(48)', 'varchar2(48 char)'],
  ['nvarchar(max)', 'text', 'nvarchar(max)', 'clob'],
  ['nchar(1)', 'text', 'nchar(1)', 'char(1 char)'],
  ['int', 'integer', 'int', 'number(10)'],
  ['bigint', 'bigint', 'bigint', 'number(19)'],
  ['bit', 'smallint', 'bit', 'number(1)'],
  ['float', 'double precision', 'float', 'binary_double'],
  ['decimal(18,4)', 'numeric(18,4)', 'decimal(18,4)', 'number(18,4)'],
  ['money', 'numeric', 'money', 'number(19, 4)'],
  ['datetime', 'timestamp(3)', 'datetime', 'date'],
  ['datetime2', 'timestamp(6)', 'datetime2', 'timestamp'],
  ['uniqueidentifier', 'text', 'uniqueidentifier', 'varchar2(36 char)'],
  ['VARCHAR2(20)', 'text', 'nvarchar(20)', 'varchar2(20 char)'],
  ['VARCHAR2(4000)', 'text', 'nvarchar(4000)', 'varchar2(4000 char)'],
  ['CHAR(1)', 'text', 'nchar(1)', 'char(1 char)'],
  ['NUMBER(9)', 'integer', 'int', 'NUMBER(9)'],
  ['NUMBER(12)', 'bigint', 'bigint', 'NUMBER(12)'],
  ['NUMBER(38)', 'numeric(38)', 'decimal(38, 0)', 'NUMBER(38)'],
  ['NUMBER(18,4)', 'numeric(18,4)', 'decimal(18,4)', 'NUMBER(18,4)'],
  ['DATE', 'timestamp(0)', 'datetime', 'DATE'],
  ['TIMESTAMP(6)', 'timestamp(6)', 'datetime2', 'timestamp'],
  ['CLOB', 'text', 'nvarchar(max)', 'clob'],
];

describe('column types of a test database', () => {
  for (const [declared, postgres, mssql, oracle] of rows) {
    it(declared, () =>
      assert.deepEqual(
        [postgresType(declared), mssqlType(declared), oracleType(declared)],
        [postgres, mssql, oracle],
      ),
    );
  }
  it('a type that nobody has is none', () => assert.equal(mssqlType('hologram'), undefined));
  for (const cms of profileNames(DATA_DIR)) {
    it(`every type in the catalogue of ${cms} is known to all`, () => {
      const declared = [...loadProfile(DATA_DIR, cms).catalogue.values()].flatMap((table) =>
        [...table.columns.values()].map((column) => column.declared),
      );
      assert.deepEqual(
        [...new Set(declared)].filter((type) =>
          [postgresType, mssqlType, oracleType].some((typeOf) => typeOf(type) === undefined),
        ),
        [],
      );
    });
  }
});
