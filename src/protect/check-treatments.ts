import path from 'node:path';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { FieldReference, Spec, SpecField, SpecObject } from '../spec/model.ts';
import { type YamlFile, showPath } from '../yaml/read.ts';
import { TREATMENTS_FILE, type Treatment, type Treatments, showTreatment } from './treatment.ts';

/**
 * What is wrong with a table of treatments for this spec: fields it forgets, treatments that cannot
 * be, pseudonyms that do not fit or tear keys apart. What it says of objects and fields that the
 * spec does not have is only doubtful.
 */
export function treatmentFaults(yaml: YamlFile, treatments: Treatments, spec: Spec): Problem[] {
  const objects = spec.objects.filter(({ administrative }) => !administrative);
  return [
    ...objects.flatMap((object) =>
      object.fields.flatMap((field) => fieldFaults(yaml, treatments, object, field)),
    ),
    ...tornKeys(yaml, treatments, spec),
    ...strangers(yaml, treatments, objects),
  ];
}

function fieldFaults(
  yaml: YamlFile,
  treatments: Treatments,
  object: SpecObject,
  field: SpecField,
): Problem[] {
  const treatment = treatments.get(object.name)?.get(field.name);
  if (!treatment) {
    return [
      {
        severity: 'error',
        code: 'no-treatment',
        message: `${object.name}.${field.name} has no treatment in ${showPath(yaml.file)}`,
        at: field.at,
        hint: `say under ${object.name} what becomes of it: drop, where you do not know`,
      },
    ];
  }
  const message = misfit(treatment, field);
  const at = yaml.at(['objects', object.name, field.name]);
  return message === undefined
    ? []
    : [{ severity: 'error', code: 'wrong-treatment', message: `${field.name}: ${message}`, at }];
}

/** Why this treatment cannot be given to this field. */
function misfit(treatment: Treatment, field: SpecField): string | undefined {
  const { type } = field;
  switch (treatment.kind) {
    case 'keep':
    case 'drop':
      return undefined;
    case 'month':
      return type === 'date' || type === 'datetime' ? undefined : `month is for dates, not ${type}`;
    case 'whole':
      return type === 'float' || type === 'int' ? undefined : `whole is for numbers, not ${type}`;
    case 'codes':
      return type === 'list' || type === 'string' ? undefined : `codes is for lists, not ${type}`;
    case 'sector':
    case 'json':
      return type === 'string' ? undefined : `${treatment.kind} is for texts, not ${type}`;
    case 'id':
      return type === 'string'
        ? tooLong(treatment.characters, field)
        : `an id is text, not ${type}`;
  }
}

function tooLong(characters: number, { size, validators }: SpecField): string | undefined {
  const limits = validators
    .filter(({ name }) => name === 'character_limit')
    .map(({ args }) => Number(args['characters']));
  const room = Math.min(size ?? Number.POSITIVE_INFINITY, ...limits);
  return characters > room
    ? `its pseudonyms have ${characters} characters, and it holds ${room}`
    : undefined;
}

/**
 * Keys that would no longer meet, since their two ends are treated differently. In a spec that came
 * without a table they are only doubtful: the published one declares keys between ids of different
 * kinds, which never met.
 */
function tornKeys(yaml: YamlFile, treatments: Treatments, spec: Spec): Problem[] {
  const of = ({ object, field }: FieldReference): string => {
    const treatment = treatments.get(object)?.get(field);
    return treatment ? showTreatment(treatment) : '';
  };
  return keysOf(spec)
    .filter(({ parent, child }) => of(parent) !== '' && of(child) !== '')
    .filter(({ parent, child }) => of(parent) !== of(child))
    .map(({ parent, child }): Problem => ({
      severity: yaml.file === showPath(path.join(spec.dir, TREATMENTS_FILE)) ? 'error' : 'warning',
      code: 'torn-key',
      message: `${child.object}.${child.field} would no longer meet ${parent.object}.${parent.field}: one is ${of(child)}, the other ${of(parent)}`,
      at: yaml.at(['objects', child.object, child.field]),
      hint: 'give both the same kind of id',
    }));
}

interface Key {
  readonly parent: FieldReference;
  readonly child: FieldReference;
}

function keysOf(spec: Spec): readonly Key[] {
  const declared = spec.objects.flatMap(({ name, fields }) =>
    fields.flatMap(({ name: field, foreignKey }) =>
      foreignKey ? [{ parent: foreignKey, child: { object: name, field } }] : [],
    ),
  );
  const all: readonly Key[] = [...declared, ...spec.relationships];
  const show = ({ parent, child }: Key): string =>
    [parent.object, parent.field, child.object, child.field].join(' ');
  return [...new Map(all.map((key) => [show(key), key])).values()];
}

function strangers(
  yaml: YamlFile,
  treatments: Treatments,
  objects: readonly SpecObject[],
): Problem[] {
  const doubt = (name: string, path: readonly string[], known: readonly string[]): Problem => ({
    severity: 'warning',
    code: 'unknown-field',
    message: `the spec has no ${name}`,
    at: yaml.at(['objects', ...path], { key: true }),
    hint: didYouMean(path.at(-1) ?? '', known),
  });
  return [...treatments].flatMap(([name, fields]) => {
    const object = objects.find((candidate) => candidate.name === name);
    if (!object) {
      return [
        doubt(
          name,
          [name],
          objects.map((known) => known.name),
        ),
      ];
    }
    const known = object.fields.map((field) => field.name);
    return [...fields.keys()]
      .filter((field) => !known.includes(field))
      .map((field) => doubt(`${name}.${field}`, [name, field], known));
  });
}
