import type { ValueType } from './catalogue.ts';
import { type Cursor, everyOne } from './cursor.ts';
import { type NamedValue, typeOf } from './language.ts';

/** `{NAME: value, …}` */
export function parseNamedValues(node: Cursor): NamedValue[] | undefined {
  if (!node.isMap) {
    return node.fail('bad-rows', 'a map of column name to value belongs here');
  }
  return everyOne(
    node.entries().map(([name, item]) => {
      const value = item.value();
      return value && { name, value };
    }),
  );
}

/** The columns of a relation made of named values; null columns count as text. */
export function columnsOf(named: readonly NamedValue[]): Map<string, ValueType> {
  return new Map(named.map(({ name, value }) => [name, typeOf(value) ?? 'text']));
}
