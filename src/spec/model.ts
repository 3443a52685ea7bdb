import type { Location, Problem } from '../problems/problem.ts';
import type { ValidatorName } from '../validators/index.ts';
import type { Arguments } from '../validators/validator.ts';

export const FIELD_TYPES = [
  'string',
  'int',
  'float',
  'date',
  'datetime',
  'boolean',
  'categorical',
  'list',
] as const;
/** `categorical` is text from a code set; `list` is text holding a JSON list. */
export type FieldType = (typeof FIELD_TYPES)[number];

/** Where a field comes from in one CMS: several columns when it is composed of them. */
export interface FieldSource {
  readonly table?: string | undefined;
  readonly columns: readonly string[];
  readonly at: Location;
}

/**
 * One use of a validator on a field, arguments normalised: `{enabled: true}`, `{category_id:
 * 'sex'}`, `{field_id: ['x']}`, …
 */
export interface ValidatorUse {
  readonly name: ValidatorName;
  readonly args: Arguments;
  readonly at: Location;
}

export interface FieldReference {
  readonly object: string;
  readonly field: string;
}

export interface SpecField {
  readonly name: string;
  readonly type: FieldType;
  /** Greatest number of characters; absent when unlimited or not text. */
  readonly size?: number | undefined;
  readonly description: string;
  /** What the standard advises about it. */
  readonly guidance?: string | undefined;
  readonly itemRef?: string | undefined;
  readonly primaryKey: boolean;
  readonly foreignKey?: FieldReference | undefined;
  readonly validators: readonly ValidatorUse[];
  /** Tags of the standard such as `identity`. */
  readonly categories: readonly string[];
  readonly returns: readonly string[];
  /** By CMS name. */
  readonly sources: ReadonlyMap<string, FieldSource>;
  readonly at: Location;
}

export interface SpecObject {
  readonly name: string;
  readonly description?: string | undefined;
  readonly fields: readonly SpecField[];
  readonly primaryKey: readonly string[];
  /** In the spec but not in the bundle: `ssd_version_log`, `ssd_api_data_staging`. */
  readonly administrative: boolean;
  readonly at: Location;
}

export interface Relationship {
  readonly parent: FieldReference;
  readonly child: FieldReference;
  /** `1:1` or `1:M` as written. */
  readonly relation: string;
  readonly at: Location;
}

export interface CategoryValue {
  readonly value: string;
  readonly description?: string | undefined;
}

/** A code set. */
export interface Category {
  readonly id: string;
  readonly values: readonly CategoryValue[];
  readonly at: Location;
}

export interface Spec {
  readonly dir: string;
  /** Hash of every file read, so that a manifest can say which edition was used. */
  readonly version: string;
  /** In file name order. */
  readonly objects: readonly SpecObject[];
  readonly categories: ReadonlyMap<string, Category>;
  readonly relationships: readonly Relationship[];
  /** Everything wrong with it; broken files stop only what depends on them. */
  readonly problems: readonly Problem[];
  /**
   * The errors that stop a run: those of objects, relationships and validators. A broken code set
   * that no field uses stops nothing.
   */
  readonly blocking: readonly Problem[];
}
