import path from 'node:path';
import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import { validatorNamed } from '../validators/index.ts';
import type { Surroundings } from '../validators/validator.ts';
import type { FieldReference, Spec, SpecField, SpecObject } from './model.ts';

/** A spec before its problems are known. */
type ReadSpec = Omit<Spec, 'problems' | 'blocking'>;

/**
 * What a spec whose files are read must hold together: keys lead somewhere, code sets exist,
 * sources are there and differ.
 */
export function crossCheck(spec: ReadSpec, brokenFiles: readonly string[]): Problem[] {
  const broken = new Set(brokenFiles.map((file) => path.basename(file).replace(/\.ya?ml$/, '')));
  return [
    ...checkKeys(spec, broken),
    ...spec.objects.flatMap((object) => [
      ...checkValidators(spec, object, broken),
      ...checkSources(object),
    ]),
  ];
}

function checkKeys(spec: ReadSpec, broken: ReadonlySet<string>): Problem[] {
  const keys = [
    ...spec.relationships.flatMap(({ parent, child, at }) => [
      { reference: parent, at, what: 'the relationship' },
      { reference: child, at, what: 'the relationship' },
    ]),
    ...spec.objects.flatMap((object) =>
      object.fields.flatMap((field) =>
        field.foreignKey
          ? [
              {
                reference: field.foreignKey,
                at: field.at,
                what: `the foreign key of ${field.name}`,
              },
            ]
          : [],
      ),
    ),
  ];
  return keys.flatMap(({ reference, at, what }): Problem[] => {
    const missing = leadsNowhere(spec, reference);
    if (!missing || broken.has(reference.object)) return [];
    return [
      {
        severity: 'warning',
        code: 'leads-nowhere',
        message: `${what} leads nowhere: there is no ${reference.object}.${reference.field}; it is not checked`,
        at,
        hint: missing,
      },
    ];
  });
}

/** A hint when there is no such field. */
function leadsNowhere(spec: ReadSpec, { object, field }: FieldReference): string | undefined {
  const found = spec.objects.find((candidate) => candidate.name === object);
  if (!found) {
    return didYouMean(
      object,
      spec.objects.map((candidate) => candidate.name),
    );
  }
  return found.fields.some((candidate) => candidate.name === field)
    ? undefined
    : didYouMean(
        field,
        found.fields.map((candidate) => candidate.name),
      );
}

function checkValidators(
  spec: ReadSpec,
  object: SpecObject,
  broken: ReadonlySet<string>,
): Problem[] {
  const surroundings: Surroundings = {
    object: object.name,
    fields: object.fields.map((field) => field.name),
    codeSets: [...spec.categories.keys()],
    isBroken: (codeSet) => broken.has(codeSet),
  };
  return object.fields.flatMap((field) =>
    field.validators.flatMap(({ name, args, at }) =>
      (validatorNamed(name).findFaults?.(args, surroundings) ?? []).map((fault): Problem => ({
        severity: 'error',
        code: fault.code,
        message: `${field.name}: ${fault.message}`,
        at,
        hint: fault.hint,
      })),
    ),
  );
}

function checkSources(object: SpecObject): Problem[] {
  const unmapped = object.fields
    .filter((field) => field.sources.size === 0)
    .map((field): Problem => ({
      severity: 'warning',
      code: 'no-mapping',
      message: `${field.name} has no source in any CMS: it will be a column of nulls`,
      at: field.at,
    }));
  return [...unmapped, ...sharedSources(object.fields)];
}

/** Two plain fields of one object on the same column: one of them is probably a slip. */
function sharedSources(fields: readonly SpecField[]): Problem[] {
  const owners = new Map<string, string>();
  const told = new Set<string>();
  return fields.flatMap((field) =>
    [...field.sources].flatMap(([cms, source]): Problem[] => {
      const [column, ...others] = source.columns;
      if (column === undefined || others.length > 0) return [];
      const key = `${cms} ${source.table ?? ''}.${column}`;
      const owner = owners.get(key);
      if (owner === undefined) owners.set(key, field.name);
      if (owner === undefined || told.has(field.name)) return [];
      told.add(field.name);
      return [
        {
          severity: 'warning',
          code: 'same-source',
          message: `${field.name} has the same source as ${owner}: ${cms} ${source.table ?? ''}.${column}`,
          at: source.at,
        },
      ];
    }),
  );
}
