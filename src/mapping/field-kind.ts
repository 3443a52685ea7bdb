import type { FieldType, SpecField } from '../spec/model.ts';
import type { ValueType } from './catalogue.ts';
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

/**
 * Why a value does not belong in a field; undefined when it does. A text field shows numbers too:
 * ids are such.
 */
export function fitsField({ name, type }: SpecField, output: Output): string | undefined {
  const kind = output.kind === 'json_object' ? 'text' : typeOf(output.value);
  if (kind === null || output.kind === 'json_list') return undefined;
  if (type === 'list') return `${name} is a list: json_list makes one`;
  const dates = kind === 'date' || kind === 'datetime';
  const numbers = kind === 'integer' || kind === 'decimal' || kind === 'float';
  const wanted = KIND_OF_FIELD[type];
  const good =
    wanted === 'text' ? !dates : wanted === 'date' || wanted === 'datetime' ? dates : numbers;
  return good ? undefined : `${name} is of type ${type}, this value is ${kind}`;
}
