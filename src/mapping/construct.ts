import type { ValueType } from './catalogue.ts';
import type { FunctionName } from './functions.ts';
import type {
  ColumnValue,
  Comparison,
  Condition,
  Output,
  RelationName,
  Rows,
  Value,
} from './language.ts';

/** Short ways to write the parts of the language that code makes itself. */

export const NULL: Value = { kind: 'null' };

export const FAR_FUTURE: Value = moment('far_future');

export function constant(value: string | number): Value & { readonly kind: 'constant' } {
  if (typeof value === 'string') return { kind: 'constant', value, type: 'text' };
  return { kind: 'constant', value, type: Number.isInteger(value) ? 'integer' : 'decimal' };
}

export function moment(name: string): Value {
  return { kind: 'moment', name, type: 'datetime' };
}

/** `alias.COLUMN` of a relation that has it with this type. */
export function column(
  alias: string,
  name: string,
  relation: RelationName,
  type: ValueType,
): ColumnValue {
  return { kind: 'column', alias, column: name, relation, type };
}

export function call(fn: FunctionName, args: readonly Value[], type: ValueType): Value {
  return { kind: 'call', fn, args, type };
}

/** The end of a period: a moment, or one in the far future when it is null. */
export function openEnd(value: Value): Value {
  return call('coalesce', [value, FAR_FUTURE], 'datetime');
}

export function compare(operator: Comparison, left: Value, right: Value): Condition {
  return { kind: 'compare', operator, left, right };
}

export function all(of: readonly Condition[]): Condition {
  return { kind: 'all', of };
}

/** Every row of a relation. */
export function plainRows(alias: string, relation: RelationName): Rows {
  return { alias, relation, joins: [], where: [] };
}

/** A cell that holds the value as the query returns it. */
export function cell(value: Value): Output {
  return { kind: 'value', value };
}
