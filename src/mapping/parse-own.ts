import type { SpecField, SpecObject } from '../spec/model.ts';
import { cell, column, plainRows } from './construct.ts';
import type { Relation, Scope } from './context.ts';
import type { Cursor } from './cursor.ts';
import { KIND_OF_FIELD, misfitOf } from './field-kind.ts';
import type { Output, UnionSet } from './language.ts';
import { parseOutput } from './parse-output.ts';
import type { PlanRows } from './plan.ts';
import { parseRawSql } from './raw-sql.ts';

/** An object that a site gives as SQL. */
export interface OwnObject {
  readonly source: PlanRows;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly scope: Scope;
}

/** The one set, and the alias of it, that a site's SELECT becomes. */
const OWN = 'own_sql';
/** Names that the query around the SELECT gives. */
const TAKEN = new Set([OWN, 'cohort', 'picked']);

/**
 * A field of a site's override: a value of the language, or SQL text for the site's engine; of the
 * field's kind either way.
 */
export function parseOwnField(node: Cursor, field: SpecField, engine: string): Output | undefined {
  if (node.has('sql')) {
    if (!node.knowsOnly(['sql'])) return undefined;
    const sql = parseRawSql(node.at('sql'), 'value', engine);
    return sql && cell({ kind: 'sql', sql: sql.sql, type: KIND_OF_FIELD[field.type] });
  }
  const output = parseOutput(node);
  const misfit = output && misfitOf(field, output);
  return misfit === undefined
    ? output
    : node.fail(
        'wrong-type',
        misfit,
        'convert it: to_text, to_integer, to_float, to_datetime, to_date',
      );
}

/** An object as one SELECT that the site wrote: it must name a column for every field. */
export function parseOwnObject(
  node: Cursor,
  object: SpecObject,
  engine: string,
): OwnObject | undefined {
  const raw = parseRawSql(node, 'select', engine);
  if (!raw) return undefined;
  const taken = [...raw.expressions.keys()].find((name) => TAKEN.has(name.toLowerCase()));
  if (taken !== undefined) {
    return node.fail(
      'bad-sql',
      `a table expression is called ${taken}, which the query around it uses`,
      'give it another name',
    );
  }
  const absent = object.fields
    .filter((field) => !isNamed(field.name, raw.columns, engine))
    .map((field) => field.name);
  if (absent.length > 0) {
    return node.fail(
      'bad-sql',
      `the SELECT of ${object.name} does not name ${absent.join(', ')}`,
      'give every field a column of its name, in double quotes: … as "field"; null as "field" where there is none',
    );
  }
  const name = { kind: 'set', name: OWN } as const;
  const columns: Relation['columns'] = new Map(
    object.fields.map((field) => [field.name, KIND_OF_FIELD[field.type]]),
  );
  const outputs = new Map(
    [...columns].map(([field, type]) => [field, cell(column(OWN, field, name, type))]),
  );
  const before = [...raw.expressions].map(([expression, sql]): UnionSet => ({
    name: expression,
    branches: [],
    sql,
    columns: new Map(),
  }));
  return {
    source: {
      sets: [...before, { name: OWN, branches: [], sql: raw.sql, columns }],
      rows: plainRows(OWN, name),
    },
    outputs,
    scope: new Map([[OWN, { name, columns }]]),
  };
}

/** Whether a SELECT has a column that is reached by the name of a field. */
function isNamed(field: string, columns: readonly (string | undefined)[], engine: string): boolean {
  return columns.some(
    (name) => name === field || (engine === 'mssql' && name?.toLowerCase() === field),
  );
}
