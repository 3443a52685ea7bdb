import type { PlanRows } from '../mapping/plan.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';
import { ConfigError } from '../problems/errors.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { SpecField, SpecObject } from '../spec/model.ts';
import { parseYaml } from '../yaml/read.ts';

/** The engines of the authorities that publish such files. */
export type ImportedEngine = 'mssql' | 'oracle';

interface ImportFault {
  readonly fault: string;
  readonly hint?: string;
}

export type ImportedColumn =
  | {
      readonly object: string;
      readonly field: string;
      readonly value: unknown;
      readonly fault?: undefined;
    }
  | ImportFault;

const IDENTIFIER = /^[A-Za-z_][\w$#]*$/;

/**
 * One entry of `customise_db_schema`: an item of the standard that the authority holds in another
 * column. It becomes the value of that field, in the language where our catalogue has the column,
 * as SQL where it has not.
 */
export function customColumn(
  entry: Readonly<Record<string, unknown>>,
  prepared: Prepared,
  engine: ImportedEngine,
): ImportedColumn {
  const target = targetOf(entry, prepared.spec.objects);
  if ('fault' in target) return target;
  const { object, field } = target;
  const column = columnOf(entry, field, prepared.profile.cms);
  if ('fault' in column) return column;
  const alias = aliasOf(object, field, column, prepared);
  if (typeof alias !== 'string') return alias;
  const name = `${alias}.${column.name}`;
  const known = prepared.profile.catalogue.get(column.table)?.columns.has(column.name);
  const imported = {
    object: object.name,
    field: field.name,
    value: known ? name : { sql: { [engine]: name } },
  };
  const misfit = refusal(imported, prepared.profile.cms, engine);
  if (misfit === undefined) return imported;
  return {
    fault: `${field.name} cannot come from ${column.table}.${column.name}: ${misfit}`,
    hint: `convert it under overrides: ${object.name}: fields`,
  };
}

/** Text or a number, as text. */
function textAt(entry: Readonly<Record<string, unknown>>, key: string): string | undefined {
  const value = entry[key];
  if (typeof value === 'string') return value.trim();
  return typeof value === 'number' ? String(value) : undefined;
}

/** The field that the entry means: by table and field name, or by the number of its item. */
function targetOf(
  entry: Readonly<Record<string, unknown>>,
  objects: readonly SpecObject[],
): { readonly object: SpecObject; readonly field: SpecField } | ImportFault {
  const item = textAt(entry, 'ssd_item_ref');
  const table = textAt(entry, 'ssd_table');
  const name = textAt(entry, 'ssd_item_field_name');
  const hasItem = (field: SpecField): boolean => field.itemRef === item;
  const object =
    objects.find((one) => one.name === table) ??
    (table === undefined ? objects.find((one) => one.fields.some(hasItem)) : undefined);
  if (!object) {
    return {
      fault: `the custom column names no object of the standard: ${table ?? item ?? 'nothing'}`,
      hint: didYouMean(table ?? '', namesOf(objects)),
    };
  }
  const field =
    object.fields.find((one) => one.name === name) ??
    (name === undefined && item !== undefined ? object.fields.find(hasItem) : undefined);
  if (field) return { object, field };
  const written = name ?? item ?? '';
  return {
    fault: `${object.name} has no field "${written}"`,
    hint: didYouMean(written, namesOf(object.fields)),
  };
}

function namesOf(items: readonly { readonly name: string }[]): string[] {
  return items.map((item) => item.name);
}

interface CmsColumn {
  readonly table: string;
  readonly name: string;
}

/** The column of the CMS; its table is that of the field's usual source unless the entry says. */
function columnOf(
  entry: Readonly<Record<string, unknown>>,
  field: SpecField,
  cms: string,
): CmsColumn | ImportFault {
  const name = textAt(entry, 'la_field_name');
  if (name === undefined) {
    return {
      fault: `the custom column of ${field.name} does not say which column (la_field_name)`,
    };
  }
  const table = textAt(entry, 'la_table_name') ?? field.sources.get(cms)?.table;
  if (table === undefined || !IDENTIFIER.test(table) || !IDENTIFIER.test(name)) {
    return {
      fault: `the custom column of ${field.name} does not name a table and a column`,
      hint: 'names are letters, digits, _, $ and #',
    };
  }
  return { table, name };
}

/** What the object's rows call the column's table: there must be one such name. */
function aliasOf(
  object: SpecObject,
  field: SpecField,
  { table, name }: CmsColumn,
  { planSet }: Prepared,
): string | ImportFault {
  const source = planSet.plans.find((plan) => plan.object === object.name)?.source;
  const [alias, ...others] = source ? aliasesOf(source, table) : [];
  const wanted = `${field.name} is to come from ${table}.${name}`;
  if (alias === undefined) {
    return {
      fault: `${wanted}, and ${table} is not among the tables of ${object.name}`,
      hint: `join it under overrides: ${object.name}: rows: joins, and give the field there`,
    };
  }
  if (others.length === 0) return alias;
  return {
    fault: `${wanted}, and ${object.name} reads ${table} as ${[alias, ...others].join(', ')}`,
    hint: `say which one under overrides: ${object.name}: fields`,
  };
}

function aliasesOf({ rows }: PlanRows, table: string): string[] {
  const all = [{ alias: rows.alias, relation: rows.relation, values: undefined }, ...rows.joins];
  return all
    .filter(
      ({ relation, values }) =>
        relation.kind === 'table' && relation.name === table && values === undefined,
    )
    .map(({ alias }) => alias);
}

/** Why the mapping refuses the value; undefined when it takes it. */
function refusal(
  { object, field, value }: Exclude<ImportedColumn, ImportFault>,
  cms: string,
  engine: ImportedEngine,
): string | undefined {
  const overrides = { [object]: { fields: { [field]: value } } };
  const yaml = parseYaml(JSON.stringify({ overrides }), 'site.yml');
  try {
    prepare({ cms, site: { parameters: {}, overrides, yaml, engine } });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems[0]?.message ?? error.message;
    throw error;
  }
}
