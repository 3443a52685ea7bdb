import { type CatalogueTable, type ValueType, valueTypeOf } from '../mapping/catalogue.ts';
import { KIND_OF_FIELD } from '../mapping/field-kind.ts';
import type { Rows, Value } from '../mapping/language.ts';
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
 * in the notes. Kinds are those of the database.
 */
export async function fitCopiedTables(
  source: Source,
  place: TablePlace,
  spec: Spec,
  plans: readonly Plan[],
): Promise<FittedPlans> {
  const copied = plans.filter((plan) => plan.copied);
  if (copied.length === 0) return { plans, notes: [] };
  const tables = await columnsByTable(source, place, copied);
  const fitted = plans.map((plan): FittedPlan => {
    const columns = plan.copied ? tables.get(plan.object) : undefined;
    return columns ? fitPlan(plan, columns, spec) : { plan, notes: [] };
  });
  return {
    plans: fitted.map(({ plan }) => plan),
    notes: problemsOf(fitted.flatMap((one) => one.notes)),
  };
}

/** The columns of one table, by their names in lower case. */
type ColumnsByName = ReadonlyMap<string, DatabaseColumn>;

async function columnsByTable(
  source: Source,
  place: TablePlace,
  plans: readonly Plan[],
): Promise<ReadonlyMap<string, ColumnsByName>> {
  const columns = await source.columns(plans.map((plan) => ({ ...place, table: plan.object })));
  return new Map(
    [...Map.groupBy(columns, ({ table }) => table)].map(([table, members]) => [
      table,
      new Map(members.map((column) => [column.column.toLowerCase(), column])),
    ]),
  );
}

/** A field that is not the column which the spec names: it is elsewhere, or stays empty. */
interface FittingNote {
  readonly why: 'elsewhere' | 'unplaced' | 'empty';
  readonly field: string;
}

interface FittedPlan {
  readonly plan: Plan;
  readonly notes: readonly FittingNote[];
}

function fitPlan(plan: Plan, columns: ColumnsByName, spec: Spec): FittedPlan {
  const rows = plan.source?.rows ?? {
    alias: plan.object,
    relation: { kind: 'table', name: plan.object } as const,
    joins: [],
    where: [],
  };
  if (rows.relation.name !== plan.object || rows.relation.kind !== 'table') {
    return { plan, notes: [] };
  }
  const fitted = plan.fields.map((field) => fitField(plan.object, field, rows, columns));
  const notes = fitted.flatMap(({ note }) => note ?? []);
  const fields = fitted.map(({ field }) => field);
  const object = spec.objects.find((item) => item.name === plan.object);
  if (!object || fields.every(isEmpty)) return { plan, notes };
  return {
    notes,
    plan: {
      object: plan.object,
      copied: true,
      status: 'extracted',
      fields,
      key: keyOf(object, fields),
      source: plan.source ?? { sets: [], rows },
      catalogue: new Map([[plan.object, tableOf(plan.object, columns)]]),
    },
  };
}

/** The column that the spec names, else the one of the field's own name, else nothing. */
function fitField(
  object: string,
  field: PlanField,
  rows: Pick<Rows, 'alias' | 'relation'>,
  columns: ColumnsByName,
): { readonly field: PlanField; readonly note?: FittingNote | undefined } {
  const named = columnOf(field);
  if (named === undefined && !isEmpty(field)) return { field };
  const there = named === undefined ? undefined : columns.get(named.toLowerCase());
  const own = columns.get(field.name.toLowerCase());
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
  return {
    field: { ...field, output: { kind: 'value', value } },
    note: there ? undefined : noteOf(`${object}.${field.name}`, named, own !== undefined),
  };
}

/** Of a field whose named column is not there; `own` when there is one of its own name. */
function noteOf(field: string, named: string | undefined, own: boolean): FittingNote | undefined {
  if (named === undefined) return own ? { why: 'unplaced', field } : undefined;
  return own
    ? { why: 'elsewhere', field: `${field} (not ${named})` }
    : { why: 'empty', field: `${field} (${named})` };
}

function isEmpty({ output }: PlanField): boolean {
  return output.kind === 'value' && output.value.kind === 'null';
}

function tableOf(name: string, columns: ColumnsByName): CatalogueTable {
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

const MESSAGES = [
  {
    why: 'elsewhere',
    code: 'own-column',
    says: 'come from the column of their own name, since the one that the spec names is not there',
  },
  {
    why: 'unplaced',
    code: 'own-column',
    says: 'come from the column of their own name, since the spec does not say where they are',
  },
  {
    why: 'empty',
    code: 'no-column',
    says: 'stay empty, since the column that the spec names is not there',
  },
] as const;

function problemsOf(notes: readonly FittingNote[]): Problem[] {
  return MESSAGES.flatMap(({ why, code, says }): Problem[] => {
    const fields = notes.filter((note) => note.why === why).map(({ field }) => field);
    if (fields.length === 0) return [];
    const message = `${fields.length} field(s) ${says}: ${fields.join(', ')}`;
    return [{ severity: 'warning', code, message }];
  });
}
