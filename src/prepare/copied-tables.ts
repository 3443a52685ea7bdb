import type { CatalogueTable } from '../mapping/catalogue.ts';
import type { Rows, Value } from '../mapping/language.ts';
import type { HeldColumn, Plan, PlanField } from '../mapping/plan.ts';
import { keyOf } from '../mapping/make-plan.ts';
import type { Problem } from '../problems/problem.ts';
import type { Dialect, TablePlace } from '../query/dialect.ts';
import { conversionOf, kindRead } from '../query/held/held.ts';
import type { DatabaseColumn, Source } from '../sources/source.ts';
import type { Spec } from '../spec/model.ts';
import { type FittingNote, problemsOf } from './fitting-notes.ts';

export interface FittedPlans {
  readonly plans: readonly Plan[];
  /** Where the spec says one thing and the database has another. */
  readonly notes: readonly Problem[];
}

/** Where the tables are, whose types they have, and what the spec says of them. */
export interface CopiedFrom {
  readonly place: TablePlace;
  readonly dialect: Dialect;
  readonly spec: Spec;
}

/**
 * Holds the plans of a spec that speaks of `ssd_*` tables against the tables that are there, so
 * that they are exported as they are: a field whose column is missing, or that the spec places
 * nowhere, is the column of its own name; where there is none it stays empty. Each such field is
 * in the notes. Kinds are those of the database.
 */
export async function fitCopiedTables(
  source: Source,
  { place, dialect, spec }: CopiedFrom,
  plans: readonly Plan[],
): Promise<FittedPlans> {
  const copied = plans.filter((plan) => plan.copied);
  if (copied.length === 0) return { plans, notes: [] };
  const tables = await columnsByTable(source, place, copied);
  const fitted = plans.map((plan): FittedPlan => {
    const columns = plan.copied ? tables.get(plan.object) : undefined;
    return columns ? fitPlan(plan, columns, { spec, dialect }) : { plan, notes: [] };
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

interface FittedPlan {
  readonly plan: Plan;
  readonly notes: readonly FittingNote[];
}

function fitPlan(
  plan: Plan,
  columns: ColumnsByName,
  { spec, dialect }: Pick<CopiedFrom, 'spec' | 'dialect'>,
): FittedPlan {
  const rows = plan.source?.rows ?? {
    alias: plan.object,
    relation: { kind: 'table', name: plan.object } as const,
    joins: [],
    where: [],
  };
  if (rows.relation.name !== plan.object || rows.relation.kind !== 'table') {
    return { plan, notes: [] };
  }
  const fitted = plan.fields.map((field) =>
    fitField(field, { object: plan.object, rows, columns, dialect }),
  );
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
      catalogue: new Map([[plan.object, tableOf(plan.object, columns, dialect)]]),
      held: new Map([[plan.object, { path: pathOf(columns), columns: heldOf(columns) }]]),
      asShown: fields.flatMap((field) => unforeseen(field, columns, dialect)),
    },
  };
}

interface FieldFit {
  readonly object: string;
  readonly rows: Pick<Rows, 'alias' | 'relation'>;
  readonly columns: ColumnsByName;
  readonly dialect: Dialect;
}

/** The column that the spec names, else the one of the field's own name, else nothing. */
function fitField(
  field: PlanField,
  { object, rows, columns, dialect }: FieldFit,
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
        type: kindRead(dialect.held, column.type),
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

function tableOf(name: string, columns: ColumnsByName, dialect: Dialect): CatalogueTable {
  return {
    name,
    key: [],
    references: [],
    columns: new Map(
      [...columns.values()].map(({ column: name, type: declared }) => {
        return [name, { name, declared, type: kindRead(dialect.held, declared) }];
      }),
    ),
  };
}

/** The column that a plain field reads. */
function columnOf({ output }: PlanField): string | undefined {
  return output.kind === 'value' && output.value.kind === 'column'
    ? output.value.column
    : undefined;
}

/** The name to query the table by, where it is another than the object's. */
function pathOf(columns: ColumnsByName): readonly string[] | undefined {
  return columns.values().next().value?.path;
}

/** The types of columns that are converted to the kind they are read as. */
function heldOf(columns: ColumnsByName): ReadonlyMap<string, HeldColumn> {
  return new Map([...columns.values()].map(({ column, type }) => [column, { type }]));
}

/** A field whose column is of a type that nobody foresaw. */
function unforeseen(
  field: PlanField,
  columns: ColumnsByName,
  dialect: Dialect,
): NonNullable<Plan['asShown']> {
  const column = columns.get(columnOf(field)?.toLowerCase() ?? '');
  if (!column) return [];
  const { type } = column;
  const conversion = conversionOf(dialect.held, type, {
    type: kindRead(dialect.held, column.type),
    declared: type,
  });
  return typeof conversion === 'object' && conversion.when === 'only_shown'
    ? [{ field: field.name, type }]
    : [];
}
