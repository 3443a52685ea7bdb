import type { Problem } from '../problems/problem.ts';
import type { SpecObject } from '../spec/model.ts';
import type { YamlFile } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import { type Context, type Scope, isMap, report } from './context.ts';
import { grammar } from './grammar.ts';
import { type Output, type Value } from './language.ts';
import { overlay, unknownRemovals } from './overlay.ts';
import type { Override } from './overrides.ts';
import type { Parameters } from './parameters.ts';
import { parseOutput } from './parse-output.ts';
import { parseOwnField, parseOwnObject } from './parse-own.ts';
import { type ParsedRows, knownKeys, parsePick, parseRows } from './parse-rows.ts';
import { parseSets } from './parse-set.ts';
import { parseValue } from './parse-value.ts';
import type { PlanRows } from './plan.ts';
import { plainColumn } from './plain-column.ts';
import { tableColumnsRead } from './reads.ts';
import { type Unset, whatUnsetEmpties } from './unset.ts';
import { chooseVariant } from './variants.ts';
import { valuesOf } from './walk.ts';

/** One object's mapping file, resolved against the spec. */
export interface ObjectMapping {
  /** Why the CMS holds nothing for the object, when it does not. */
  readonly placeholder?: string;
  readonly source?: PlanRows;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly scope: Scope;
  /** What tells rows apart, when the mapping says so. */
  readonly key?: readonly string[];
  readonly problems: readonly Problem[];
  /** Parameters that the site has not set, and what that empties. */
  readonly unset: readonly Unset[];
}

const KEYS = ['placeholder', 'sets', 'rows', 'key', 'fields'];
const ROW_KEYS = ['from', 'joins', 'where', 'first', 'cohort'];

/**
 * Parses a mapping file and holds it against the spec: a plain field is resolved by its table to an
 * alias of the rows; an expression must read the column that the spec names. What a site overrides
 * is read in its place: there the site knows better than the spec where a value comes from, but the
 * value must be of the field's kind.
 */
export function loadObjectMapping(
  file: YamlFile,
  object: SpecObject,
  cms: string,
  catalogue: Catalogue,
  parameters: Parameters,
  override?: Override,
): ObjectMapping {
  const problems: Problem[] = [];
  const whole: Context = {
    yaml: file,
    problems,
    catalogue,
    parameters,
    grammar,
    sets: new Map(),
    unset: [],
  };
  const nothing = { outputs: new Map<string, Output>(), scope: new Map(), problems, unset: [] };
  const chosen = chooseVariant(whole);
  if (!chosen) return nothing;
  const { yaml: base, ofSpec } = chosen;
  const yaml = override ? overlay(base, override) : base;
  if (override) problems.push(...unknownRemovals(base, override));
  const context: Context = { ...whole, yaml, unset: [] };
  if (override && 'sql' in override.node) {
    return { ...nothing, ...parseOwnObject({ ...context, yaml: override.yaml }, object, override) };
  }
  const node = yaml.value;
  if (!isMap(node)) {
    if (yaml.problems.length === 0) {
      report(
        context,
        [],
        'bad-mapping',
        'a mapping is a map with sets, rows, fields, or placeholder',
      );
    }
    return nothing;
  }
  knownKeys(context, node, KEYS, []);
  if (typeof node['placeholder'] === 'string' && override) {
    report(
      { ...context, yaml: override.yaml },
      override.path,
      'bad-override',
      `${object.name} has no rows in this CMS, so its fields alone cannot be overridden`,
      'give its rows as well',
    );
  }
  if (typeof node['placeholder'] === 'string') {
    return { ...nothing, placeholder: node['placeholder'] };
  }
  const sets = parseSets(context, node['sets'], ['sets']);
  if (isMap(node['rows'])) knownKeys(context, node['rows'], ROW_KEYS, ['rows']);
  const parsed = parseRows(context, node['rows'], ['rows']);
  if (!parsed || !isMap(node['rows'])) return nothing;
  const source: PlanRows = {
    sets,
    rows: parsed.rows,
    ...parsePickAndPerson(context, parsed, node['rows']),
  };
  const outputs = resolveFields(
    context,
    object,
    cms,
    parsed,
    source,
    node['fields'] ?? {},
    override && { override, added: addedAliases(base, override) },
    ofSpec,
  );
  const key = parseKey(context, node['key'], object);
  return {
    source,
    outputs,
    scope: parsed.scope,
    problems,
    unset: whatUnsetEmpties(object.name, context.unset, source, outputs),
    ...(key ? { key } : {}),
  };
}

/**
 * `key: [fields]`: what tells rows apart where the key of the standard does not; rows are ordered
 * by it.
 */
function parseKey(
  context: Context,
  node: unknown,
  object: SpecObject,
): readonly string[] | undefined {
  if (node === undefined) return undefined;
  const names = object.fields.map((field) => field.name);
  const fields = Array.isArray(node)
    ? node.filter((item): item is string => typeof item === 'string' && names.includes(item))
    : [];
  return Array.isArray(node) && fields.length === node.length
    ? fields
    : report(context, ['key'], 'bad-mapping', 'key is a list of fields of the object');
}

function parsePickAndPerson(
  context: Context,
  parsed: ParsedRows,
  rows: Record<string, unknown>,
): Pick<PlanRows, 'pick' | 'person'> {
  const pick =
    rows['first'] === undefined
      ? undefined
      : parsePick(context, parsed, rows['first'], ['rows', 'first']);
  const person: Value | undefined =
    rows['cohort'] === undefined
      ? undefined
      : parseValue(context, parsed.scope, rows['cohort'], ['rows', 'cohort']);
  return { ...(pick ? { pick } : {}), ...(person ? { person } : {}) };
}

function resolveFields(
  context: Context,
  object: SpecObject,
  cms: string,
  parsed: ParsedRows,
  source: PlanRows,
  fields: unknown,
  site: { readonly override: Override; readonly added: ReadonlySet<string> } | undefined,
  ofSpec: boolean,
): Map<string, Output> {
  const outputs = new Map<string, Output>();
  if (!isMap(fields)) {
    report(context, ['fields'], 'bad-mapping', 'fields are a map of field name to value');
    return outputs;
  }
  knownKeys(
    context,
    fields,
    object.fields.map((field) => field.name),
    ['fields'],
  );
  const override = site?.override;
  const own = isMap(override?.node['fields']) ? override.node['fields'] : {};
  const ownRows = override !== undefined && ('rows' in override.node || 'sets' in override.node);
  for (const field of object.fields) {
    const named = field.sources.get(cms);
    if (!(field.name in fields)) {
      const output =
        named &&
        plainColumn(context, field, named, plainScope(parsed.scope, named.table, site?.added));
      if (output) outputs.set(field.name, output);
      continue;
    }
    const path = ['fields', field.name];
    const output =
      override && field.name in own
        ? parseOwnField(context, parsed.scope, field, fields[field.name], path, override)
        : parseOutput(context, parsed.scope, fields[field.name], path);
    if (!output) continue;
    outputs.set(field.name, output);
    if (field.name in own || ownRows || !ofSpec) continue;
    const read = tableColumnsRead(valuesOf(output), source);
    for (const column of named?.columns ?? []) {
      const wanted = `${named?.table ?? ''}.${column}`;
      if (!read.has(wanted)) {
        report(
          context,
          path,
          'drift',
          `the spec takes ${field.name} from ${wanted}, which this value does not read`,
          `it reads ${[...read].sort().join(', ') || 'no column'}; mend cms_table and cms_field of the spec, or the value`,
        );
      }
    }
  }
  return outputs;
}

/** Aliases that an override joins besides those of the mapping. */
function addedAliases(base: YamlFile, override: Override): ReadonlySet<string> {
  const joinsOf = (node: unknown): string[] =>
    isMap(node) && isMap(node['rows']) && isMap(node['rows']['joins'])
      ? Object.keys(node['rows']['joins'])
      : [];
  const known = new Set(joinsOf(base.value));
  return new Set(joinsOf(override.node).filter((alias) => !known.has(alias)));
}

/**
 * A plain field stays with the alias that the mapping has for its table, though an override joins
 * the table once more.
 */
function plainScope(
  scope: Scope,
  table: string | undefined,
  added: ReadonlySet<string> | undefined,
): Scope {
  const before = new Map([...scope].filter(([alias]) => !added?.has(alias)));
  return [...before.values()].some((relation) => relation.name.name === table) ? before : scope;
}
