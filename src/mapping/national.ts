import type { YamlFile } from '../yaml/read.ts';
import { isMap } from './context.ts';

/**
 * A mapping whose coded fields come from where the CMS keeps codes: `national: {field: value}`,
 * beside `fields`, says where that is another place than the standard's.
 */
export function withNational(base: YamlFile): YamlFile {
  const national = nationalFields(base);
  if (national.size === 0 || !isMap(base.value)) return base;
  const { fields, national: own } = base.value;
  return {
    ...base,
    value: { ...base.value, fields: { ...(isMap(fields) && fields), ...(isMap(own) && own) } },
    at: ([first, name, ...rest], options) =>
      first === 'fields' && typeof name === 'string' && national.has(name)
        ? base.at(['national', name, ...rest], options)
        : base.at(
            [first, name, ...rest].filter((part) => part !== undefined),
            options,
          ),
  };
}

/** The fields that a mapping takes from another place than the spec says. */
export function nationalFields({ value }: YamlFile): ReadonlySet<string> {
  const national = isMap(value) ? value['national'] : undefined;
  return new Set(isMap(national) ? Object.keys(national) : []);
}
