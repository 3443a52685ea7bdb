import type { YamlPath } from '../yaml/read.ts';
import { FIELD_TYPES, type FieldType } from './model.ts';
import { type Reporter, reportError, reportWarning } from './reporter.ts';

/** How published specs name the types, besides our own names. */
const ALIASES: Readonly<Record<string, FieldType>> = {
  nvarchar: 'string',
  varchar: 'string',
  nchar: 'string',
  char: 'string',
  text: 'string',
  binary: 'string',
  integer: 'int',
  bigint: 'int',
  smallint: 'int',
  tinyint: 'int',
  decimal: 'float',
  numeric: 'float',
  real: 'float',
  bit: 'boolean',
  bool: 'boolean',
  datetime2: 'datetime',
  timestamp: 'datetime',
};

export interface ReadType {
  readonly type: FieldType;
  readonly size?: number | undefined;
}

/**
 * `nvarchar(48)`, `Datetime`, `Bit`, `string` … → one of our types and a size; an unknown one is an
 * error.
 */
export function readType(reporter: Reporter, node: unknown, path: YamlPath): ReadType | undefined {
  const match =
    typeof node === 'string'
      ? /^\s*([A-Za-z]\w*)\s*(?:\(\s*(\d+|max)\s*(?:,\s*\d+\s*)?\))?\s*$/i.exec(node)
      : null;
  const name = match?.[1]?.toLowerCase();
  const type =
    FIELD_TYPES.find((known) => known === name) ?? (name === undefined ? undefined : ALIASES[name]);
  if (type === undefined) {
    return reportError(
      reporter,
      path,
      'unknown-type',
      `the type ${JSON.stringify(node)} is not known`,
      `types: ${FIELD_TYPES.join(', ')}`,
    );
  }
  if (name === 'binary') {
    reportWarning(
      reporter,
      path,
      'binary-type',
      'the type BINARY is read as text: a CSV file holds no bytes',
    );
  }
  const size =
    type === 'string' && match?.[2] !== undefined && /^\d+$/.test(match[2])
      ? Number(match[2])
      : undefined;
  return { type, size };
}
