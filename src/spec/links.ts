import type { FieldReference, Spec } from './model.ts';

/** A foreign key and the key that it must be found in. */
export interface Link {
  readonly parent: FieldReference;
  readonly child: FieldReference;
}

/** Every pair of keys once, from `relationships.yml` and `foreign_key`. */
export function linksOf(spec: Pick<Spec, 'relationships' | 'objects'>): Link[] {
  const all: Link[] = [
    ...spec.relationships.map(({ parent, child }) => ({ parent, child })),
    ...spec.objects.flatMap((object) =>
      object.fields.flatMap((field) =>
        field.foreignKey
          ? [{ parent: field.foreignKey, child: { object: object.name, field: field.name } }]
          : [],
      ),
    ),
  ];
  const show = ({ object, field }: FieldReference): string => `${object}.${field}`;
  return [
    ...new Map(
      all
        .filter(({ parent, child }) => show(parent) !== show(child))
        .map((link) => [`${show(link.parent)} ${show(link.child)}`, link]),
    ).values(),
  ];
}
