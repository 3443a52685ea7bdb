import type { YamlFile } from '../yaml/read.ts';
import type { Cursor } from './cursor.ts';
import { parameterNamed } from './named-parameters.ts';

export interface Variant {
  /** The mapping file as if it held nothing but the variant. */
  readonly yaml: YamlFile;
  /**
   * Whether the spec speaks of this variant. It speaks of the first, which is used unless the site
   * chooses another.
   */
  readonly ofSpec: boolean;
}

/**
 * `choose: $parameter` names one of `variants`, each a whole mapping. A file without variants is
 * the only one there is.
 */
export function chooseVariant(node: Cursor): Variant | undefined {
  const { yaml } = node.context;
  if (!node.has('variants')) return { yaml, ofSpec: true };
  const [choose, variants] = [node.at('choose'), node.at('variants')];
  const names = variants.keys();
  const [first] = names;
  const parameter = choose.parameterName === undefined ? undefined : parameterNamed(choose);
  const strays = node.keys().filter((key) => key !== 'choose' && key !== 'variants');
  if (first === undefined || !parameter || strays.length > 0) {
    return variants.fail(
      'bad-mapping',
      'a mapping with variants is choose: $parameter and variants: a map of name to mapping, and nothing else',
    );
  }
  const name = parameter.value ?? first;
  if (typeof name !== 'string' || !names.includes(name)) {
    return choose.fail('bad-mapping', `$${parameter.name} is none of ${names.join(', ')}`);
  }
  return {
    yaml: {
      ...yaml,
      value: variants.at(name).raw,
      at: (path, options) => yaml.at(['variants', name, ...path], options),
    },
    ofSpec: name === first,
  };
}
