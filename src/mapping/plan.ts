import type { FieldType } from '../spec/model.ts';
import type { Catalogue } from './catalogue.ts';
import type { FirstPerGroup, NamedSet, Output, Rows, Value } from './language.ts';

/** One cell of the standard: what it is and how it is made. */
export interface PlanField {
  readonly name: string;
  readonly type: FieldType;
  readonly output: Output;
}

/** The persons of the standard: other objects keep only rows whose person is among these. */
export interface Cohort {
  /** That its rows, and no other object's, are made from. */
  readonly sets: readonly NamedSet[];
  readonly rows: Rows;
  /** Their id in the CMS. */
  readonly person: Value;
}

/**
 * The rows of an object, in the order of work: joins and where, then `first`, then the cohort,
 * then fields.
 */
export interface PlanRows {
  readonly sets: readonly NamedSet[];
  readonly rows: Rows;
  readonly first?: FirstPerGroup | undefined;
  /** The person that a row is about, when only rows of the cohort are kept. */
  readonly person?: Value | undefined;
}

/** One object's extract, fully resolved, as plain data; it knows no dialect. */
export interface Plan {
  readonly object: string;
  /**
   * `placeholder`: the CMS holds nothing for it; `unmapped`: nobody has said where; `skipped`: the
   * site leaves it out. All of these give a file with a header and no rows.
   */
  readonly status: 'extracted' | 'placeholder' | 'unmapped' | 'skipped';
  /** Why there are no rows, when there are none. */
  readonly reason?: string | undefined;
  readonly fields: readonly PlanField[];
  /** Fields that order the rows, so that two runs over the same data give the same file. */
  readonly key: readonly string[];
  readonly source?: PlanRows | undefined;
  /**
   * The spec speaks of `ssd_*` tables that are there already: this object is one of them, as it is.
   */
  readonly copied?: true | undefined;
  readonly catalogue: Catalogue;
  /** Where the database, or the site's `catalogue`, has something else than the catalogue. */
  readonly held?: HeldTables | undefined;
  /** Fields whose column is of a type that nobody foresaw, and that type. */
  readonly asShown?: readonly { readonly field: string; readonly type: string }[] | undefined;
}

/** By table, what is not as the catalogue says. */
export type HeldTables = ReadonlyMap<string, HeldTable>;

export interface HeldTable {
  /** Its name, outermost part first, where it is not in its usual place under its usual name. */
  readonly path?: readonly string[] | undefined;
  readonly columns: ReadonlyMap<string, HeldColumn>;
}

export interface HeldColumn {
  /** Its type there; undefined where it is the catalogue's. */
  readonly type?: string | undefined;
  /** Its name there, where case tells names apart and it is spelt otherwise. */
  readonly name?: string | undefined;
}

/** All plans of a CMS, in the order of the spec. */
export interface PlanSet {
  readonly cms: string;
  readonly plans: readonly Plan[];
  readonly cohort?: Cohort | undefined;
}
