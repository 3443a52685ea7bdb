/**
 * Types of a CMS → types of the embedded engine. Text of any declared length is `text`: fixed widths would come back padded, and
 * SQL Server itself compares without the padding.
 */
const POSTGRES: readonly [RegExp, (type: string) => string][] = [
  [/^(n?(var)?char2?|n?text|n?clob|uniqueidentifier|xml|long|raw)\b/i, () => 'text'],
  [/^bit\b|^tinyint|^smallint/i, () => 'smallint'],
  [/^bigint/i, () => 'bigint'],
  [/^int(eger)?\b/i, () => 'integer'],
  [/^number\((\d+)(,\s*0)?\)/i, (type) => (Number(/\d+/.exec(type)?.[0]) < 10 ? 'integer' : Number(/\d+/.exec(type)?.[0]) < 19 ? 'bigint' : 'numeric(38)')],
  [/^(decimal|numeric|number)\(\d+,\s*\d+\)/i, (type) => type.replace(/^\w+/, 'numeric')],
  [/^(decimal|numeric|number|(small)?money)\b/i, () => 'numeric'],
  [/^(float|real|double|binary_(float|double))/i, () => 'double precision'],
  [/^datetime2|^timestamp/i, () => 'timestamp(6)'],
  [/^(small)?datetime/i, () => 'timestamp(3)'],
  [/^date\b/i, () => 'timestamp(0)'],
];

/** The embedded engine's type for a declared one; undefined when it is not known. */
export function postgresType(declared: string): string | undefined {
  const found = POSTGRES.find(([pattern]) => pattern.test(declared));
  return found?.[1](declared);
}
