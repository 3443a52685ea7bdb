import type { YamlPath } from '../yaml/read.ts';
import type { FieldSource } from './model.ts';
import { type Reporter, isMap, reportError } from './reporter.ts';

interface Entry {
  readonly cms: string;
  readonly names: readonly string[];
  readonly path: YamlPath;
}

/**
 * `cms_field` and `cms_table` of a field. An entry is a map (`- mosaic: DATE_OF_BIRTH`) or, as
 * published, a text without the blank that would make it one (`- liquid_logic:pers_dob`); a
 * composed field has a list of columns.
 */
export function readSources(
  reporter: Reporter,
  field: Readonly<Record<string, unknown>>,
  path: YamlPath,
): ReadonlyMap<string, FieldSource> {
  const columns = readEntries(reporter, field['cms_field'], [...path, 'cms_field']);
  const tables = readEntries(reporter, field['cms_table'], [...path, 'cms_table']);
  const sources = new Map<string, FieldSource>();
  for (const { cms, names, path: place } of columns) {
    const table = tables.find((entry) => entry.cms === cms)?.names[0];
    sources.set(cms, {
      table,
      columns: names,
      at: reporter.yaml.at(place),
    });
  }
  return sources;
}

function readEntries(reporter: Reporter, node: unknown, path: YamlPath): Entry[] {
  if (node === undefined || node === null) return [];
  const items: readonly (readonly [unknown, YamlPath])[] = Array.isArray(node)
    ? node.map((item, index) => [item, [...path, index]] as const)
    : [[node, path]];
  return items.flatMap(([item, at]) => readItem(reporter, item, at));
}

function readItem(reporter: Reporter, item: unknown, path: YamlPath): Entry[] {
  if (typeof item === 'string') {
    const [, cms, name] = /^\s*([A-Za-z]\w*)\s*:\s*(\S.*?)\s*$/.exec(item) ?? [];
    if (cms !== undefined && name !== undefined) return [{ cms, names: [name], path }];
  } else if (isMap(item)) {
    return Object.entries(item).flatMap(([cms, value]): Entry[] => {
      const names = [value].flat();
      if (value === null) return [];
      if (names.length > 0 && names.every((name) => typeof name === 'string' && name !== '')) {
        return [{ cms, names: names.map(String), path: [...path, cms] }];
      }
      reportError(
        reporter,
        [...path, cms],
        'bad-source',
        `the source in ${cms} is not a name or a list of names`,
      );
      return [];
    });
  }
  reportError(
    reporter,
    path,
    'bad-source',
    'a source is written CMS: NAME',
    'for example: - liquid_logic: BIRTH_DTTM',
  );
  return [];
}
