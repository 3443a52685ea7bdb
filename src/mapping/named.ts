import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, report } from './context.ts';
import type { Parameter, ParameterList } from './parameters.ts';

/**
 * The parameter or moment that `$name` stands for. One that the authority has not set is noted, so
 * that `check` can tell what that empties.
 */
export function parameterNamed(
  context: Context,
  name: string,
  path: YamlPath,
): Parameter | undefined {
  const parameter = context.parameters.get(name);
  if (!parameter) {
    return report(
      context,
      path,
      'unknown-parameter',
      `nothing is named $${name}`,
      didYouMean(name, [...context.parameters.keys()]),
    );
  }
  if (parameter.type !== 'moment' && parameter.value === undefined) {
    context.unset.push({ parameter: name, path });
  }
  return parameter;
}

/**
 * The list of `$list`, or of `$lists.name`; `$lists` alone is all of its lists together. Nothing is
 * in a list that is not set.
 */
export function listNamed(
  context: Context,
  text: string,
  path: YamlPath,
): ParameterList | undefined {
  const [name = '', entry, ...rest] = text.slice(1).split('.');
  const parameter = parameterNamed(context, name, path);
  if (!parameter) return undefined;
  const several = parameter.type === 'text_lists' || parameter.type === 'integer_lists';
  const single = parameter.type === 'text_list' || parameter.type === 'integer_list';
  if ((!several && !single) || rest.length > 0 || (entry !== undefined && !several)) {
    return report(context, path, 'wrong-type', `${text} is not a list`);
  }
  if (parameter.value === undefined) return [];
  if (single) return parameter.value as ParameterList;
  const lists = parameter.value as Readonly<Record<string, ParameterList>>;
  if (entry === undefined) return Object.values(lists).flat() as ParameterList;
  const list = lists[entry];
  if (!list) context.unset.push({ parameter: `${name}.${entry}`, path });
  return list ?? [];
}

/**
 * Whether the authority has put anything into what is named: a list or a map that is not empty, any
 * other value.
 */
export function isGiven(context: Context, text: unknown, path: YamlPath): boolean | undefined {
  if (typeof text !== 'string' || !text.startsWith('$')) {
    return report(
      context,
      path,
      'bad-condition',
      'given takes the $name of a parameter, or a list of them',
    );
  }
  const named = text.includes('.')
    ? { value: listNamed(context, text, path) }
    : parameterNamed(context, text.slice(1), path);
  return (
    named &&
    (typeof named.value === 'object'
      ? Object.keys(named.value).length > 0
      : named.value !== undefined)
  );
}

/** The entries of a `$map`: text to text, or name to list; none when it is not set. */
export function mapNamed<T>(
  context: Context,
  text: unknown,
  types: readonly Parameter['type'][],
  path: YamlPath,
): Readonly<Record<string, T>> | undefined {
  const parameter =
    typeof text === 'string' && text.startsWith('$')
      ? parameterNamed(context, text.slice(1), path)
      : undefined;
  if (!parameter) return undefined;
  if (!types.includes(parameter.type)) {
    return report(
      context,
      path,
      'wrong-type',
      `${String(text)} is not a parameter of type ${types.join(' or ')}`,
    );
  }
  return (parameter.value ?? {}) as Readonly<Record<string, T>>;
}
