import { DIALECTS } from '../../src/query/dialects/index.ts';
import { oracleType } from '../../src/testdb/types/oracle.ts';
import type { OracleConnection } from '../../src/site/model.ts';
import { type Backing, type Cell, OracleError, type Rows, rowsOf } from '../servers/tns/backing.ts';
import type { TnsServer } from '../servers/tns/server.ts';
import { siteWith } from '../support/site.ts';
import { DICTIONARY, text } from './oracle-support.ts';
import {
  DISTURBED,
  type RunSite,
  columnsOfRun,
  declaredOf,
  queriesFor,
  runSite,
} from './run-support.ts';

/** An Oracle server that answers the queries of a run of three objects, and faults of it. */
export const ROWS = 700;
export const queries = queriesFor({ dialect: DIALECTS.oracle, place: { schema: 'CMS' } });

/** Columns as the server's dictionary lists them. */
export const listed = (columns: readonly (readonly [string, string])[]): Cell[][] =>
  columns.map(([table, column]) => {
    const declared = oracleType(declaredOf(table, column)) ?? '';
    const [, type = '', size = null] = /^([^(]*)(?:\((\d+))?/.exec(declared.toUpperCase()) ?? [];
    const sizes = type === 'NUMBER' ? [null, size, '0'] : [size, null, null];
    return [table, column, type, ...sizes];
  });

export const needed = listed(columnsOfRun);

/**
 * What the CMS holds; `instead` answers a query of the named object otherwise, by the time it is
 * asked for.
 */
export function cms(
  instead: Readonly<Record<string, (time: number) => Promise<Rows> | undefined>> = {},
  dictionary = needed,
  indexes: Cell[][] = [],
): Backing {
  const times = new Map<string, number>();
  return {
    execute: (sql) => {
      if (sql.includes('all_ind_columns')) {
        return Promise.resolve(rowsOf(['T', 'C'].map(text), indexes));
      }
      if (sql.includes('all_tab_columns')) {
        return Promise.resolve(rowsOf(['T', 'C', 'D', 'L', 'P', 'S'].map(text), dictionary));
      }
      const known = DICTIONARY.find(([pattern]) => pattern.test(sql));
      if (known) return Promise.resolve(known[1]([]));
      const query = queries.find((item) => item.sql === sql);
      if (!query) {
        return /^(select|with)/.test(sql)
          ? Promise.reject(new OracleError(942, 'table or view does not exist'))
          : Promise.resolve(undefined);
      }
      const time = (times.get(query.object) ?? 0) + 1;
      times.set(query.object, time);
      return instead[query.object]?.(time) ?? Promise.resolve(table(query.columns));
    },
  };
}

const table = (columns: readonly string[], fail?: { after: number; error: OracleError }): Rows =>
  rowsOf(
    columns.map(text),
    Array.from({ length: ROWS }, (_, row) =>
      columns.map((_column, index): Cell => (index === 0 ? String(row + 1) : `child ${row + 1}`)),
    ),
    fail,
  );

/** The error after 300 rows of the disturbed query, each time or the first few. */
export const failing =
  (number: number, times = Infinity) =>
  (time: number): Promise<Rows> | undefined =>
    time > times
      ? undefined
      : Promise.resolve(
          table(queries.find(({ object }) => object === DISTURBED)?.columns ?? [], {
            after: 300,
            error: new OracleError(number, "'Bea Child' is no number"),
          }),
        );

/** A site in a folder of its own for a server. */
export function siteFor(server: TnsServer, more: Partial<OracleConnection> = {}): RunSite {
  const connection = {
    engine: 'oracle',
    connect_string: server.connectString,
    user: 'ssd_reader',
    password: { env: 'SSD_TEST_PASSWORD' },
    fetch_size: 100,
    ...more,
  };
  return runSite(siteWith({ connection, source: { schema: 'CMS' }, testdb: undefined }));
}
