import { ConfigError } from '../problems/errors.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { SpecField, SpecObject } from '../spec/model.ts';
import {
  type CmsPart,
  type Dictionary,
  type Origin,
  originOfField,
  originOfObject,
} from './dictionary.ts';
import { type Said, named } from './words/said.ts';
import { sayValidator } from './words/validators.ts';

export interface CmsExplanation extends Origin {
  readonly cms: string;
  /** Where the spec says that a field is: `DIM_PERSON.BIRTH_DTTM`. */
  readonly columns: readonly string[];
}

/** An object or a field of the standard, and where each CMS has it. */
export interface Explanation {
  readonly object: string;
  readonly field?: string | undefined;
  readonly description?: string | undefined;
  readonly guidance?: string | undefined;
  /** What a bundle holds: type, size, keys, rules, each in a few words. */
  readonly facts: readonly string[];
  readonly rules: readonly string[];
  /** Names of an object's fields. */
  readonly fields?: readonly string[] | undefined;
  readonly sources: readonly CmsExplanation[];
}

/**
 * Explains `ssd_person` or `ssd_person.pers_dob`.
 * @throws ConfigError for a name that the standard does not have, with the one that was meant.
 */
export function explain(dictionary: Dictionary, name: string): Explanation {
  const [objectName = '', fieldName] = name.trim().split('.', 2);
  const object = findObject(dictionary, objectName, fieldName);
  if (fieldName === undefined) return explainObject(dictionary, object);
  const field = object.fields.find((item) => item.name === fieldName.toLowerCase());
  if (field) return explainField(dictionary, object, field);
  throw new ConfigError({
    code: 'unknown-field',
    message: `${object.name} has no field "${fieldName}"`,
    hint: didYouMean(
      fieldName,
      object.fields.map((item) => item.name),
    ),
  });
}

function findObject({ spec }: Dictionary, name: string, field: string | undefined): SpecObject {
  const found = spec.objects.find((object) => object.name === name.toLowerCase());
  if (found) return found;
  const owner =
    field === undefined
      ? spec.objects.find((object) =>
          object.fields.some((item) => item.name === name.toLowerCase()),
        )
      : undefined;
  throw new ConfigError({
    code: 'unknown-object',
    message: `there is no object "${name}" in the standard`,
    hint: owner
      ? `a field is written with its object: ${owner.name}.${name.toLowerCase()}`
      : didYouMean(
          name,
          spec.objects.map((object) => object.name),
        ),
  });
}

function explainObject(dictionary: Dictionary, object: SpecObject): Explanation {
  const key = object.primaryKey;
  return {
    object: object.name,
    description: object.description,
    facts: [
      `${object.fields.length} fields`,
      ...(key.length > 0 ? [`key ${key.map(named).join(', ')}`] : []),
      ...(object.administrative ? ['not in the bundle'] : []),
    ],
    rules: [],
    fields: object.fields.map((field) => field.name),
    sources: dictionary.parts.map((part) => ({
      cms: part.cms,
      columns: [],
      ...originOfObject(part, object.name),
    })),
  };
}

function explainField(dictionary: Dictionary, object: SpecObject, field: SpecField): Explanation {
  return {
    object: object.name,
    field: field.name,
    description: field.description,
    guidance: field.guidance,
    facts: factsOf(field),
    rules: rulesOf(field),
    sources: dictionary.parts.map((part) => sourceOf(part, object, field)),
  };
}

/** Where one CMS has a field. */
export function sourceOf(part: CmsPart, object: SpecObject, field: SpecField): CmsExplanation {
  const source = field.sources.get(part.cms);
  const columns = (source?.columns ?? []).map((column) =>
    source?.table === undefined ? column : `${source.table}.${column}`,
  );
  return { cms: part.cms, columns, ...originOfField(part, object.name, field.name) };
}

/** Type, size, keys, item and returns of a field. */
export function factsOf(field: SpecField): readonly string[] {
  const { type, size, itemRef, primaryKey, foreignKey, returns, categories } = field;
  return [
    size === undefined ? type : `${type}, at most ${size} characters`,
    ...(primaryKey ? ['key of the object'] : []),
    ...(foreignKey ? [`refers to ${named(`${foreignKey.object}.${foreignKey.field}`)}`] : []),
    ...(itemRef === undefined ? [] : [`item ${itemRef}`]),
    ...(returns.length > 0 ? [`returns: ${returns.join(', ')}`] : []),
    ...(categories.length > 0 ? [`tags: ${categories.join(', ')}`] : []),
  ];
}

/** The validators of a field in words. */
export function rulesOf(field: SpecField): readonly string[] {
  return field.validators.map(sayValidator).filter((rule) => rule !== undefined);
}

/** An explanation as lines for a terminal. */
export function explanationLines(explanation: Explanation): readonly string[] {
  const { object, field, description, guidance, facts, rules, fields, sources } = explanation;
  return [
    field === undefined ? object : `${object}.${field}`,
    ...(description === undefined || description === '' ? [] : [`  ${description}`]),
    ...(guidance === undefined ? [] : [`  Guidance: ${guidance}`]),
    `  ${facts.join('; ')}`,
    ...rules.map((rule) => `  - ${rule}`),
    ...(fields ? [`  fields: ${fields.join(', ')}`] : []),
    ...sources.flatMap(sourceLines),
  ].map((line) => line.replaceAll('`', ''));
}

function sourceLines({ cms, columns, how, standard, overrides, unset }: CmsExplanation): string[] {
  return [
    '',
    columns.length > 0 ? `${cms}: ${columns.join(', ')}` : cms,
    ...saidLines(how.length > 0 ? how : [{ text: 'Not in the bundle.' }]),
    ...unset.map(({ parameter, about }) => `  - Empty until the site sets ${parameter}: ${about}`),
    ...(standard
      ? [
          `  Changed by the site's overrides (${overrides.map(({ what }) => what).join(', ')}). The standard says:`,
          ...saidLines(standard, 2),
        ]
      : []),
  ];
}

function saidLines(said: readonly Said[], depth = 1): string[] {
  return said.flatMap(({ text, parts }) => [
    `${'  '.repeat(depth)}- ${text}`,
    ...saidLines(parts ?? [], depth + 1),
  ]);
}
