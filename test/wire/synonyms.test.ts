import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cliHere } from '../support/cli-here.ts';
import { rowsOf } from '../servers/tns/backing.ts';
import { replay } from '../servers/tns/backing.ts';
import { cms, needed, siteFor } from './mssql-run-support.ts';
import { connectionTo, listen, replayOf, withSource } from './mssql-support.ts';
import { DICTIONARY, serve, siteOf, text, withSource as withOracle } from './oracle-support.ts';

describe('synonyms on SQL Server', () => {
  const columns = [
    { schema: 'dbo', table: 'Person', column: 'ID', type: 'int' },
    { database: 'Other', schema: 'x', table: 'odd.name]', column: 'NAME', type: 'nvarchar(50)' },
  ];
  const synonyms = [
    { schema: 'S', name: 'A', base: '[dbo].[Person]' },
    { schema: 'S', name: 'B', base: '[Other].[x].[odd.name]]]' },
    { schema: 'S', name: 'C', base: 'Person' },
    { schema: 'S', name: 'D', base: '[LINKED].[HDM]..[Person]' },
  ];
  const ask = (table: string, ...names: string[]) => ({ schema: 'S', table, columns: names });

  it('have the columns of what they stand for, in another schema or database too', async () => {
    const server = await listen({ backing: replayOf(1, { columns, synonyms }) });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await source.columns([ask('A', 'ID'), ask('B', 'NAME'), ask('C', 'ID')]), [
        { table: 'A', column: 'ID', type: 'int' },
        { table: 'B', column: 'NAME', type: 'nvarchar(50)' },
        { table: 'C', column: 'ID', type: 'int' },
      ]),
    );
  });

  it('count as there when they stand for a table of a linked server, whose types nobody says', async () => {
    const server = await listen({ backing: replayOf(1, { columns, synonyms }) });
    await withSource(connectionTo(server), async (source) =>
      assert.deepEqual(await source.columns([ask('D', 'ID', 'NAME'), ask('E', 'ID')]), [
        { table: 'D', column: 'ID', type: '' },
        { table: 'D', column: 'NAME', type: '' },
      ]),
    );
  });

  it('are found by check in the place of every table', async () => {
    const moved = needed.map((column) => ({ ...column, database: 'LIVE', schema: 'dbo' }));
    const named = [...new Set(needed.map(({ table }) => table))].map((name) => ({
      schema: 'Child_Social',
      name,
      base: `[LIVE].[dbo].[${name}]`,
    }));
    const server = await listen({ backing: cms({ columns: moved, synonyms: named }) });
    const { code, out, err } = await cliHere(['check', '--site', siteFor(server).site]);
    assert.equal(code, 0, out + err);
    assert.match(out, /everything is there: \d+ tables/);
  });
});

describe('synonyms on Oracle', () => {
  /** Table and column by owner, and synonyms by owner and name. */
  const backing = replay([
    [
      /all_tab_columns/,
      (binds) =>
        rowsOf(
          ['T', 'C', 'D', 'L', 'P', 'S'].map(text),
          binds[0] === 'REAL' && binds.includes('PERSONS')
            ? [['PERSONS', 'ID', 'NUMBER', '0', '9', '0']]
            : [],
        ),
    ],
    [
      /all_synonyms/,
      (binds) =>
        rowsOf(
          ['S', 'O', 'T', 'L', 'P'].map(text),
          [
            ['PRIVATE', 'REAL', 'PERSONS', null, 'CMS'],
            ['OPEN', 'REAL', 'PERSONS', null, 'PUBLIC'],
            ['CHAIN', 'CMS', 'PRIVATE', null, 'CMS'],
            ['AFAR', 'REAL', 'PERSONS', 'LIVE.WORLD', 'CMS'],
          ].filter(([name = null]) => binds.includes(name)),
        ),
    ],
    ...DICTIONARY,
  ]);
  const ask = (table: string) => ({ schema: 'CMS', table, columns: ['ID'] });

  it('private, public, of another synonym and over a database link count as tables', async () => {
    const server = await serve({ backing });
    const found = await withOracle(siteOf(server), (source) =>
      source.columns(['PRIVATE', 'OPEN', 'CHAIN', 'AFAR', 'NONE'].map(ask)),
    );
    assert.deepEqual(found, [
      { table: 'PRIVATE', column: 'ID', type: 'NUMBER(9)' },
      // known by its bare name only
      { table: 'OPEN', column: 'ID', type: 'NUMBER(9)', path: ['OPEN'] },
      { table: 'CHAIN', column: 'ID', type: 'NUMBER(9)' },
      { table: 'AFAR', column: 'ID', type: '' },
    ]);
  });
});
