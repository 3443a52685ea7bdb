import { typeTable } from './type-table.ts';

/**
 * Types of a CMS → types of PostgreSQL. Text of any declared length is `text`: fixed
 * widths would come back padded, and SQL Server itself compares without the padding.
 */
export const postgresType = typeTable([
  [/^(n?(var)?char2?|n?text|n?clob|uniqueidentifier|xml|long|raw)\b/i, () => 'text'],
  [/^bit\b|^tinyint|^smallint/i, () => 'smallint'],
  [/^bigint/i, () => 'bigint'],
  [/^int(eger)?\b/i, () => 'integer'],
  [/^number\((\d+)(,\s*0)?\)/i, (_, digits) => wholeNumber(digits)],
  [/^(decimal|numeric|number)\(\d+,\s*\d+\)/i, (declared) => declared.replace(/^\w+/, 'numeric')],
  [/^(decimal|numeric|number|(small)?money)\b/i, () => 'numeric'],
  [/^(float|real|double|binary_(float|double))/i, () => 'double precision'],
  [/^datetime2|^timestamp/i, () => 'timestamp(6)'],
  [/^(small)?datetime/i, () => 'timestamp(3)'],
  [/^date\b/i, () => 'timestamp(0)'],
]);

function wholeNumber(digits: number): string {
  if (digits < 10) return 'integer';
  return digits < 19 ? 'bigint' : 'numeric(38)';
}
