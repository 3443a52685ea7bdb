import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { isSameName, nameFault, objectNameFault, quoteName } from './check-name.ts';
import type { FieldReference, SpecField, SpecObject } from './model.ts';
import { readSources } from './read-source.ts';
import { readType } from './read-type.ts';
import { readValidators } from './read-validators.ts';
import { type Reporter, isMap, reportError, reportWarning, textList } from './reporter.ts';

/** In the spec for the tooling around it, never in a bundle. */
const ADMINISTRATIVE = ['ssd_version_log', 'ssd_api_data_staging'];

const FIELD_KEYS = [
  'name',
  'type',
  'size',
  'description',
  'item_ref',
  'primary_key',
  'foreign_key',
  'validators',
  'categories',
  'constraints',
  'returns',
  'cms',
  'cms_field',
  'cms_table',
  'guidance',
  'metadata',
];

/** Keys of one field that are told one by one. */
const MOST_UNREAD = 20;

/** The objects of one file: `nodes:` under a document marker, or a bare list. */
export function readObjects(reporter: Reporter): SpecObject[] {
  const { value } = reporter.yaml;
  const [nodes, path]: [unknown, YamlPath] = isMap(value)
    ? [value['nodes'], ['nodes']]
    : [value, []];
  if (!Array.isArray(nodes)) {
    if (value !== undefined) {
      const what = value === null ? 'the file is empty; ' : '';
      reportError(
        reporter,
        [],
        'bad-object',
        `${what}an object file holds nodes: a list of objects`,
      );
    }
    return [];
  }
  return nodes.flatMap((node, index) => readObject(reporter, node, [...path, index]) ?? []);
}

function readObject(reporter: Reporter, node: unknown, path: YamlPath): SpecObject | undefined {
  if (!isMap(node) || typeof node['name'] !== 'string' || !Array.isArray(node['fields'])) {
    return reportError(reporter, path, 'bad-object', 'an object has a name and fields: a list');
  }
  const fault = objectNameFault(node['name']);
  if (fault !== undefined) return refuseName(reporter, [...path, 'name'], node['name'], fault);
  const fields: SpecField[] = [];
  for (const [index, item] of node['fields'].entries()) {
    const at = [...path, 'fields', index];
    const field = readField(reporter, item, at);
    const other = field && fields.find(({ name }) => isSameName(name, field.name));
    if (other) {
      reportError(
        reporter,
        [...at, 'name'],
        'duplicate-field',
        other.name === field.name
          ? `${node['name']} has the field "${field.name}" twice`
          : `${node['name']} has fields that differ only in capitals: ${other.name}, ${field.name}`,
      );
    } else if (field) {
      fields.push(field);
    }
  }
  const administrative = ADMINISTRATIVE.includes(node['name']);
  const primaryKey = fields.filter((field) => field.primaryKey).map((field) => field.name);
  if (primaryKey.length === 0 && !administrative) {
    reportWarning(reporter, path, 'no-primary-key', `${node['name']} has no primary key`);
  }
  return {
    name: node['name'],
    description: textOf(node['description']),
    fields,
    primaryKey,
    administrative,
    at: reporter.yaml.at([...path, 'name']),
  };
}

function readField(reporter: Reporter, node: unknown, path: YamlPath): SpecField | undefined {
  if (!isMap(node) || typeof node['name'] !== 'string') {
    return reportError(reporter, path, 'bad-field', 'a field is a map with a name and a type');
  }
  const fault = nameFault(node['name']);
  if (fault !== undefined) return refuseName(reporter, [...path, 'name'], node['name'], fault);
  warnOfUnreadKeys(reporter, node, path);
  const read = readType(reporter, node['type'], [...path, 'type']);
  if (!read) return undefined;
  const size = node['size'] ?? read.size;
  if (size !== undefined && (!Number.isSafeInteger(size) || Number(size) < 1)) {
    return reportError(
      reporter,
      [...path, 'size'],
      'bad-field',
      `${node['name']}: size is a whole number of characters`,
    );
  }
  return {
    name: node['name'],
    type: read.type,
    size: size === undefined ? undefined : Number(size),
    description: textOf(node['description']) ?? '',
    guidance: textOf(node['guidance']),
    itemRef: typeof node['item_ref'] === 'string' ? node['item_ref'] : undefined,
    primaryKey: node['primary_key'] === true,
    foreignKey: readReference(reporter, node['foreign_key'], [...path, 'foreign_key']),
    validators: readValidators(reporter, node['validators'], [...path, 'validators']),
    categories: textList(node['categories']),
    returns: textList(node['returns']),
    sources: readSources(reporter, node, path),
    at: reporter.yaml.at([...path, 'name']),
  };
}

/** Names become those of files, columns and messages. */
function refuseName(reporter: Reporter, path: YamlPath, name: string, fault: string): undefined {
  const message = `the name ${quoteName(name)} cannot be used: ${fault}`;
  return reportError(reporter, path, 'bad-name', message);
}

function warnOfUnreadKeys(
  reporter: Reporter,
  node: Readonly<Record<string, unknown>>,
  path: YamlPath,
): void {
  const unread = Object.keys(node).filter((key) => !FIELD_KEYS.includes(key));
  for (const key of unread.slice(0, MOST_UNREAD)) {
    reportWarning(
      reporter,
      [...path, key],
      'unknown-key',
      `${String(node['name'])}: the key "${key}" is not read`,
      didYouMean(key, FIELD_KEYS),
    );
  }
  if (unread.length > MOST_UNREAD) {
    const more = `${unread.length - MOST_UNREAD} more keys are not read`;
    reportWarning(reporter, path, 'unknown-key', `${String(node['name'])}: ${more}`);
  }
}

/** `ssd_person.pers_person_id`; published keys carry remarks in brackets. */
export function readReference(
  reporter: Reporter,
  node: unknown,
  path: YamlPath,
): FieldReference | undefined {
  if (node === undefined || node === null) return undefined;
  const [object, field, ...more] =
    typeof node === 'string' ? withoutRemark(reporter, node, path).split('.') : [];
  if (object && field && more.length === 0) return { object, field };
  return reportError(
    reporter,
    path,
    'bad-reference',
    'a key of another object is written object.field',
  );
}

export function withoutRemark(reporter: Reporter, text: string, path: YamlPath): string {
  const [, key = text, remark] = /^\s*(\S+?)\s*(\(.*\))?\s*$/.exec(text) ?? [];
  if (remark !== undefined) {
    reportWarning(
      reporter,
      path,
      'remark-in-key',
      `the remark ${remark} behind the key ${key} is left out`,
    );
  }
  return key;
}

function textOf(node: unknown): string | undefined {
  return typeof node === 'string' ? node : undefined;
}
