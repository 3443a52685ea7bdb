import { type Link, linksOf } from '../spec/links.ts';
import type { CategoryValue, FieldType, Spec, SpecField, SpecObject } from '../spec/model.ts';

/** How dates are written: `2024-12-10` or `10/12/2024`. */
export type DateFormat = 'iso' | 'dd/mm/yyyy';

/** A bundle as its descriptions for tools see it, whatever the standard they follow. */
export interface BundleDescription {
  readonly name: string;
  readonly created: Date;
  readonly dateFormat: DateFormat;
  readonly tables: readonly TableDescription[];
}

export interface TableDescription {
  readonly object: string;
  readonly file: string;
  readonly columns: readonly ColumnDescription[];
  /** Empty where the file does not show a key. */
  readonly primaryKey: readonly string[];
  readonly foreignKeys: readonly KeyDescription[];
}

export interface ColumnDescription {
  readonly name: string;
  readonly type: FieldType;
  readonly description: string;
  /** Its number in the standard. */
  readonly itemRef?: string | undefined;
  readonly required: boolean;
  /** A text of nothing but white space is a fault. */
  readonly notBlank: boolean;
  /** Beside the primary key. */
  readonly unique: boolean;
  /** In Unicode characters. */
  readonly maxLength?: number | undefined;
  /** Of a list. */
  readonly minEntries?: number | undefined;
  readonly codes?: readonly CategoryValue[] | undefined;
}

export interface KeyDescription {
  readonly field: string;
  readonly parent: { readonly object: string; readonly field: string };
  /** The parent's key names one row; otherwise a join on it may double rows. */
  readonly parentIsUnique: boolean;
}

export interface DescribedBundle {
  readonly name: string;
  readonly created: Date;
  readonly dateFormat: DateFormat;
  readonly spec: Spec;
  /** The objects that have a file in the bundle. */
  readonly objects: ReadonlySet<string>;
  /** Those of them that are there in full; a key into another one may name rows that are not. */
  readonly complete: ReadonlySet<string>;
  /** By object, fields that no longer say what the rules are about: in pseudonymised files. */
  readonly altered: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * What the rules of the spec ask of each file, as far as a schema can say it: no condition, no
 * comparison of two dates, no warning but that of foreign keys.
 */
export function describeTables(bundle: DescribedBundle): BundleDescription {
  const { name, created, dateFormat, spec, objects } = bundle;
  const links = linksOf(spec).filter((link) => holds(link, bundle));
  const described = spec.objects.filter((object) => objects.has(object.name));
  const tables = described.map((object): TableDescription => {
    const altered = bundle.altered.get(object.name) ?? new Set<string>();
    const isKeyShown = !object.primaryKey.some((field) => altered.has(field));
    return {
      object: object.name,
      file: `${object.name}.csv`,
      columns: object.fields.map((field) =>
        altered.has(field.name) ? alteredColumn(field) : describeColumn(field, object, spec),
      ),
      primaryKey: isKeyShown ? object.primaryKey : [],
      foreignKeys: links
        .filter(({ child }) => child.object === object.name)
        .map(({ parent, child }) => ({
          field: child.field,
          parent,
          parentIsUnique: isUnique(spec, parent),
        })),
    };
  });
  return { name, created, dateFormat, tables };
}

/** Both ends are in the bundle as they were, and all that the key may name is. */
function holds({ parent, child }: Link, { objects, complete, altered }: DescribedBundle): boolean {
  const isAltered = [parent, child].some(({ object, field }) => altered.get(object)?.has(field));
  return objects.has(child.object) && complete.has(parent.object) && !isAltered;
}

function isUnique(spec: Spec, { object: name, field }: Link['parent']): boolean {
  const key = spec.objects.find((object) => object.name === name)?.primaryKey ?? [];
  return key.length === 1 && key[0] === field;
}

function alteredColumn({ name, type, description, itemRef }: SpecField): ColumnDescription {
  return { name, type, description, itemRef, required: false, notBlank: false, unique: false };
}

function describeColumn(field: SpecField, { primaryKey }: SpecObject, spec: Spec) {
  const has = (...names: readonly string[]): boolean =>
    field.validators.some(({ name, args }) => names.includes(name) && args['enabled'] !== false);
  const isKey = primaryKey.includes(field.name);
  const description: ColumnDescription = {
    ...alteredColumn(field),
    required: isKey || has('required', 'notnull'),
    notBlank: isKey || has('required', 'notblank'),
    unique: has('unique') && !(isKey && primaryKey.length === 1),
    maxLength: least([field.size, ...argumentsOf(field, 'character_limit', 'characters')]),
    minEntries: argumentsOf(field, 'count_min', 'number').at(0),
    codes: codesOf(field, spec),
  };
  return description;
}

function argumentsOf(field: SpecField, validator: string, argument: string): number[] {
  return field.validators
    .filter(({ name }) => name === validator)
    .map(({ args }) => Number(args[argument]));
}

function least(limits: readonly (number | undefined)[]): number | undefined {
  const known = limits.filter((limit) => limit !== undefined);
  return known.length > 0 ? Math.min(...known) : undefined;
}

function codesOf({ validators }: SpecField, spec: Spec): readonly CategoryValue[] | undefined {
  const use = validators.find(({ name }) => name === 'dimension');
  const values = use && spec.categories.get(String(use.args['category_id']))?.values;
  return values && values.length > 0 ? values : undefined;
}
