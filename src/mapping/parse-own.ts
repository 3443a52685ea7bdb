import type { SpecField, SpecObject } from '../spec/model.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, type Relation, type Scope, isMap, report } from './context.ts';
import { KIND_OF_FIELD, fitsField } from './field-kind.ts';
import type { Output } from './language.ts';
import type { Override } from './overrides.ts';
import { parseOutput } from './parse-output.ts';
import { knownKeys } from './parse-rows.ts';
import type { PlanRows } from './plan.ts';
import { parseRawSql } from './raw-sql.ts';

/** An object that a site gives as SQL. */
export interface OwnObject {
  readonly source: PlanRows;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly scope: Scope;
}

const OWN = 'own_sql';

/**
 * A field of a site's override: a value of the language, or SQL text for the site's engine; of the
 * field's kind either way.
 */
export function parseOwnField(
  context: Context,
  scope: Scope,
  field: SpecField,
  node: unknown,
  path: YamlPath,
  override: Override,
): Output | undefined {
  if (isMap(node) && 'sql' in node) {
    if (!knownKeys(context, node, ['sql'], path)) return undefined;
    const sql = parseRawSql(
      context,
      scope,
      node['sql'],
      [...path, 'sql'],
      'value',
      override.engine,
    );
    return sql && { kind: 'value', value: { kind: 'sql', sql, type: KIND_OF_FIELD[field.type] } };
  }
  const output = parseOutput(context, scope, node, path);
  const fault = output && fitsField(field, output);
  return fault === undefined
    ? output
    : report(
        context,
        path,
        'wrong-type',
        fault,
        'convert it: to_text, to_integer, to_float, to_datetime, to_date',
      );
}

/** An object as one SELECT of the site's own: it must name a column for every field. */
export function parseOwnObject(
  context: Context,
  object: SpecObject,
  override: Override,
): OwnObject | undefined {
  const path = [...override.path, 'sql'];
  const sql = parseRawSql(
    context,
    new Map(),
    override.node['sql'],
    path,
    'select',
    override.engine,
  );
  if (!sql) return undefined;
  const text = sql
    .map((part) => (typeof part === 'string' ? part : ' '))
    .join('')
    .toLowerCase();
  const absent = object.fields
    .filter((field) => !new RegExp(`\\b${field.name}\\b`).test(text))
    .map((field) => field.name);
  if (absent.length > 0) {
    return report(
      context,
      path,
      'bad-sql',
      `the SELECT of ${object.name} does not name ${absent.join(', ')}`,
      'give every field a column of its name: … as "field"; null as "field" where there is none',
    );
  }
  const name = { kind: 'set', name: OWN } as const;
  const relation: Relation = {
    name,
    columns: new Map(object.fields.map((field) => [field.name, KIND_OF_FIELD[field.type]])),
  };
  const outputs = new Map(
    object.fields.map((field): [string, Output] => [
      field.name,
      {
        kind: 'value',
        value: {
          kind: 'column',
          alias: OWN,
          column: field.name,
          relation: name,
          type: KIND_OF_FIELD[field.type],
        },
      },
    ]),
  );
  const source: PlanRows = {
    sets: [{ name: OWN, branches: [], sql, columns: relation.columns }],
    rows: { alias: OWN, relation: name, joins: [], where: [] },
  };
  return { source, outputs, scope: new Map([[OWN, relation]]) };
}
