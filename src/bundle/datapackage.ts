import type {
  BundleDescription,
  ColumnDescription,
  DateFormat,
  KeyDescription,
  TableDescription,
} from './table-description.ts';

export const DATA_PACKAGE = 'datapackage.json';

const PROFILES = 'https://datapackage.org/profiles/2.0';

/**
 * Describes the files as a Data Package of version 2 with Table Schemas. `profile` is for readers
 * of version 1, which refuse a table without it; those of version 2 read `$schema` and `type`.
 */
export function dataPackage({ name, created, dateFormat, tables }: BundleDescription): string {
  const descriptor = {
    $schema: `${PROFILES}/datapackage.json`,
    profile: 'tabular-data-package',
    name: name.toLowerCase(),
    title: 'Standard Safeguarding Dataset',
    created: created.toISOString(),
    resources: tables.map((table) => resourceOf(table, dateFormat)),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}

function resourceOf(table: TableDescription, dateFormat: DateFormat) {
  const { object, file, columns, primaryKey, foreignKeys } = table;
  return {
    $schema: `${PROFILES}/dataresource.json`,
    profile: 'tabular-data-resource',
    type: 'table',
    name: object,
    path: file,
    scheme: 'file',
    format: 'csv',
    mediatype: 'text/csv',
    encoding: 'utf-8',
    dialect: { header: true, delimiter: ',', lineTerminator: '\r\n', doubleQuote: true },
    schema: {
      $schema: `${PROFILES}/tableschema.json`,
      fields: columns.map((column) => fieldOf(column, dateFormat)),
      missingValues: [''],
      ...(primaryKey.length > 0 && { primaryKey }),
      ...(foreignKeys.length > 0 && { foreignKeys: foreignKeys.map((key) => keyOf(key, object)) }),
    },
  };
}

/** A resource that refers to itself has no name there. */
function keyOf({ field, parent }: KeyDescription, object: string) {
  const resource = parent.object === object ? '' : parent.object;
  return { fields: [field], reference: { resource, fields: [parent.field] } };
}

function fieldOf(column: ColumnDescription, dateFormat: DateFormat) {
  const { name, description, itemRef, codes } = column;
  const constraints = constraintsOf(column);
  return {
    name,
    ...typeOf(column, dateFormat),
    description,
    ...(itemRef !== undefined && { itemRef }),
    ...(codes && {
      categories: codes.map((code) => ({ value: code.value, label: code.description })),
    }),
    ...(Object.keys(constraints).length > 0 && { constraints }),
  };
}

const BOOLEAN = {
  type: 'boolean',
  trueValues: ['1', 'Y', 'y', 'true', 'True', 'TRUE'],
  falseValues: ['0', 'N', 'n', 'false', 'False', 'FALSE'],
};

function typeOf({ type }: ColumnDescription, dateFormat: DateFormat): object {
  const british = dateFormat === 'dd/mm/yyyy';
  switch (type) {
    case 'string':
    case 'categorical':
      return { type: 'string' };
    case 'list':
      return { type: 'array' };
    case 'boolean':
      return BOOLEAN;
    case 'int':
      return { type: 'integer' };
    case 'float':
      return { type: 'number' };
    case 'date':
      return { type: 'date', format: british ? '%d/%m/%Y' : 'default' };
    case 'datetime':
      return { type: 'datetime', format: british ? '%d/%m/%Y %H:%M:%S' : 'default' };
  }
}

/** The length of a list is its number of entries, not of characters. */
function constraintsOf(column: ColumnDescription): Readonly<Record<string, unknown>> {
  const { type, required, notBlank, unique, maxLength, minEntries, codes } = column;
  const isText = type === 'string' || type === 'categorical';
  return {
    ...(required && { required }),
    ...(unique && { unique }),
    ...(type === 'list' && minEntries !== undefined && { minLength: minEntries }),
    ...(isText && maxLength !== undefined && { maxLength }),
    ...(isText && notBlank && !codes && { pattern: '[\\s\\S]*\\S[\\s\\S]*' }),
    ...(isText && codes && { enum: codes.map(({ value }) => value) }),
  };
}
