/**
 * In what bundle B differs from bundle A, in counts: no cell and no key of a row is in it. `--json`
 * prints it as it is; docs/analysts.md tells what each part holds.
 */
export interface BundleDiff {
  /** Of this shape; a later one that a program has to know of has another number. */
  readonly format: 1;
  readonly status: 'same' | 'differs';
  readonly a: Side;
  readonly b: Side;
  /** What to know before the counts are read: another spec, another authority, not all rows. */
  readonly notes: readonly Note[];
  /** Of all objects whose rows were compared. */
  readonly rows: RowCounts;
  /** Those that changed most first, those that are the same last. */
  readonly objects: readonly ObjectDiff[];
}

export interface Side {
  /** As it was named. */
  readonly bundle: string;
  readonly run: string;
  readonly site: string;
  readonly cms: string;
  readonly spec: string;
  /** `YYYY-MM-DD` */
  readonly asOf: string;
}

export interface Note {
  readonly about:
    | 'order'
    | 'authority'
    | 'cms'
    | 'spec'
    | 'window'
    | 'partial'
    | 'codes'
    | 'dates'
    | 'treatments';
  readonly message: string;
}

export interface RowCounts {
  /** Only in B. */
  readonly added: number;
  /** Only in A. */
  readonly removed: number;
  /** In both, by key, with another value in a field. */
  readonly changed: number;
  readonly unchanged: number;
}

/** How rows were compared: not at all where only one bundle has the object. */
export type Compared = 'same file' | 'by key' | 'whole rows' | 'not compared';

export interface ObjectDiff extends RowCounts {
  readonly object: string;
  readonly compared: Compared;
  /** In words, why whole rows are compared; null where they are not. */
  readonly why: string | null;
  /** By which rows are compared; empty where they are not. */
  readonly key: readonly string[];
  /** Null where the bundle does not have the object. */
  readonly status: Sides<string | null>;
  readonly total: Sides<number | null>;
  /** Rows whose key is empty, or not only theirs: compared whole, never as changed. */
  readonly unkeyed: Sides<number>;
  /** Those that changed in a row at least, most rows first. */
  readonly fields: readonly FieldChange[];
  readonly schema: readonly SchemaChange[];
  readonly codes: readonly CodeChange[];
}

export interface Sides<T> {
  readonly a: T;
  readonly b: T;
}

export interface FieldChange {
  readonly field: string;
  /** Rows of both bundles in which it has another value. */
  readonly changed: number;
  /** Of all rows that both have by key, 0 to 1. */
  readonly share: number;
}

/** What of the description differs; null where a bundle does not have it. */
export interface SchemaChange extends Sides<string | null> {
  /** Null where it is of the object. */
  readonly field: string | null;
  readonly what: 'field' | 'type' | 'size' | 'key' | 'treatment';
}

export interface CodeChange {
  readonly field: string;
  /** Allowed in B only. */
  readonly added: readonly NamedCode[];
  /** Allowed in A only. */
  readonly removed: readonly NamedCode[];
  /** With other words in B. */
  readonly reworded: readonly (Sides<string> & { readonly code: string })[];
  /** In rows of B, and in none of A. */
  readonly appeared: readonly NamedCode[];
  /** In rows of A, and in none of B. */
  readonly gone: readonly NamedCode[];
}

export interface NamedCode {
  readonly code: string;
  readonly description: string;
}

export const NO_ROWS: RowCounts = { added: 0, removed: 0, changed: 0, unchanged: 0 };

/** Rows that are not the same in both. */
export function movedRows({ added, removed, changed }: RowCounts): number {
  return added + removed + changed;
}

/** Neither rows nor anything that is said of the object differs. */
export function isSame(object: ObjectDiff): boolean {
  const { compared, status, schema, codes } = object;
  const said = schema.length + codes.length === 0 && status.a === status.b;
  return compared !== 'not compared' && said && movedRows(object) === 0;
}
