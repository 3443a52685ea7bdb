import type { Problem } from '../problems/problem.ts';
import type { Spec, SpecField, SpecObject } from '../spec/model.ts';
import type {
  Catalogue,
  CatalogueColumn,
  CatalogueReference,
  CatalogueTable,
} from './catalogue.ts';
import { KIND_OF_FIELD } from './field-kind.ts';
import type { Join, Output, Rows, Value } from './language.ts';
import type { PlanRows } from './plan.ts';
import type { YamlFile } from '../yaml/read.ts';

export interface PlainMapping {
  readonly source?: PlanRows;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

/**
 * The mapping of an object that no profile speaks of: every field is its column. One table makes
 * one SELECT; several are joined, left, along declared keys. Tables that no catalogue knows get
 * their columns and kinds from the spec.
 */
export function plainMapping(
  spec: Spec,
  object: SpecObject,
  cms: string,
  known: Catalogue,
): PlainMapping {
  const located = object.fields.flatMap((field) => locate(object, field, cms));
  const tables = [...new Set(located.map((item) => item.table))];
  const catalogue = withSpecTables(spec, cms, known, tables);
  const problems: Problem[] = [];
  const driving = located.find((item) => item.field.primaryKey)?.table ?? tables[0];
  if (driving === undefined) return { outputs: new Map(), catalogue, problems };
  const joins = joinAll(driving, tables, catalogue, object, problems);
  const rows: Rows = {
    alias: driving,
    relation: { kind: 'table', name: driving },
    joins,
    where: [],
  };
  const outputs = new Map(
    located.map(({ field, table, column }): [string, Output] => [
      field.name,
      { kind: 'value', value: columnOf(catalogue, table, column) },
    ]),
  );
  return { source: { sets: [], rows }, outputs, catalogue, problems };
}

/**
 * A plain mapping as the file that nobody had to write, so that a site can override parts of it.
 */
export function plainFile(object: SpecObject, { source, outputs }: PlainMapping): YamlFile {
  const name = (value: Value): string | null =>
    value.kind === 'column' ? `${value.alias}.${value.column}` : null;
  const joins = source?.rows.joins.map((join) => [
    join.alias,
    {
      [join.type]: join.relation.name,
      on: Object.fromEntries(join.on.map(({ column, value }) => [column.column, name(value)])),
    },
  ]);
  const fields = object.fields.map((field) => {
    const output = outputs.get(field.name);
    return [field.name, output?.kind === 'value' ? name(output.value) : null];
  });
  const value = source
    ? {
        rows: {
          from: { [source.rows.alias]: source.rows.relation.name },
          joins: Object.fromEntries(joins ?? []) as unknown,
        },
        fields: Object.fromEntries(fields) as unknown,
      }
    : {};
  return { file: object.at.file, value, problems: [], at: () => object.at };
}

interface Located {
  readonly field: SpecField;
  readonly table: string;
  readonly column: string;
}

/** Where a field is: its table, or the only one that the object's other fields name. */
function locate(object: SpecObject, field: SpecField, cms: string): Located[] {
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
function withSpecTables(
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

/** `relationships.yml` and `foreign_key`, told in tables and columns. */
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

/**
 * Reaches every table from those reached already; a table that no declared key reaches is a
 * problem.
 */
function joinAll(
  driving: string,
  tables: readonly string[],
  catalogue: Catalogue,
  object: SpecObject,
  problems: Problem[],
): Join[] {
  const joins: Join[] = [];
  const reached = new Set([driving]);
  const waiting = new Set(tables.filter((table) => table !== driving));
  for (let progress = true; progress && waiting.size > 0;) {
    progress = false;
    for (const table of waiting) {
      const join = [...reached]
        .map((from) => joinAlongKey(from, table, catalogue))
        .find((found) => found !== undefined);
      if (!join) continue;
      joins.push(join);
      reached.add(table);
      waiting.delete(table);
      progress = true;
    }
  }
  for (const table of waiting) {
    problems.push({
      severity: 'error',
      code: 'no-join-path',
      at: object.at,
      message: `${object.name} reads the tables ${driving} and ${table}, and no declared key joins them`,
      hint: `declare the key between ${driving} and ${table} (foreign_key, relationships.yml, or references in tables.yml), or give the object a mapping file`,
    });
  }
  return joins;
}

/** From child to parent only: the other way would repeat rows. */
function joinAlongKey(from: string, to: string, catalogue: Catalogue): Join | undefined {
  const reference = catalogue.get(from)?.references.find((candidate) => candidate.table === to);
  if (!reference) return undefined;
  const column = columnOf(catalogue, to, reference.target);
  return {
    alias: to,
    type: 'left',
    relation: column.relation,
    on: [{ column, value: columnOf(catalogue, from, reference.column) }],
    joins: [],
    where: [],
  };
}

function columnOf(
  catalogue: Catalogue,
  table: string,
  column: string,
): Value & { readonly kind: 'column' } {
  return {
    kind: 'column',
    alias: table,
    column,
    relation: { kind: 'table', name: table },
    type: catalogue.get(table)?.columns.get(column)?.type ?? 'text',
  };
}
