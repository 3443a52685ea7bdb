import type { YamlFile } from '../yaml/read.ts';
import { type Context, isMap, report } from './context.ts';
import { parameterNamed } from './named.ts';

export interface Chosen {
  /** The mapping file as if it held nothing but the variant. */
  readonly yaml: YamlFile;
  /** Whether the spec speaks of it: of the first, which is used unless the site chooses another. */
  readonly ofSpec: boolean;
}

/**
 * `choose: $parameter` names one of `variants`, each a mapping of its own. A file without variants
 * is its own and only one.
 */
export function chooseVariant(context: Context): Chosen | undefined {
  const { yaml } = context;
  const node = yaml.value;
  if (!isMap(node) || !('variants' in node)) return { yaml, ofSpec: true };
  const { choose, variants, ...strays } = node;
  const names = isMap(variants) ? Object.keys(variants) : [];
  const [first] = names;
  const parameter =
    typeof choose === 'string' && choose.startsWith('$')
      ? parameterNamed(context, choose.slice(1), ['choose'])
      : undefined;
  if (!isMap(variants) || first === undefined || !parameter || Object.keys(strays).length > 0) {
    return report(
      context,
      ['variants'],
      'bad-mapping',
      'a mapping with variants is choose: $parameter and variants: a map of name to mapping, and nothing else',
    );
  }
  const name = parameter.value ?? first;
  if (typeof name !== 'string' || !names.includes(name)) {
    return report(
      context,
      ['choose'],
      'bad-mapping',
      `$${parameter.name} is none of ${names.join(', ')}`,
    );
  }
  return {
    yaml: {
      ...yaml,
      value: variants[name],
      at: (path, options) => yaml.at(['variants', name, ...path], options),
    },
    ofSpec: name === first,
  };
}
