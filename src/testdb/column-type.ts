import { ConfigError } from '../problems/errors.ts';
import type { TypeOf } from './types/type-table.ts';

/** @throws ConfigError for a declared type that the engine has no counterpart for. */
export function columnType(
  typeOf: TypeOf,
  table: string,
  column: string,
  declared: string,
): string {
  const type = typeOf(declared);
  if (type !== undefined) return type;
  throw new ConfigError({
    code: 'unknown-type',
    message: `column ${table}.${column} has the type "${declared}", which testdb does not know`,
    hint: 'mend tables.json',
  });
}
