import type { Dialect, DialectName } from '../dialect.ts';
import { mssql } from './mssql.ts';
import { oracle } from './oracle.ts';
import { postgres } from './postgres.ts';

/** Every dialect by name. */
export const DIALECTS: Readonly<Record<DialectName, Dialect>> = { mssql, oracle, postgres };
