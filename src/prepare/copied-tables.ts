import { type CatalogueTable, type ValueType, valueTypeOf } from '../mapping/catalogue.ts';
import { KIND_OF_FIELD } from '../mapping/field-kind.ts';
import type { Value } from '../mapping/language.ts';
import type { Plan, PlanField } from '../mapping/plan.ts';
import { keyOf } from '../mapping/make-plan.ts';
import type { Problem } from '../problems/problem.ts';
import type { TablePlace } from '../query/dialect.ts';
import type { DatabaseColumn, Source } from '../sources/source.ts';
import type { Spec } from '../spec/model.ts';

export interface FittedPlans {
  readonly plans: readonly Plan[];
  /** Where the spec says one thing and the database has another. */
  readonly notes: readonly Problem[];
}

/**
 * Holds the plans of a spec that speaks of `ssd_*` tables against the tables that are there, so
 * that they are exported as they are: a field whose column is missing, or that the spec places
 * nowhere, is the column of its own name; where there is none it stays empty. Each such field is
 * told. Kinds are those of the database.
 */
export async function fitCopiedTables(
  source: Source,
  place: TablePlace,
  spec: Spec,
  plans: readonly Plan[],
): Promise<FittedPlans> {
  const copied = plans.filter((plan) => plan.copied);
  if (copied.length === 0) return { plans, notes: [] };
  const tables = new Map<string, Map<string, DatabaseColumn>>();
  for (const column of await source.columns(
    copied.map((plan) => ({ ...place, table: plan.object })),
  )) {
    const own = tables.get(column.table) ?? new Map<string, DatabaseColumn>();
    tables.set(column.table, own.set(column.column.toLowerCase(), column));
  }
  const told: Told = { elsewhere: [], unplaced: [], empty: [] };
  const fitted = plans.map((plan) => {
    const columns = plan.copied ? tables.get(plan.object) : undefined;
    return columns ? fitPlan(plan, columns, spec, told) : plan;
  });
  return { plans: fitted, notes: notesOf(told) };
}

interface Told {
  readonly elsewhere: string[];
  readonly unplaced: string[];
  readonly empty: string[];
}

function fitPlan(
  plan: Plan,
  columns: ReadonlyMap<string, DatabaseColumn>,
  spec: Spec,
  told: Told,
): Plan {
  const rows = plan.source?.rows ?? {
    alias: plan.object,
    relation: { kind: 'table', name: plan.object } as const,
    joins: [],
    where: [],
  };
  if (rows.relation.name !== plan.object || rows.relation.kind !== 'table') return plan;
  const fields = plan.fields.map((field): PlanField => {
    const named = columnOf(field);
    if (
      field.output.kind !== 'value' ||
      (named === undefined && field.output.value.kind !== 'null')
    ) {
      return field;
    }
    const there = named === undefined ? undefined : columns.get(named.toLowerCase());
    const own = columns.get(field.name.toLowerCase());
    const where = `${plan.object}.${field.name}`;
    if (!there && own) {
      (named === undefined ? told.unplaced : told.elsewhere).push(
        named === undefined ? where : `${where} (not ${named})`,
      );
    }
    if (!there && !own && named !== undefined) told.empty.push(`${where} (${named})`);
    const column = there ?? own;
    const value: Value = column
      ? {
          kind: 'column',
          alias: rows.alias,
          column: column.column,
          relation: rows.relation,
          type: kindOf(column, field),
        }
      : { kind: 'null' };
    return { ...field, output: { kind: 'value', value } };
  });
  const object = spec.objects.find((item) => item.name === plan.object);
  if (
    !object ||
    fields.every((field) => field.output.kind === 'value' && field.output.value.kind === 'null')
  ) {
    return plan;
  }
  const source = plan.source ?? { sets: [], rows };
  return {
    object: plan.object,
    copied: true,
    status: 'extracted',
    fields,
    key: keyOf(object, fields),
    source,
    catalogue: new Map([[plan.object, tableOf(plan.object, columns)]]),
  };
}

function tableOf(name: string, columns: ReadonlyMap<string, DatabaseColumn>): CatalogueTable {
  return {
    name,
    key: [],
    references: [],
    columns: new Map(
      [...columns.values()].map(({ column, type }) => [
        column,
        { name: column, declared: type, type: valueTypeOf(type) ?? 'text' },
      ]),
    ),
  };
}

/** The column that a plain field reads. */
function columnOf({ output }: PlanField): string | undefined {
  return output.kind === 'value' && output.value.kind === 'column'
    ? output.value.column
    : undefined;
}

function kindOf({ type }: DatabaseColumn, field: PlanField): ValueType {
  return (
    valueTypeOf(type) ??
    (/^char|^citext|^bpchar|^boolean/i.test(type) ? 'text' : KIND_OF_FIELD[field.type])
  );
}

function notesOf({ elsewhere, unplaced, empty }: Told): Problem[] {
  const note = (code: string, fields: readonly string[], what: string): Problem[] =>
    fields.length === 0
      ? []
      : [
          {
            severity: 'warning',
            code,
            message: `${fields.length} field(s) ${what}: ${fields.join(', ')}`,
          },
        ];
  return [
    ...note(
      'own-column',
      elsewhere,
      'come from the column of their own name, since the one that the spec names is not there',
    ),
    ...note(
      'own-column',
      unplaced,
      'come from the column of their own name, since the spec does not say where they are',
    ),
    ...note('no-column', empty, 'stay empty, since the column that the spec names is not there'),
  ];
}
