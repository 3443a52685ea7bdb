import type { Dialect } from '../dialect.ts';
import { mssql } from './mssql.ts';
import { oracle } from './oracle.ts';
import { postgres } from './postgres.ts';

/** Every dialect by name, and the only list of them. */
export const DIALECTS = { mssql, oracle, postgres } as const satisfies Readonly<
  Record<string, Dialect>
>;

export type DialectName = keyof typeof DIALECTS;

export const DIALECT_NAMES = Object.keys(DIALECTS) as readonly DialectName[];

export function isDialectName(name: string): name is DialectName {
  return Object.hasOwn(DIALECTS, name);
}
