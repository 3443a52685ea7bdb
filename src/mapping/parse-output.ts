import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import { type NamedValue, type Output, type Value, typeOf } from './language.ts';
import { didYouMean } from '../problems/suggest.ts';
import { mapNamed } from './named.ts';
import type { ParameterList } from './parameters.ts';
import { knownKeys } from './parse-rows.ts';
import { parseValue } from './parse-value.ts';

/** Parses what stands under a field: a value, or one of the JSON forms that the runner finishes. */
export function parseOutput(
  context: Context,
  scope: Scope,
  node: unknown,
  path: YamlPath,
): Output | undefined {
  if (isMap(node) && 'json_object' in node) return parseJsonObject(context, scope, node, path);
  if (isMap(node) && 'json_list' in node) {
    if (!knownKeys(context, node, ['json_list'], path)) return undefined;
    const value = parseValue(context, scope, node['json_list'], [...path, 'json_list']);
    return value && { kind: 'json_list', value };
  }
  if (isMap(node) && 'json_flags' in node) return parseJsonFlags(context, scope, node, path);
  const value = parseValue(context, scope, node, path);
  return value && { kind: 'value', value };
}

/**
 * `{json_flags: value, flags: $map of flag to entries, keys: [...], other: KEY, total: KEY, unset:
 * value}`: a list of `unset` while the map is not set.
 */
function parseJsonFlags(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Output | undefined {
  if (!knownKeys(context, node, ['json_flags', 'flags', 'keys', 'other', 'total', 'unset'], path)) {
    return undefined;
  }
  const value = parseValue(context, scope, node['json_flags'], [...path, 'json_flags']);
  const unset = parseValue(context, scope, node['unset'] ?? null, [...path, 'unset']);
  const { keys, other, total } = node;
  if (!Array.isArray(keys) || !keys.every((key) => typeof key === 'string')) {
    return report(
      context,
      [...path, 'keys'],
      'bad-value',
      'json_flags needs keys: the keys of the object, in their order',
    );
  }
  for (const [name, key] of Object.entries({ other, total })) {
    if (key !== undefined && (typeof key !== 'string' || !keys.includes(key))) {
      return report(context, [...path, name], 'bad-value', `${name} is one of the keys`);
    }
  }
  const lists = mapNamed<ParameterList>(
    context,
    node['flags'],
    ['integer_lists', 'text_lists'],
    [...path, 'flags'],
  );
  if (!value || !unset || !lists) {
    return lists
      ? undefined
      : report(
          context,
          [...path, 'flags'],
          'bad-value',
          'json_flags needs flags: the $name of a map of flag to list',
        );
  }
  if (Object.keys(lists).length === 0) {
    return unset.kind === 'null'
      ? { kind: 'value', value: unset }
      : { kind: 'json_list', value: unset };
  }
  const entriesOf = new Map(
    Object.entries(lists).map(([flag, entries]) => [flag, entries.map(String)]),
  );
  for (const flag of entriesOf.keys()) {
    if (!keys.includes(flag)) {
      report(
        context,
        [...path, 'flags'],
        'unknown-flag',
        `${String(node['flags'])} names the flag ${flag}, which is none of the standard's`,
        didYouMean(flag, keys),
      );
    }
  }
  return {
    kind: 'json_flags',
    value,
    unset,
    flags: {
      keys,
      entriesOf,
      ...(typeof other === 'string' ? { other } : {}),
      ...(typeof total === 'string' ? { total } : {}),
    },
  };
}

/**
 * `{json_object: {KEY: value}, cut_texts: 3, null_texts_as: ''}`: both options speak of parts that
 * are bare text columns, or any text.
 */
function parseJsonObject(
  context: Context,
  scope: Scope,
  node: Record<string, unknown>,
  path: YamlPath,
): Output | undefined {
  if (!knownKeys(context, node, ['json_object', 'cut_texts', 'null_texts_as'], path)) {
    return undefined;
  }
  const { json_object: parts, cut_texts: cut, null_texts_as: textDefault = null } = node;
  if (!isMap(parts)) {
    return report(
      context,
      [...path, 'json_object'],
      'bad-value',
      'json_object takes a map of key to value',
    );
  }
  if (cut !== undefined && typeof cut !== 'number') {
    return report(
      context,
      [...path, 'cut_texts'],
      'bad-value',
      'cut_texts is a number of characters',
    );
  }
  if (textDefault !== null && typeof textDefault !== 'string') {
    return report(context, [...path, 'null_texts_as'], 'bad-value', 'null_texts_as is a text');
  }
  const named = Object.entries(parts).map(([name, item]) => {
    const value = parseValue(context, scope, item, [...path, 'json_object', name]);
    return { name, value: value && cut !== undefined ? cutText(value, cut) : value };
  });
  return named.every((part): part is NamedValue => part.value !== undefined)
    ? { kind: 'json_object', parts: named, textDefault }
    : undefined;
}

function cutText(value: Value, length: number): Value {
  const bare = value.kind === 'column' && typeOf(value) === 'text';
  return bare
    ? {
        kind: 'call',
        fn: 'left',
        args: [value, { kind: 'constant', value: length, type: 'integer' }],
        type: 'text',
      }
    : value;
}
