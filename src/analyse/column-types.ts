import { literal, quoted } from './engine.ts';
import type { BundleColumn, ColumnType } from './bundle-tables.ts';

const SQL_TYPES: Readonly<Record<ColumnType, string>> = {
  text: 'VARCHAR',
  list: 'VARCHAR[]',
  boolean: 'BOOLEAN',
  integer: 'BIGINT',
  number: 'DOUBLE',
  date: 'DATE',
  datetime: 'TIMESTAMP',
};

export function sqlType({ type }: Pick<BundleColumn, 'type'>): string {
  return SQL_TYPES[type];
}

/** The spellings that the standard takes for yes and for no. */
const YES = ['1', 'Y', 'y', 'true', 'True', 'TRUE'];
const NO = ['0', 'N', 'n', 'false', 'False', 'FALSE'];

/**
 * The cell of a column as its type; null where the text is not whole what the type asks for, so
 * that 1.5 is not rounded and no part of a text is taken for a date.
 */
export function typedCell(column: BundleColumn): string {
  const cell = quoted(column.name);
  switch (column.type) {
    case 'text':
      return cell;
    case 'list':
      return `TRY_CAST(TRY_CAST(${cell} AS JSON) AS VARCHAR[])`;
    case 'boolean':
      return `CASE WHEN ${cell} IN (${YES.map(literal).join(', ')}) THEN true WHEN ${cell} IN (${NO.map(literal).join(', ')}) THEN false END`;
    case 'integer':
      return `CASE WHEN regexp_full_match(${cell}, '[+-]?[0-9]+') THEN TRY_CAST(${cell} AS BIGINT) END`;
    case 'number':
      return `TRY_CAST(${cell} AS DOUBLE)`;
    case 'date':
      return `CAST(try_strptime(${cell}, ${literal(column.british ? '%d/%m/%Y' : '%Y-%m-%d')}) AS DATE)`;
    case 'datetime':
      return column.british
        ? `try_strptime(${cell}, ['%d/%m/%Y %H:%M:%S', '%d/%m/%Y %H:%M:%S.%f'])`
        : `try_strptime(${cell}, ['%Y-%m-%dT%H:%M:%S', '%Y-%m-%dT%H:%M:%S.%f'])`;
  }
}
