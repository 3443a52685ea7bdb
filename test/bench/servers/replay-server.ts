/**
 * A replay server in a process of its own, forked: `mssql` or `oracle`, its settings as JSON. It
 * sends its port, then its own processor time whenever it is asked.
 */
import { oracleType } from '../../../src/testdb/types/oracle.ts';
import { DICTIONARY, text } from '../../wire/oracle-support.ts';
import {
  type Backing as OracleBacking,
  OracleError,
  type Rows,
  rowsOf,
} from '../../servers/tns/backing.ts';
import { TnsServer } from '../../servers/tns/server.ts';
import type { Backing, Result } from '../../servers/tds/backing.ts';
import { replay, replayed } from '../../servers/tds/replay.ts';
import { TdsServer } from '../../servers/tds/server.ts';
import { withSystem } from '../../servers/tds/system.ts';
import { type Sizes, TABLES, columnsOf, rowsIn, tableIn } from '../dataset.ts';
import { processor } from '../figures.ts';
import { type BenchQueries, queriesFor } from '../queries.ts';
import { type TdsSizes, tdsTable } from './tds-blocks.ts';
import { tnsTable } from './tns-blocks.ts';

export interface ReplaySettings {
  readonly engine: 'mssql' | 'oracle';
  readonly spec: string;
  readonly sizes: Sizes;
  /** Every row has a finding. */
  readonly spoilt: boolean;
}

type Make<T> = (
  names: readonly string[],
  columns: ReturnType<typeof columnsOf>,
  sizes: TdsSizes,
) => T;

function tablesOf<T>(
  { sizes, spoilt }: ReplaySettings,
  { queries }: BenchQueries,
  make: Make<T>,
): ReadonlyMap<string, T> {
  return new Map(
    [...TABLES].map(([table, { object, shape }]): [string, T] => {
      const people = shape === 'person' ? undefined : sizes.person;
      const names = queries.get(object)?.columns ?? [];
      return [table, make(names, columnsOf(shape, spoilt), { rows: rowsIn(table, sizes), people })];
    }),
  );
}

function mssqlBacking(settings: ReplaySettings): Backing {
  const queries = queriesFor(settings.spec, 'mssql');
  const tables = tablesOf<Result>(settings, queries, tdsTable);
  const columns = queries.columns.map(([table, column, type]) => ({
    schema: 'dbo',
    table,
    column,
    type,
  }));
  return withSystem(
    { database: 'BENCH', snapshot: true, columns },
    replay(({ sql }) => tables.get(tableIn(sql) ?? '') ?? replayed([], [])),
  );
}

function oracleBacking(settings: ReplaySettings): OracleBacking {
  const queries = queriesFor(settings.spec, 'oracle');
  const tables = tablesOf<() => Rows>(settings, queries, tnsTable);
  const columns = queries.columns.map(([table, column, declared]) => {
    const type = oracleType(declared)?.toUpperCase() ?? '';
    const [, name = '', size = null] = /^([^(]*)(?:\((\d+))?/.exec(type) ?? [];
    const sizes = name === 'NUMBER' ? [null, size, '0'] : [size, null, null];
    return [table, column, name, ...sizes];
  });
  return {
    execute: (sql) => {
      if (sql.includes('all_ind_columns')) return Promise.resolve(rowsOf(['T', 'C'].map(text), []));
      if (sql.includes('all_tab_columns')) {
        return Promise.resolve(rowsOf(['T', 'C', 'D', 'L', 'P', 'S'].map(text), columns));
      }
      const known = DICTIONARY.find(([pattern]) => pattern.test(sql));
      if (known) return Promise.resolve(known[1]([]));
      const rows = tables.get(tableIn(sql) ?? '');
      if (rows) return Promise.resolve(rows());
      return /^\s*(select|with)/i.test(sql)
        ? Promise.reject(new OracleError(942, 'table or view does not exist'))
        : Promise.resolve(undefined);
    },
  };
}

async function serve(settings: ReplaySettings): Promise<number> {
  if (settings.engine === 'mssql') {
    const server = await TdsServer.listen({ backing: mssqlBacking(settings) });
    return server.port;
  }
  const server = await TnsServer.start({ backing: oracleBacking(settings) });
  return server.port;
}

process.on('message', () => process.send?.(processor()));
process.on('disconnect', () => process.exit());
process.send?.(await serve(JSON.parse(process.argv[2] ?? '') as ReplaySettings));
