import { typeTable } from './type-table.ts';

/**
 * Types of a CMS → SQL Server: its own stay as they are, Oracle's become what Mosaic's own SQL
 * Server edition has.
 */
export const mssqlType = typeTable([
  [
    /^n?varchar2\b|^n?varchar\b/i,
    (_, size) => (size === 0 || size > 4000 ? 'nvarchar(max)' : `nvarchar(${size})`),
  ],
  [/^n?char\b/i, (_, size) => `nchar(${Math.max(1, size)})`],
  [/^n?(clob|text)\b|^long\b/i, () => 'nvarchar(max)'],
  [/^number\(\d+(,\s*0)?\)/i, (_, digits) => wholeNumber(digits)],
  [/^number\(\d+,\s*\d+\)/i, (declared) => declared.replace(/^\w+/, 'decimal')],
  [/^number\b/i, () => 'decimal(38, 10)'],
  [/^timestamp/i, () => 'datetime2'],
  [/^binary_(float|double)/i, () => 'float'],
  [/^date$/i, () => 'datetime'],
  [
    /^(tiny|small|big)?int\b|^bit\b|^(decimal|numeric|(small)?money)\b|^(float|real)\b|^(small)?datetime|^uniqueidentifier|^xml/i,
    (declared) => declared,
  ],
]);

function wholeNumber(digits: number): string {
  if (digits < 10) return 'int';
  return digits < 19 ? 'bigint' : `decimal(${Math.min(digits, 38)}, 0)`;
}
