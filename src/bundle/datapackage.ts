import type { FieldType, SpecObject } from '../spec/model.ts';

const TYPES: Readonly<Record<FieldType, string>> = {
  string: 'string',
  categorical: 'string',
  list: 'array',
  boolean: 'string',
  int: 'integer',
  float: 'number',
  date: 'date',
  datetime: 'datetime',
};

/**
 * Describes the CSV files for tools (Frictionless Data Package): types and meanings belong outside
 * the CSV.
 */
export function dataPackage(name: string, objects: readonly SpecObject[]): string {
  const resources = objects.map((object) => ({
    name: object.name,
    path: `${object.name}.csv`,
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { lineTerminator: '\r\n' },
    schema: {
      fields: object.fields.map((field) => ({
        name: field.name,
        type: TYPES[field.type],
        description: field.description,
      })),
      primaryKey: object.primaryKey,
    },
  }));
  return `${JSON.stringify({ name: name.toLowerCase(), profile: 'tabular-data-package', resources }, null, 2)}\n`;
}
