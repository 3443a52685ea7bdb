import { didYouMean } from '../problems/suggest.ts';
import { cell } from './construct.ts';
import type { Cursor } from './cursor.ts';
import type { Output } from './language.ts';
import { mapNamed } from './named-parameters.ts';
import type { ParameterList } from './parameters.ts';

/**
 * `{json_flags: value, flags: $map of flag to entries, keys: [...], other: KEY, total: KEY, unset:
 * value}`: a list of `unset` while the map is not set.
 */
export function parseJsonFlags(node: Cursor): Output | undefined {
  if (!node.knowsOnly(['json_flags', 'flags', 'keys', 'other', 'total', 'unset'])) {
    return undefined;
  }
  const value = node.at('json_flags').value();
  const written = node.at('unset');
  const unset = written.reading(written.raw ?? null).value();
  const keys = parseKeys(node.at('keys'));
  if (!keys) return undefined;
  const [other, total] = [node.at('other').raw, node.at('total').raw];
  for (const [name, key] of Object.entries({ other, total })) {
    if (key !== undefined && !isOneOf(keys, key)) {
      return node.at(name).fail('bad-value', `${name} is one of the keys`);
    }
  }
  const flags = node.at('flags');
  const lists = mapNamed<ParameterList>(flags, ['integer_lists', 'text_lists']);
  if (!lists) {
    return flags.fail('bad-value', 'json_flags needs flags: the $name of a map of flag to list');
  }
  if (!value || !unset) return undefined;
  if (Object.keys(lists).length === 0) {
    return unset.kind === 'null' ? cell(unset) : { kind: 'json_list', value: unset };
  }
  const entriesOf = new Map(
    Object.entries(lists).map(([flag, entries]) => [flag, entries.map(String)]),
  );
  for (const flag of entriesOf.keys()) {
    if (keys.includes(flag)) continue;
    flags.fail(
      'unknown-flag',
      `${String(flags.raw)} names the flag ${flag}, which is none of the standard's`,
      didYouMean(flag, keys),
    );
  }
  return {
    kind: 'json_flags',
    value,
    unset,
    flags: {
      keys,
      entriesOf,
      other: isOneOf(keys, other) ? other : undefined,
      total: isOneOf(keys, total) ? total : undefined,
    },
  };
}

function parseKeys(node: Cursor): readonly string[] | undefined {
  const { raw } = node;
  return Array.isArray(raw) && raw.every((key) => typeof key === 'string')
    ? raw
    : node.fail('bad-value', 'json_flags needs keys: the keys of the object, in their order');
}

function isOneOf(keys: readonly string[], key: unknown): key is string {
  return typeof key === 'string' && keys.includes(key);
}
