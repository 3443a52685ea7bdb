import assert from 'node:assert/strict';
import type { MssqlConnection } from '../../src/site/model.ts';
import { DIALECTS } from '../../src/query/dialects/index.ts';
import type { Backing } from '../servers/tds/backing.ts';
import type { Fault } from '../servers/tds/faults.ts';
import { replay, replayed } from '../servers/tds/replay.ts';
import type { TdsServerOptions } from '../servers/tds/server.ts';
import { type SystemFacts, withSystem } from '../servers/tds/system.ts';
import { writeMssqlSite } from './mssql-support.ts';
import {
  DISTURBED,
  type RunSite,
  columnsOfAll,
  declaredOf,
  queriesFor,
  runSite,
} from './run-support.ts';

/** A SQL Server that answers the queries of a run of three objects, and faults of it. */
export const ROWS = 1200;
export const queries = queriesFor({ dialect: DIALECTS.mssql });
export const disturbed = queries.find(({ object }) => object === DISTURBED)?.sql ?? '';
export const needed = columnsOfAll.map(([table, column]) => ({
  schema: 'Child_Social',
  table,
  column,
  type: declaredOf(table, column),
}));

export const answers = new Map(
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
export const SIZE = Array.from(answers.get(disturbed)?.rows ?? []).reduce(
  (sum, row) => sum + row.length,
  0,
);

export function cms(facts: Partial<SystemFacts> = {}): Backing {
  return withSystem(
    { database: 'HDM', columns: needed, ...facts },
    replay(
      ({ sql }) => answers.get(sql) ?? assert.fail(`an unexpected statement: ${sql.slice(0, 100)}`),
    ),
  );
}

export function siteFor(
  server: { readonly port: number },
  more: Partial<MssqlConnection> = {},
): RunSite {
  return runSite(writeMssqlSite(server, more));
}

type Misbehaviour = NonNullable<TdsServerOptions['fault']>;

/** The fault at each answer to the disturbed query, or at the first few. */
export const failing = (fault: Fault, times = Infinity): Misbehaviour => {
  let seen = 0;
  return ({ sql }) => (sql === disturbed && ++seen <= times ? fault : undefined);
};
