import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExtractionError } from '../../src/problems/errors.ts';
import { StatementError } from '../servers/tds/backing.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { OracleError, replay as replayOracle, rowsOf } from '../servers/tns/backing.ts';
import { connectionTo, listen, withSource } from './mssql-support.ts';
import { DICTIONARY, serve, siteOf, text, withSource as withOracle } from './oracle-support.ts';

const QUERY = {
  name: 'ssd_person',
  sql: `select "NAME" from "T" where "KIND" = @kind and "ID" = @id${' '.repeat(5000)}`,
  parameters: [
    { name: 'kind', type: 'text', value: 'a' },
    { name: 'id', type: 'integer', value: 1 },
  ],
} as const;

describe('a query that is prepared and not run', () => {
  it('on SQL Server: is sent as text, and refused with the name that is not there', async () => {
    const asked: (string | null)[] = [];
    const backing = withSystem(
      { database: 'HDM' },
      replay(({ sql, parameters }) => {
        if (!/from "T"/.test(sql)) return replayed([], []);
        asked.push(...parameters.map(({ value }) => value));
        if (/"NAME"/.test(sql)) return replayed([{ name: 'NAME', type: 'nvarchar(5)' }], []);
        throw new StatementError({ number: 207, message: "Invalid column name 'GONE'." });
      }),
    );
    const server = await listen({ backing });
    await withSource(connectionTo(server), async (source) => {
      await source.prepare(QUERY);
      assert.deepEqual(asked, [null, null], 'without values');
      await assert.rejects(
        source.prepare({ ...QUERY, sql: QUERY.sql.replace('NAME', 'GONE') }),
        (error) =>
          error instanceof ExtractionError && /ssd_person: .*GONE.*error 207/.test(error.message),
      );
    });
  });

  it('on Oracle: is parsed, and refused with the number', async () => {
    const server = await serve({
      backing: replayOracle([
        [/"NAME"/, () => rowsOf([text('NAME')], [])],
        [
          /"GONE"/,
          () => {
            throw new OracleError(904, '"GONE": invalid identifier');
          },
        ],
        ...DICTIONARY,
      ]),
    });
    await withOracle(siteOf(server), async (source) => {
      await source.prepare({ ...QUERY, sql: 'select "NAME" from t where a = :kind' });
      await assert.rejects(
        source.prepare({ ...QUERY, sql: 'select "GONE" from t where a = :kind' }),
        (error) => error instanceof ExtractionError && /ORA-00904/.test(error.message),
      );
    });
  });
});
