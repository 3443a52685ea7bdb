import { call } from './construct.ts';
import { type Cursor, everyOne } from './cursor.ts';
import type { NamedValue, Output, Value } from './language.ts';

/**
 * `{json_object: {KEY: value}, cut_texts: 3, null_texts_as: ''}`: both options speak of parts that
 * are bare text columns, or any text.
 */
export function parseJsonObject(node: Cursor): Output | undefined {
  if (!node.knowsOnly(['json_object', 'cut_texts', 'null_texts_as'])) return undefined;
  const parts = node.at('json_object');
  if (!parts.isMap) return parts.fail('bad-value', 'json_object takes a map of key to value');
  const cut = node.at('cut_texts').raw;
  if (cut !== undefined && typeof cut !== 'number') {
    return node.at('cut_texts').fail('bad-value', 'cut_texts is a number of characters');
  }
  const textDefault = node.at('null_texts_as').raw ?? null;
  if (textDefault !== null && typeof textDefault !== 'string') {
    return node.at('null_texts_as').fail('bad-value', 'null_texts_as is a text');
  }
  const named = everyOne(parts.entries().map(([name, part]) => parsePart(part, name, cut)));
  return named && { kind: 'json_object', parts: named, textDefault };
}

function parsePart(node: Cursor, name: string, cut: number | undefined): NamedValue | undefined {
  const value = node.value();
  return value && { name, value: cut === undefined ? value : cutText(value, cut) };
}

/** Only a bare text column is cut: a form says itself how long it is. */
function cutText(value: Value, length: number): Value {
  return value.kind === 'column' && value.type === 'text'
    ? call('left', [value, { kind: 'constant', value: length, type: 'integer' }], 'text')
    : value;
}
