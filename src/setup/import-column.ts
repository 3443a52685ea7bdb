import { ConfigError } from '../problems/errors.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { PlanRows } from '../mapping/plan.ts';
import { parseYaml } from '../yaml/read.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';

export type ImportedColumn =
  | {
      readonly object: string;
      readonly field: string;
      readonly value: unknown;
      readonly fault?: undefined;
    }
  | { readonly fault: string; readonly hint?: string };

const IDENTIFIER = /^[A-Za-z_][\w$#]*$/;

/**
 * One entry of `customise_db_schema`: an item of the standard that the authority holds in another
 * column. It becomes the value of that field, in the language where our catalogue has the column,
 * as SQL where it has not.
 */
export function customColumn(
  entry: Readonly<Record<string, unknown>>,
  { spec, profile, planSet }: Prepared,
  engine: string,
): ImportedColumn {
  const said = (key: string): string | undefined =>
    typeof entry[key] === 'string'
      ? entry[key].trim()
      : typeof entry[key] === 'number'
        ? String(entry[key])
        : undefined;
  const [item, table, field, laTable, laField] = [
    'ssd_item_ref',
    'ssd_table',
    'ssd_item_field_name',
    'la_table_name',
    'la_field_name',
  ].map(said);
  const object =
    spec.objects.find((one) => one.name === table) ??
    spec.objects.find(
      (one) => table === undefined && one.fields.some((other) => other.itemRef === item),
    );
  if (!object) {
    return {
      fault: `the custom column names no object of the standard: ${table ?? item ?? 'nothing'}`,
      hint: didYouMean(
        table ?? '',
        spec.objects.map((one) => one.name),
      ),
    };
  }
  const target =
    object.fields.find((one) => one.name === field) ??
    object.fields.find((one) => field === undefined && item !== undefined && one.itemRef === item);
  if (!target) {
    return {
      fault: `${object.name} has no field "${field ?? item ?? ''}"`,
      hint: didYouMean(
        field ?? item ?? '',
        object.fields.map((one) => one.name),
      ),
    };
  }
  if (laField === undefined) {
    return {
      fault: `the custom column of ${target.name} does not say which column (la_field_name)`,
    };
  }
  const from = laTable ?? target.sources.get(profile.cms)?.table;
  if (from === undefined || !IDENTIFIER.test(from) || !IDENTIFIER.test(laField)) {
    return {
      fault: `the custom column of ${target.name} does not name a table and a column`,
      hint: 'names are letters, digits, _, $ and #',
    };
  }
  const source = planSet.plans.find((plan) => plan.object === object.name)?.source;
  const [alias, ...others] = source ? aliasesOf(source, from) : [];
  if (alias === undefined) {
    return {
      fault: `${target.name} is to come from ${from}.${laField}, and ${from} is not among the tables of ${object.name}`,
      hint: `join it under overrides: ${object.name}: rows: joins, and give the field there`,
    };
  }
  if (others.length > 0) {
    return {
      fault: `${target.name} is to come from ${from}.${laField}, and ${object.name} reads ${from} as ${[alias, ...others].join(', ')}`,
      hint: `say which one under overrides: ${object.name}: fields`,
    };
  }
  const value = profile.catalogue.get(from)?.columns.has(laField)
    ? `${alias}.${laField}`
    : { sql: { [engine]: `${alias}.${laField}` } };
  const misfit = refusal(profile.cms, engine, object.name, target.name, value);
  return misfit === undefined
    ? { object: object.name, field: target.name, value }
    : {
        fault: `${target.name} cannot come from ${from}.${laField}: ${misfit}`,
        hint: `convert it under overrides: ${object.name}: fields`,
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
  cms: string,
  engine: string,
  object: string,
  field: string,
  value: unknown,
): string | undefined {
  const overrides = { [object]: { fields: { [field]: value } } };
  try {
    prepare({
      cms,
      site: {
        parameters: {},
        overrides,
        yaml: parseYaml(JSON.stringify({ overrides }), 'site.yml'),
        engine,
      },
    });
    return undefined;
  } catch (error) {
    if (error instanceof ConfigError) return error.problems[0]?.message ?? error.message;
    throw error;
  }
}
