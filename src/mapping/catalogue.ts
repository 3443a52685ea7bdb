/**
 * The kinds of value that the mapping language knows. Nothing is converted from one to another
 * unless a mapping says so.
 */
export const VALUE_TYPES = ['text', 'integer', 'decimal', 'float', 'date', 'datetime'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/**
 * A column as the CMS declares it, for example `nvarchar(48)` on SQL Server or `NUMBER(9)` on
 * Oracle.
 */
export interface CatalogueColumn {
  readonly name: string;
  readonly declared: string;
  readonly type: ValueType;
}

export interface CatalogueTable {
  readonly name: string;
  readonly key: readonly string[];
  readonly columns: ReadonlyMap<string, CatalogueColumn>;
  readonly references: readonly CatalogueReference[];
  /** Where it is, when not where the other tables are. */
  readonly place?: { readonly database?: string; readonly schema?: string } | undefined;
}

/** A declared key: `columns` of this table name a row of another. */
export interface CatalogueReference {
  readonly column: string;
  readonly table: string;
  readonly target: string;
}

export type Catalogue = ReadonlyMap<string, CatalogueTable>;

const TYPES: readonly [RegExp, ValueType][] = [
  [/^(n?(var)?char2?|n?text|n?clob|uniqueidentifier|xml|long)\b/i, 'text'],
  [/^(tiny|small|big)?int(eger)?\b|^number\(\d+(,0)?\)|^bit\b/i, 'integer'],
  [/^(decimal|numeric|number|(small)?money)\b/i, 'decimal'],
  [/^(float|real|double|binary_(float|double))\b/i, 'float'],
  [/^(small)?datetime|^timestamp/i, 'datetime'],
  [/^date\b/i, 'date'],
];

/** The kind of value that a declared type holds; undefined when the language has no use for it. */
export function valueTypeOf(declared: string): ValueType | undefined {
  return TYPES.find(([pattern]) => pattern.test(declared))?.[1];
}
