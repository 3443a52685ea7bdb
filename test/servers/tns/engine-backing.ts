import type { Engine, EngineKind } from '../engine/engine.ts';
import {
  type Backing,
  type Cell,
  type ColumnType,
  OracleError,
  type Rows,
  rowsOf,
} from './backing.ts';
import { NO_EMPTY_TEXT, ORACLE_FUNCTIONS } from './oracle-functions.ts';
import { translate } from './translate.ts';

const TYPES: Readonly<Record<EngineKind, ColumnType>> = {
  text: 'varchar2',
  integer: 'number',
  bigint: 'number',
  decimal: 'number',
  float: 'binary_double',
  timestamp: 'timestamp',
  date: 'date',
  boolean: 'number',
  bytes: 'raw',
};

/** SQLSTATE → the error that Oracle would give. */
const ERRORS: Readonly<Record<string, readonly [number: number, text: string]>> = {
  '42P01': [942, 'table or view does not exist'],
  '42703': [904, 'invalid identifier'],
  '42883': [904, 'invalid identifier'],
  '42601': [933, 'SQL command not properly ended'],
  '22P02': [1722, 'invalid number'],
  '57014': [1013, 'user requested cancel of current operation'],
};

/** Executes Oracle statements in the shared engine, as translated. */
export async function engineBacking(engine: Engine): Promise<Backing> {
  await engine.define(NO_EMPTY_TEXT);
  await engine.define(ORACLE_FUNCTIONS);
  return { execute: (sql, binds, numeric) => execute(engine, sql, binds, numeric) };
}

async function execute(
  engine: Engine,
  sql: string,
  binds: readonly Cell[],
  numeric: readonly boolean[],
): Promise<Rows | undefined> {
  if (!/^\s*(select|with)\b/i.test(sql)) return undefined;
  try {
    const { columns, rows } = await engine.query(translate(sql, binds, numeric), binds);
    // what does not fit in a VARCHAR2 would be a CLOB in Oracle
    const types = columns.map(({ name, kind }, index) => ({
      name,
      type:
        kind === 'text' && rows.some((row) => Buffer.byteLength(row[index] ?? '') > 4000)
          ? ('clob' as const)
          : TYPES[kind],
    }));
    return rowsOf(types, rows);
  } catch (error) {
    const { code = '', message = '' } = error as { code?: string; message?: string };
    const [number, text] = ERRORS[code] ?? [
      900,
      `the engine refuses the translated statement: ${message}`,
    ];
    throw new OracleError(number, text);
  }
}
