import oracledb, { type FetchTypeResponse, type Metadata } from 'oracledb';
import { ExtractionError } from '../../problems/errors.ts';
import type { BoundParameter } from '../../query/parameter.ts';
import type { SourceRow } from '../source.ts';

const text: FetchTypeResponse = { type: oracledb.DB_TYPE_VARCHAR };
/** Blanks at the end of a fixed-width text are the database's padding, not what somebody typed. */
const unpadded: FetchTypeResponse = {
  type: oracledb.DB_TYPE_VARCHAR,
  converter: (value: unknown) => (typeof value === 'string' ? value.replace(/ +$/, '') : value),
};

/**
 * How each type comes as text without losing anything: NUMBER and LOBs as the server sends them,
 * RAW in hexadecimal.
 */
const HANDLERS = new Map<unknown, FetchTypeResponse>([
  [oracledb.DB_TYPE_VARCHAR, text],
  [oracledb.DB_TYPE_NVARCHAR, text],
  [oracledb.DB_TYPE_CHAR, unpadded],
  [oracledb.DB_TYPE_NCHAR, unpadded],
  [oracledb.DB_TYPE_CLOB, text],
  [oracledb.DB_TYPE_NCLOB, text],
  [oracledb.DB_TYPE_LONG, text],
  [oracledb.DB_TYPE_NUMBER, text],
  [oracledb.DB_TYPE_BINARY_DOUBLE, text],
  [oracledb.DB_TYPE_BINARY_FLOAT, text],
  [oracledb.DB_TYPE_RAW, text],
  [oracledb.DB_TYPE_ROWID, text],
]);

export function asText(column: Metadata<SourceRow>): FetchTypeResponse | undefined {
  return HANDLERS.get(column.dbType);
}

/**
 * Refuses columns that the driver would change on the way: it makes moments of this machine's own
 * time zone out of DATE and TIMESTAMP, in which the hour that a change of clocks leaves out does
 * not exist. Our own queries write every moment as text.
 * @throws ExtractionError naming the columns.
 */
export function refuseLossy(object: string, columns: readonly Metadata<SourceRow>[]): void {
  const lossy = columns.filter((column) => !HANDLERS.has(column.dbType));
  if (lossy.length === 0) return;
  throw new ExtractionError({
    code: 'not-text',
    message: `${object}: ${lossy.map((column) => `${column.name} (${column.dbTypeName ?? 'unknown type'})`).join(', ')} cannot be read without loss`,
    hint: `write it as text in the query: to_char(…, 'YYYY-MM-DD"T"HH24:MI:SS')`,
  });
}

/** Values by name; a number is bound as NUMBER, everything else as text. */
export function bindsOf(parameters: readonly BoundParameter[]): Record<string, string | number> {
  return Object.fromEntries(parameters.map(({ name, value }) => [name, value]));
}
