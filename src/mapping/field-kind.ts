import type { FieldType, SpecField } from '../spec/model.ts';
import type { ValueType } from './catalogue.ts';
import { isDate, isNumber } from './kinds.ts';
import { type Output, typeOf } from './language.ts';

/** The kind of value that a field of the standard holds. */
export const KIND_OF_FIELD: Readonly<Record<FieldType, ValueType>> = {
  string: 'text',
  categorical: 'text',
  list: 'text',
  boolean: 'text',
  int: 'integer',
  float: 'float',
  date: 'date',
  datetime: 'datetime',
};

/** Why a value does not belong in a field; undefined when it does. */
export function misfitOf({ name, type }: SpecField, output: Output): string | undefined {
  const kind = output.kind === 'json_object' ? 'text' : typeOf(output.value);
  if (kind === null || output.kind === 'json_list') return undefined;
  if (type === 'list') return `${name} is a list: json_list makes one`;
  return canHold(KIND_OF_FIELD[type], kind)
    ? undefined
    : `${name} is of type ${type}, this value is ${kind}`;
}

/** A text field holds numbers too, because ids are numbers in many a CMS. */
function canHold(wanted: ValueType, kind: ValueType): boolean {
  if (wanted === 'text') return !isDate(kind);
  return isDate(wanted) ? isDate(kind) : isNumber(kind);
}
