import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ExtractionError, type SsdError } from '../../src/problems/errors.ts';
import { openEmbedded } from '../../src/sources/postgres/embedded.ts';
import { columnFault } from '../../src/sources/result-columns.ts';
import type { Source, SourceRow } from '../../src/sources/source.ts';
import { replay, rowsOf } from '../servers/tns/backing.ts';
import type { Backing } from '../servers/tds/backing.ts';
import { replayed } from '../servers/tds/replay.ts';
import { withSystem } from '../servers/tds/system.ts';
import { QUERY, connectionTo, isQuery, listen, withSource as onMssql } from './mssql-support.ts';
import {
  DICTIONARY,
  failure,
  serve,
  siteOf,
  text,
  withSource as onOracle,
} from './oracle-support.ts';

const never = new AbortController().signal;
const ASKED = { ...QUERY, columns: ['a', 'b'] };

/** What an answer may have in place of the columns a and b; undefined is no result at all. */
const WRONG: readonly [string, readonly string[] | undefined, RegExp][] = [
  ['fewer columns', ['a'], /1 in place of 2/],
  ['more columns', ['a', 'b', 'c'], /3 in place of 2/],
  ['columns in another order', ['b', 'a'], /column 1 is not "a"/],
  ['another name', ['a', 'x'], /column 2 is not "b"/],
  ['another case', ['a', 'B'], /column 2 is not "b"/],
  ['no result', undefined, /no result at all/],
];

async function drain(source: Source): Promise<SourceRow[]> {
  const rows: SourceRow[] = [];
  for await (const batch of source.stream(ASKED, { signal: never })) rows.push(...batch);
  return rows;
}

function assertRefused(error: SsdError, said: RegExp): void {
  assert.ok(error instanceof ExtractionError, String(error));
  assert.deepEqual([error.code, error.exitCode, error.passing], ['other-columns', 4, undefined]);
  assert.match(error.message, /^ssd_person: /);
  assert.match(error.message, said);
}

const oneRow = (names: readonly string[]): (string | null)[][] => [names.map(() => 'x')];

function answering(names: readonly string[] | undefined): Backing {
  const answer =
    names &&
    replayed(
      names.map((name) => ({ name, type: 'nvarchar(10)' })),
      oneRow(names),
    );
  return withSystem(
    { database: 'HDM' },
    { execute: (statement) => (isQuery(statement) ? answer : undefined) },
  );
}

describe('an answer with other columns than the query', () => {
  for (const [name, columns, said] of WRONG) {
    it(`SQL Server: ${name}`, async () => {
      const server = await listen({ backing: answering(columns) });
      await onMssql(connectionTo(server), async (source) =>
        assertRefused(await failure(drain(source)), said),
      );
    });

    if (!columns) continue;
    it(`Oracle: ${name}`, async () => {
      const rows = () => rowsOf(columns.map(text), oneRow(columns));
      const server = await serve({ backing: replay([[/from "t"/, rows], ...DICTIONARY]) });
      await onOracle(siteOf(server), async (source) =>
        assertRefused(await failure(drain(source)), said),
      );
    });
  }

  it('the right ones are taken, and so is an answer without rows', async () => {
    const server = await listen({ backing: answering(['a', 'b']) });
    await onMssql(connectionTo(server), async (source) =>
      assert.deepEqual(await drain(source), [['x', 'x']]),
    );
    const oracle = await serve({
      backing: replay([[/from "t"/, () => rowsOf([text('a'), text('b')], [])], ...DICTIONARY]),
    });
    await onOracle(siteOf(oracle), async (source) => assert.deepEqual(await drain(source), []));
  });

  it('the embedded database: likewise', async () => {
    const source = await openEmbedded({});
    try {
      await source.db.exec('create table t (a text, b text, "B" text)');
      const ask = async (sql: string): Promise<void> => {
        for await (const batch of source.stream({ ...ASKED, sql }, { signal: never })) {
          assert.equal(batch.length, 0);
        }
      };
      await ask('select a, b from t');
      assertRefused(await failure(ask('select b, a from t')), /column 1 is not "a"/);
      assertRefused(await failure(ask('select a from t')), /1 in place of 2/);
    } finally {
      await source.close();
    }
  });

  it('a name that PostgreSQL shortens is the same name', () => {
    const long = 'a_name_of_more_than_63_characters_that_nobody_would_want_to_type_at_all';
    assert.equal(columnFault([long], [long.slice(0, 63)]), undefined);
    assert.ok(columnFault([long], [long.slice(0, 62)]));
  });
});
