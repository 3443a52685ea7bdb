import { typeTable } from './type-table.ts';

/**
 * Types of a CMS → Oracle: its own stay as they are, SQL Server's become their nearest kin. Lengths
 * are characters.
 */
export const oracleType = typeTable([
  [
    /^n?varchar2?\b/i,
    (declared, size) =>
      size === 0 || size > 4000 || /max/i.test(declared) ? 'clob' : `varchar2(${size} char)`,
  ],
  [/^n?char\b/i, (_, size) => `char(${Math.max(1, size)} char)`],
  [/^n?(clob|text)\b|^long\b|^xml/i, () => 'clob'],
  [/^uniqueidentifier/i, () => 'varchar2(36 char)'],
  [/^bit\b/i, () => 'number(1)'],
  [/^(tiny|small)int/i, () => 'number(5)'],
  [/^bigint/i, () => 'number(19)'],
  [/^int(eger)?\b/i, () => 'number(10)'],
  [/^(decimal|numeric)\(/i, (declared) => declared.replace(/^\w+/, 'number')],
  [/^((small)?money|decimal|numeric)\b/i, () => 'number(19, 4)'],
  [/^(float|real)\b|^binary_(float|double)/i, () => 'binary_double'],
  [/^datetime2|^timestamp/i, () => 'timestamp'],
  // a DATE, as moments are in the queries: Oracle refuses a CASE of a DATE and a TIMESTAMP
  [/^(small)?datetime/i, () => 'date'],
  [/^date\b|^number\b/i, (declared) => declared],
]);
