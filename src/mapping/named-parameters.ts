import { didYouMean } from '../problems/suggest.ts';
import type { Cursor } from './cursor.ts';
import type { Parameter, ParameterList } from './parameters.ts';

/**
 * The parameter or moment whose `$name` is written here. One that the authority has not set is
 * noted, so that `check` can say what that empties.
 */
export function parameterNamed(node: Cursor, name = node.parameterName): Parameter | undefined {
  const { parameters, unset } = node.context;
  const parameter = parameters.get(name ?? '');
  if (!parameter) {
    return node.fail(
      'unknown-parameter',
      `nothing is named $${name ?? ''}`,
      didYouMean(name ?? '', [...parameters.keys()]),
    );
  }
  if (parameter.type !== 'moment' && parameter.value === undefined) {
    unset.push({ parameter: parameter.name, path: node.path });
  }
  return parameter;
}

/**
 * The list of `$list`, or of `$lists.name`; `$lists` alone is all of its lists together. Nothing is
 * in a list that is not set.
 */
export function listNamed(node: Cursor): ParameterList | undefined {
  const [name = '', entry, ...rest] = (node.parameterName ?? '').split('.');
  const parameter = parameterNamed(node, name);
  if (!parameter) return undefined;
  const several = parameter.type === 'text_lists' || parameter.type === 'integer_lists';
  const single = parameter.type === 'text_list' || parameter.type === 'integer_list';
  const entryOfOne = entry !== undefined && !several;
  if ((!several && !single) || rest.length > 0 || entryOfOne) {
    return node.fail('wrong-type', `${String(node.raw)} is not a list`);
  }
  if (parameter.value === undefined) return [];
  if (single) return parameter.value as ParameterList;
  const lists = parameter.value as Readonly<Record<string, ParameterList>>;
  if (entry === undefined) return Object.values(lists).flat() as ParameterList;
  const list = lists[entry];
  if (!list) node.context.unset.push({ parameter: `${name}.${entry}`, path: node.path });
  return list ?? [];
}

/**
 * Whether the authority has put anything into what is named: a list or a map that is not empty, any
 * other value.
 */
export function isGiven(node: Cursor): boolean | undefined {
  const name = node.parameterName;
  if (name === undefined) {
    return node.fail('bad-condition', 'given takes the $name of a parameter, or a list of them');
  }
  const named = name.includes('.') ? { value: listNamed(node) } : parameterNamed(node);
  if (!named) return undefined;
  return typeof named.value === 'object'
    ? Object.keys(named.value).length > 0
    : named.value !== undefined;
}

/** The entries of a `$map`: text to text, or name to list; none when it is not set. */
export function mapNamed<T>(
  node: Cursor,
  types: readonly Parameter['type'][],
): Readonly<Record<string, T>> | undefined {
  if (node.parameterName === undefined) return undefined;
  const parameter = parameterNamed(node);
  if (!parameter) return undefined;
  if (!types.includes(parameter.type)) {
    return node.fail(
      'wrong-type',
      `${String(node.raw)} is not a parameter of type ${types.join(' or ')}`,
    );
  }
  return (parameter.value ?? {}) as Readonly<Record<string, T>>;
}
