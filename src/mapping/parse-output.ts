import { cell } from './construct.ts';
import type { Cursor } from './cursor.ts';
import type { Output } from './language.ts';
import { parseJsonFlags } from './parse-json-flags.ts';
import { parseJsonObject } from './parse-json-object.ts';

/** Parses what stands under a field: a value, or one of the JSON forms that the runner finishes. */
export function parseOutput(node: Cursor): Output | undefined {
  if (node.has('json_object')) return parseJsonObject(node);
  if (node.has('json_list')) {
    if (!node.knowsOnly(['json_list'])) return undefined;
    const value = node.at('json_list').value();
    return value && { kind: 'json_list', value };
  }
  if (node.has('json_flags')) return parseJsonFlags(node);
  const value = node.value();
  return value && cell(value);
}
