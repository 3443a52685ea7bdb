import type { Spec, SpecField, SpecObject } from '../spec/model.ts';
import type {
  Catalogue,
  CatalogueColumn,
  CatalogueReference,
  CatalogueTable,
} from './catalogue.ts';
import { KIND_OF_FIELD } from './field-kind.ts';

/** A field that is one column of one table. */
export interface Located {
  readonly field: SpecField;
  readonly table: string;
  readonly column: string;
}

/** Where a field is: its table, or the only one that the object's other fields name. */
export function locate(object: SpecObject, field: SpecField, cms: string): Located[] {
  const source = field.sources.get(cms);
  const tables = [
    ...new Set(object.fields.flatMap((other) => other.sources.get(cms)?.table ?? [])),
  ];
  const table = source?.table ?? (tables.length === 1 ? tables[0] : undefined);
  const [column, ...others] = source?.columns ?? [];
  return table !== undefined && column !== undefined && others.length === 0
    ? [{ field, table, column }]
    : [];
}

/**
 * The catalogue, and for tables it lacks what the spec says of them: every object's fields count,
 * so that keys of parents are known.
 */
export function withSpecTables(
  spec: Spec,
  cms: string,
  known: Catalogue,
  tables: readonly string[],
): Catalogue {
  const missing = new Set(tables.filter((table) => !known.has(table)));
  if (missing.size === 0) return known;
  const columns = new Map(
    spec.objects
      .filter((object) => missing.has(object.name))
      .map((object) => [object.name, ownColumns(object)]),
  );
  const owners = new Map<string, Located>();
  for (const object of spec.objects) {
    for (const located of object.fields.flatMap((field) => locate(object, field, cms))) {
      owners.set(`${object.name}.${located.field.name}`, located);
      const own = columns.get(located.table) ?? new Map<string, CatalogueColumn>();
      columns.set(
        located.table,
        own.set(located.column, {
          name: located.column,
          declared: located.field.type,
          type: KIND_OF_FIELD[located.field.type],
        }),
      );
    }
  }
  const references = declaredReferences(spec, owners);
  const added = [...missing].map((name): [string, CatalogueTable] => [
    name,
    {
      name,
      key: [],
      columns: columns.get(name) ?? new Map(),
      references: references.get(name) ?? [],
    },
  ]);
  return new Map([...known, ...added]);
}

/**
 * A table named as an object of the standard has its fields as columns, whatever the spec's
 * mappings forget.
 */
function ownColumns(object: SpecObject): Map<string, CatalogueColumn> {
  return new Map(
    object.fields.map((field) => [
      field.name,
      { name: field.name, declared: field.type, type: KIND_OF_FIELD[field.type] },
    ]),
  );
}

/** What `relationships.yml` and `foreign_key` say, in tables and columns. */
function declaredReferences(
  spec: Spec,
  owners: ReadonlyMap<string, Located>,
): ReadonlyMap<string, readonly CatalogueReference[]> {
  const pairs = [
    ...spec.relationships.map(({ child, parent }) => ({ child, parent })),
    ...spec.objects.flatMap((object) =>
      object.fields.flatMap((field) =>
        field.foreignKey
          ? [{ child: { object: object.name, field: field.name }, parent: field.foreignKey }]
          : [],
      ),
    ),
  ];
  const references = new Map<string, CatalogueReference[]>();
  for (const { child, parent } of pairs) {
    const from = owners.get(`${child.object}.${child.field}`);
    const to = owners.get(`${parent.object}.${parent.field}`);
    if (!from || !to) continue;
    const list = references.get(from.table) ?? [];
    references.set(from.table, [
      ...list,
      { column: from.column, table: to.table, target: to.column },
    ]);
  }
  return references;
}
