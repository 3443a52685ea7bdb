import type { Problem } from '../problems/problem.ts';
import type { SpecObject } from '../spec/model.ts';
import type { YamlFile } from '../yaml/read.ts';
import type { Catalogue } from './catalogue.ts';
import type { Context, Scope } from './context.ts';
import { Cursor } from './cursor.ts';
import { reportDrift } from './drift.ts';
import { grammar } from './grammar.ts';
import type { Output } from './language.ts';
import { addedAliases, overlay, unknownRemovals } from './overlay.ts';
import type { Override } from './overrides.ts';
import type { Parameters } from './parameters.ts';
import { parseFields } from './parse-fields.ts';
import { parseFirst } from './parse-order.ts';
import { parseOwnObject } from './parse-own.ts';
import { parseRows } from './parse-rows.ts';
import { parseSets } from './parse-set.ts';
import type { PlanRows } from './plan.ts';
import { type UnsetParameter, whatUnsetEmpties } from './unset-parameters.ts';
import { nationalFields, withNational } from './national.ts';
import { type Variant, chooseVariant } from './variants.ts';

/** What is needed to read one object's mapping. */
export interface MappingRequest {
  readonly file: YamlFile;
  readonly object: SpecObject;
  readonly cms: string;
  readonly catalogue: Catalogue;
  readonly parameters: Parameters;
  readonly override?: Override | undefined;
  /** Coded fields come from where the CMS keeps codes. */
  readonly national?: boolean | undefined;
}

/** One object's mapping file, resolved against the spec. */
export interface ObjectMapping {
  /** Why the CMS holds nothing for the object, when it does not. */
  readonly placeholder?: string | undefined;
  readonly source?: PlanRows | undefined;
  readonly outputs: ReadonlyMap<string, Output>;
  readonly scope: Scope;
  /** What tells rows apart, when the mapping says so. */
  readonly key?: readonly string[] | undefined;
  readonly problems: readonly Problem[];
  /** Parameters that the site has not set, and what that empties. */
  readonly unset: readonly UnsetParameter[];
}

const KEYS = ['placeholder', 'sets', 'rows', 'key', 'fields', 'unset', 'national'];
const ROW_KEYS = ['from', 'joins', 'where', 'first', 'cohort'];

/**
 * Parses a mapping file and holds it against the spec: a plain field is resolved by its table to an
 * alias of the rows; an expression must read the column that the spec names. What a site overrides
 * is read in its place: there the site knows better than the spec where a value comes from, but the
 * value must be of the field's kind.
 */
export function loadObjectMapping(request: MappingRequest): ObjectMapping {
  const { file, object, override } = request;
  const context = contextOf(request);
  const chosen = chooseVariant(new Cursor(grammar, context, { raw: file.value }));
  if (!chosen) return emptyMapping(context);
  const variant = request.national ? { ...chosen, yaml: withNational(chosen.yaml) } : chosen;
  if (!override) return parseMapping(cursorIn(variant.yaml, context), request, variant);
  context.problems.push(...unknownRemovals(variant.yaml, override));
  if ('sql' in override.node) {
    const own = parseOwnObject(siteCursor(override, context).at('sql'), object, override.engine);
    return { ...emptyMapping(context), ...own };
  }
  return parseMapping(cursorIn(overlay(variant.yaml, override), context), request, variant);
}

function contextOf({ file, catalogue, parameters }: MappingRequest): Context {
  return { yaml: file, problems: [], catalogue, parameters, sets: new Map(), unset: [] };
}

/** The top of a file; parameters that it leaves unset are noted apart from those of `choose`. */
function cursorIn(yaml: YamlFile, context: Context): Cursor {
  return new Cursor(grammar, { ...context, yaml, unset: [] }, { raw: yaml.value });
}

/** Where the override stands in the site file. */
function siteCursor({ yaml, path, node }: Override, context: Context): Cursor {
  return new Cursor(grammar, { ...context, yaml, unset: [] }, { path, raw: node });
}

/** A mapping that could not be parsed, or that has nothing but problems. */
function emptyMapping({ problems }: Context): ObjectMapping {
  return { outputs: new Map(), scope: new Map(), problems, unset: [] };
}

function parseMapping(node: Cursor, request: MappingRequest, variant: Variant): ObjectMapping {
  const { object, cms, override } = request;
  const { context } = node;
  if (!node.isMap) {
    if (context.yaml.problems.length === 0) {
      node.fail('bad-mapping', 'a mapping is a map with sets, rows, fields, or placeholder');
    }
    return emptyMapping(context);
  }
  node.knowsOnly(KEYS);
  const placeholder = node.at('placeholder').raw;
  if (typeof placeholder === 'string') {
    if (override) refuseFieldsAlone(siteCursor(override, context), object);
    return { ...emptyMapping(context), placeholder };
  }
  const parsed = parseSource(node);
  if (!parsed) return emptyMapping(context);
  const { source, scope } = parsed;
  const fields = node.at('fields').within(scope);
  const written = fields.reading(fields.raw ?? {});
  const added = addedAliases(variant.yaml, override);
  const said = parseUnset(node.at('unset'), object);
  const outputs = parseFields(written, { object, cms, override, addedAliases: added });
  if (variant.ofSpec) {
    const elsewhere = request.national ? nationalFields(variant.yaml) : new Set();
    const fields = object.fields.filter(({ name }) => !elsewhere.has(name));
    reportDrift(written, { object: { ...object, fields }, cms, override, source, outputs });
  }
  return {
    source,
    outputs,
    scope,
    key: parseKey(node.at('key'), object),
    problems: context.problems,
    unset: whatUnsetEmpties(object.name, context.unset, source, outputs).map((item) => ({
      ...item,
      needs: said.get(item.parameter) ?? item.needs,
    })),
  };
}

function refuseFieldsAlone(site: Cursor, { name }: SpecObject): void {
  site.fail(
    'bad-override',
    `${name} has no rows in this CMS, so its fields alone cannot be overridden`,
    'give its rows as well',
  );
}

/** `sets` and `rows`. */
function parseSource(node: Cursor): { source: PlanRows; scope: Scope } | undefined {
  const sets = parseSets(node.at('sets'));
  const rows = node.at('rows');
  rows.knowsOnly(ROW_KEYS);
  const parsed = parseRows(rows);
  if (!parsed) return undefined;
  const inside = rows.within(parsed.scope);
  const first = rows.has('first') ? parseFirst(inside.at('first'), parsed.rows) : undefined;
  const person = rows.has('cohort') ? inside.at('cohort').value() : undefined;
  return { source: { sets, rows: parsed.rows, first, person }, scope: parsed.scope };
}

/**
 * `unset: {parameter: [fields]}`: what a parameter empties while it is not set, where following it
 * through the sets would say more than is true.
 */
function parseUnset(node: Cursor, object: SpecObject): ReadonlyMap<string, readonly string[]> {
  const names: readonly unknown[] = object.fields.map((field) => field.name);
  const lists = node.keys().flatMap((parameter): [string, readonly string[]][] => {
    const { raw } = node.at(parameter);
    if (Array.isArray(raw) && raw.every((item) => names.includes(item))) {
      return [[parameter, raw as readonly string[]]];
    }
    node.at(parameter).fail('bad-mapping', 'unset gives each parameter a list of fields');
    return [];
  });
  return new Map(lists);
}

/**
 * `key: [fields]`: what tells rows apart where the key of the standard does not; rows are ordered
 * by it.
 */
function parseKey(node: Cursor, object: SpecObject): readonly string[] | undefined {
  if (node.raw === undefined) return undefined;
  const names: readonly unknown[] = object.fields.map((field) => field.name);
  return Array.isArray(node.raw) && node.raw.every((item) => names.includes(item))
    ? (node.raw as readonly string[])
    : node.fail('bad-mapping', 'key is a list of fields of the object');
}
