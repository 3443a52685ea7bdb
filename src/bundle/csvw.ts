import type {
  BundleDescription,
  ColumnDescription,
  DateFormat,
  KeyDescription,
  TableDescription,
} from './table-description.ts';

export const CSVW = 'csv-metadata.json';

/**
 * Describes the files as CSV on the Web (W3C), which the UK government recommends. A foreign key
 * there names exactly one row, so keys into a field that may repeat are left out; so is `unique`,
 * which it lacks.
 */
export function csvMetadata({ name, created, dateFormat, tables }: BundleDescription): string {
  const descriptor = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    'dc:title': 'Standard Safeguarding Dataset',
    'dc:identifier': name,
    'dc:created': created.toISOString(),
    dialect: {
      encoding: 'utf-8',
      lineTerminators: ['\r\n'],
      delimiter: ',',
      quoteChar: '"',
      doubleQuote: true,
      header: true,
      headerRowCount: 1,
    },
    tables: tables.map((table) => tableOf(table, dateFormat)),
  };
  return `${JSON.stringify(descriptor, null, 2)}\n`;
}

function tableOf(table: TableDescription, dateFormat: DateFormat) {
  const { file, columns, primaryKey } = table;
  const foreignKeys = table.foreignKeys.filter(({ parentIsUnique }) => parentIsUnique);
  return {
    url: file,
    tableSchema: {
      columns: columns.map((column) => columnOf(column, dateFormat)),
      ...(primaryKey.length > 0 && { primaryKey }),
      ...(foreignKeys.length > 0 && { foreignKeys: foreignKeys.map(keyOf) }),
    },
  };
}

function keyOf({ field, parent }: KeyDescription) {
  const reference = { resource: `${parent.object}.csv`, columnReference: parent.field };
  return { columnReference: field, reference };
}

function columnOf(column: ColumnDescription, dateFormat: DateFormat) {
  const { name, description, itemRef, required } = column;
  return {
    name,
    titles: name,
    'dc:description': description,
    ...(itemRef !== undefined && { 'dc:identifier': itemRef }),
    datatype: datatypeOf(column, dateFormat),
    ...(required && { required }),
  };
}

/** As many digits as a moment may have; none are needed. */
const FRACTION = '.SSSSSSSSS';

function datatypeOf(column: ColumnDescription, dateFormat: DateFormat): object {
  const british = dateFormat === 'dd/mm/yyyy';
  switch (column.type) {
    case 'string':
    case 'categorical':
      return textOf(column);
    case 'list':
      return { base: 'json' };
    case 'boolean':
      // a boolean there has one spelling of each
      return { base: 'string', format: '[01YyNn]|[Tt]rue|TRUE|[Ff]alse|FALSE' };
    case 'int':
      return { base: 'integer' };
    case 'float':
      return { base: 'number' };
    case 'date':
      return { base: 'date', format: british ? 'dd/MM/yyyy' : 'yyyy-MM-dd' };
    case 'datetime':
      return {
        base: 'datetime',
        format: british ? `dd/MM/yyyy HH:mm:ss${FRACTION}` : `yyyy-MM-ddTHH:mm:ss${FRACTION}`,
      };
  }
}

function textOf({ maxLength, notBlank, codes }: ColumnDescription): object {
  const pattern = codes
    ? codes.map(({ value }) => value.replaceAll(/[\\^$.|?*+()[\]{}]/g, '\\$&')).join('|')
    : '[\\s\\S]*\\S[\\s\\S]*';
  return {
    base: 'string',
    ...(maxLength !== undefined && { maxLength }),
    ...((codes ?? notBlank) && { format: pattern }),
  };
}
