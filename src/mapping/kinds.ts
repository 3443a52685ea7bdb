import type { ValueType } from './catalogue.ts';
import type { Cursor } from './cursor.ts';
import { type Value, typeOf } from './language.ts';

type Kind = ValueType | null | undefined;

export function isDate(type: Kind): boolean {
  return type === 'date' || type === 'datetime';
}

export function isNumber(type: Kind): boolean {
  return type === 'integer' || type === 'decimal' || type === 'float';
}

/** Whether a value can stand where a date is wanted: null always can. */
export function canBeDate(value: Value): boolean {
  const type = typeOf(value);
  return type === null || isDate(type);
}

/** The kind of a value as messages name it. */
export function showKind(value: Value): string {
  return typeOf(value) ?? 'null';
}

/** The one kind that all the values have, nulls not counted; nothing is converted in silence. */
export function sharedKind(node: Cursor, values: readonly Value[]): ValueType | undefined {
  const types = [...new Set(values.map(typeOf).filter((type) => type !== null))];
  if (types.length === 1) return types[0];
  if (types.length === 0) return node.fail('wrong-type', 'every value here is null');
  if (types.every(isDate)) return 'datetime';
  return node.fail(
    'wrong-type',
    `the values here are of different kinds: ${types.join(', ')}`,
    'convert them to one: to_text, to_integer, to_float, to_datetime',
  );
}
