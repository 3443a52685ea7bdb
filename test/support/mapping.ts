import type { Catalogue, CatalogueTable } from '../../src/mapping/catalogue.ts';
import { valueTypeOf } from '../../src/mapping/catalogue.ts';
import { type ObjectMapping, loadObjectMapping } from '../../src/mapping/object-mapping.ts';
import type { Parameters } from '../../src/mapping/parameters.ts';
import type { FieldType, SpecField, SpecObject } from '../../src/spec/model.ts';
import { parseYaml } from '../../src/yaml/read.ts';

const at = { file: 'spec.yml', line: 1, column: 1 };

export function table(name: string, columns: Record<string, string>): [string, CatalogueTable] {
  const entries = Object.entries(columns).map(
    ([column, declared]) =>
      [column, { name: column, declared, type: valueTypeOf(declared) ?? 'text' }] as const,
  );
  return [
    name,
    { name, key: [Object.keys(columns)[0] ?? ''], columns: new Map(entries), references: [] },
  ];
}

/** A little CMS: contacts of people. */
export const littleCatalogue: Catalogue = new Map([
  table('CONTACTS', {
    ID: 'int',
    PERSON: 'int',
    KIND: 'nvarchar(20)',
    MADE: 'datetime',
    NOTE: 'nvarchar(200)',
    WEIGHT: 'decimal(18,2)',
    FLAG: 'nchar(1)',
  }),
  table('SPELLS', { ID: 'int', PERSON: 'int', SINCE: 'datetime', UNTIL: 'datetime', ABOUT: 'int' }),
  table('PEOPLE', { ID: 'int', NAME: 'nvarchar(50)' }),
]);

export const littleParameters: Parameters = new Map([
  ['today', { name: 'today', type: 'moment' }],
  ['window_start', { name: 'window_start', type: 'moment' }],
  ['far_future', { name: 'far_future', type: 'moment' }],
  ['kinds', { name: 'kinds', type: 'text_list', value: ['A', 'B'] }],
  ['no_kinds', { name: 'no_kinds', type: 'text_list' }],
  ['kind', { name: 'kind', type: 'text', value: 'two' }],
  ['nothing', { name: 'nothing', type: 'text' }],
  ['hash', { name: 'hash', type: 'text', value: 'md5' }],
  ['means', { name: 'means', type: 'text_map', value: { a: 'first', 'B ': 'second' } }],
  ['lists', { name: 'lists', type: 'integer_lists', value: { some: [10, 14], other: [12] } }],
  [
    'flags',
    { name: 'flags', type: 'text_lists', value: { ONE: ['A', 'Ab'], TWO: ['B'], THREE: ['C'] } },
  ],
  ['no_flags', { name: 'no_flags', type: 'text_lists' }],
]);

export function field(name: string, type: FieldType, from?: string): SpecField {
  const [tableName = '', column = ''] = from?.split('.') ?? [];
  return {
    name,
    type,
    description: name,
    primaryKey: name === 'id',
    validators: [],
    categories: [],
    returns: [],
    at,
    sources: new Map(from ? [['little', { table: tableName, columns: [column], at }]] : []),
  };
}

export function object(fields: readonly SpecField[], name = 'ssd_contact'): SpecObject {
  return {
    name,
    fields,
    primaryKey: fields.filter((item) => item.primaryKey).map((item) => item.name),
    administrative: false,
    at,
  };
}

/** `id`, `kind` and `made` of CONTACTS. */
export const littleObject = object([
  field('id', 'string', 'CONTACTS.ID'),
  field('kind', 'string', 'CONTACTS.KIND'),
  field('made', 'datetime', 'CONTACTS.MADE'),
]);

export function loadMappingText(
  text: string,
  specObject: SpecObject = littleObject,
): ObjectMapping {
  return loadObjectMapping({
    file: parseYaml(text, 'mapping.yml'),
    object: specObject,
    cms: 'little',
    catalogue: littleCatalogue,
    parameters: littleParameters,
  });
}
