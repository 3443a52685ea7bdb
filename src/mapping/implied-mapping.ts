import type { Problem } from '../problems/problem.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import type { YamlFile } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import { cell, column, plainRows } from './construct.ts';
import type { ColumnValue, Join, Output, Value } from './language.ts';
import type { PlanRows } from './plan.ts';
import { locate, withSpecTables } from './spec-tables.ts';

export interface ImpliedMapping {
  readonly source?: PlanRows | undefined;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly catalogue: Catalogue;
  readonly problems: readonly Problem[];
}

/**
 * The mapping that the spec implies for an object without a mapping file: every field is its
 * column. One table makes one SELECT; several are joined, left, along declared keys. Tables that no
 * catalogue knows get their columns and kinds from the spec.
 */
export function impliedMapping(
  spec: Spec,
  object: SpecObject,
  cms: string,
  known: Catalogue,
): ImpliedMapping {
  const located = object.fields.flatMap((field) => locate(object, field, cms));
  const tables = [...new Set(located.map((item) => item.table))];
  const catalogue = withSpecTables(spec, cms, known, tables);
  const problems: Problem[] = [];
  const driving = located.find((item) => item.field.primaryKey)?.table ?? tables[0];
  if (driving === undefined) return { outputs: new Map(), catalogue, problems };
  const joins = joinAll(driving, tables, catalogue, object, problems);
  const rows = { ...plainRows(driving, { kind: 'table', name: driving }), joins };
  const outputs = new Map(
    located.map((item) => [item.field.name, cell(columnOf(catalogue, item.table, item.column))]),
  );
  return { source: { sets: [], rows }, outputs, catalogue, problems };
}

/**
 * An implied mapping as the file that nobody had to write, so that a site can override parts of it.
 */
export function impliedFile(object: SpecObject, { source, outputs }: ImpliedMapping): YamlFile {
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
  const target = columnOf(catalogue, to, reference.target);
  return {
    alias: to,
    type: 'left',
    relation: target.relation,
    on: [{ column: target, value: columnOf(catalogue, from, reference.column) }],
    joins: [],
    where: [],
  };
}

function columnOf(catalogue: Catalogue, table: string, name: string): ColumnValue {
  const type = catalogue.get(table)?.columns.get(name)?.type ?? 'text';
  return column(table, name, { kind: 'table', name: table }, type);
}
