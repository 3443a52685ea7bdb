import type { Problem } from '../problems/problem.ts';
import type { Spec, SpecObject } from '../spec/model.ts';
import type { Catalogue } from './catalogue.ts';
import { grammar } from './grammar.ts';
import { type ObjectMapping, loadObjectMapping } from './object-mapping.ts';
import type { Output, Rows, Value } from './language.ts';
import { overlay } from './overlay.ts';
import {
  type Override,
  type OverrideRecord,
  listOverrides,
  readOverrides,
  tracedTo,
} from './overrides.ts';
import type { Parameters } from './parameters.ts';
import { plainFile, plainMapping } from './plain.ts';
import type { Cohort, Plan, PlanField, PlanRows, PlanSet } from './plan.ts';
import type { Profile } from './profile.ts';
import type { SiteSettings } from './site-settings.ts';
import type { Unset } from './unset.ts';
import { columnsInCondition } from './walk.ts';
import { parseColumn } from './parse-value.ts';

export interface Resolved {
  readonly planSet: PlanSet;
  /** Of the profile and its mappings; the spec has its own. */
  readonly problems: readonly Problem[];
  /** What the site replaced, for the manifest. */
  readonly overrides: readonly OverrideRecord[];
  /** Parameters that the site has not set, and what that empties. */
  readonly unset: readonly Unset[];
}

/** Spec + profile + site → one plan an object of the bundle, in the order of the spec. */
export function resolvePlans(
  spec: Spec,
  profile: Profile,
  parameters: Parameters,
  site?: SiteSettings,
): Resolved {
  const problems: Problem[] = [...profile.problems];
  const objects = spec.objects.filter((object) => !object.administrative);
  const overrides = readOverrides(site, objects, problems);
  const copies = speaksOfCopies(spec, profile);
  const mapped = new Map<string, ObjectMapping>();
  for (const object of objects) {
    const yaml = profile.mappings.get(object.name);
    const override = overrides.get(object.name);
    if (!yaml || copies || !speaksOfProfile(object, profile)) continue;
    const mapping = loadObjectMapping(
      yaml,
      object,
      profile.cms,
      profile.catalogue,
      parameters,
      override,
    );
    problems.push(...tracedTo(override, mapping.problems));
    mapped.set(object.name, mapping);
  }
  for (const [name, yaml] of profile.mappings) {
    if (!objects.some((object) => object.name === name)) {
      problems.push({
        severity: 'warning',
        code: 'unknown-object',
        message: `the mapping of ${name} is of no use: the spec has no such object`,
        at: yaml.at([]),
      });
    }
  }
  const copied = copies ? { copied: true as const } : {};
  const plans = objects.map((object) => {
    const mapping = mapped.get(object.name);
    if (mapping) return planOf(object, mapping.outputs, mapping.source, profile.catalogue, mapping);
    const plain = plainMapping(spec, object, profile.cms, profile.catalogue);
    problems.push(...plain.problems);
    const override = overrides.get(object.name);
    if (override) {
      const own = loadObjectMapping(
        plainFile(object, plain),
        object,
        profile.cms,
        plain.catalogue,
        parameters,
        override,
      );
      problems.push(...tracedTo(override, own.problems));
      return { ...planOf(object, own.outputs, own.source, plain.catalogue, own), ...copied };
    }
    return { ...planOf(object, plain.outputs, plain.source, plain.catalogue, {}), ...copied };
  });
  const cohort = findCohort(
    profile,
    mapped,
    problems,
    parameters,
    overrides.get(profile.cohort?.object ?? ''),
  );
  return {
    planSet: { cms: profile.cms, plans, ...(cohort ? { cohort } : {}) },
    problems,
    overrides: listOverrides(overrides.values()),
    unset: [...mapped.values()].flatMap((mapping) => mapping.unset),
  };
}

/**
 * Whether the spec speaks of `ssd_*` tables that somebody has built already, and of no table of the
 * CMS.
 */
function speaksOfCopies(spec: Spec, profile: Profile): boolean {
  const tables = spec.objects.flatMap((object) =>
    object.fields.flatMap((field) => field.sources.get(profile.cms)?.table ?? []),
  );
  return (
    !tables.some((table) => profile.catalogue.has(table)) &&
    tables.some((table) => spec.objects.some((object) => object.name === table))
  );
}

/**
 * Whether the spec places the object in tables that the profile knows; a spec of `ssd_*` tables
 * wants them exported as they are.
 */
function speaksOfProfile(object: SpecObject, profile: Profile): boolean {
  const tables = object.fields.flatMap((field) => field.sources.get(profile.cms)?.table ?? []);
  return tables.length === 0 || tables.some((table) => profile.catalogue.has(table));
}

function planOf(
  object: SpecObject,
  outputs: ReadonlyMap<string, Output>,
  source: PlanRows | undefined,
  catalogue: Catalogue,
  { key, placeholder }: { readonly key?: readonly string[]; readonly placeholder?: string },
): Plan {
  const fields = object.fields.map((field) => ({
    name: field.name,
    type: field.type,
    output: withoutPadding(
      outputs.get(field.name) ?? { kind: 'value', value: { kind: 'null' } },
      catalogue,
    ),
  }));
  const base = { object: object.name, fields, key: keyOf(object, fields, key), catalogue };
  if (placeholder !== undefined) return { ...base, status: 'placeholder', reason: placeholder };
  if (!source) {
    return { ...base, status: 'unmapped', reason: 'no field of it has a source in this CMS' };
  }
  return { ...base, status: 'extracted', source };
}

/**
 * What orders the rows: the key that the mapping names, the primary key, or every plain field where
 * there is none.
 */
export function keyOf(
  object: SpecObject,
  fields: readonly PlanField[],
  key: readonly string[] = object.primaryKey,
): readonly string[] {
  const plain = fields
    .filter((field) => field.output.kind === 'value' && field.output.value.kind !== 'null')
    .map((field) => field.name);
  const primary = key.filter((name) => plain.includes(name));
  return primary.length > 0 ? primary : plain;
}

/** Fixed-width columns come padded with blanks: a cell holds them without. */
function withoutPadding(output: Output, catalogue: Catalogue): Output {
  if (output.kind !== 'value' || output.value.kind !== 'column') return output;
  const { relation, column } = output.value;
  const declared =
    relation.kind === 'table'
      ? catalogue.get(relation.name)?.columns.get(column)?.declared
      : undefined;
  return declared !== undefined && /^n?char\b/i.test(declared)
    ? { kind: 'value', value: { kind: 'call', fn: 'trim_end', args: [output.value], type: 'text' } }
    : output;
}

function findCohort(
  profile: Profile,
  mapped: ReadonlyMap<string, ObjectMapping>,
  problems: Problem[],
  parameters: Parameters,
  override: Override | undefined,
): Cohort | undefined {
  if (!profile.cohort) return undefined;
  if (override && 'sql' in override.node) {
    problems.push({
      severity: 'error',
      code: 'bad-override',
      message: `${profile.cohort.object} decides which persons the other objects keep, so it cannot be given as SQL`,
      hint: 'override its rows and fields instead',
      at: override.yaml.at([...override.path, 'sql'], { key: true }),
    });
    return undefined;
  }
  const mapping = mapped.get(profile.cohort.object);
  const yaml = profile.mappings.get(profile.cohort.object);
  if (!mapping?.source || !yaml) return undefined;
  const context = {
    yaml: override ? overlay(yaml, override) : yaml,
    problems,
    catalogue: profile.catalogue,
    parameters,
    grammar,
    sets: new Map(),
    unset: [],
  };
  const person: Value | undefined = parseColumn(context, mapping.scope, profile.cohort.person, [
    'rows',
  ]);
  return person && { rows: whoIsIn(mapping.source.rows), person };
}

/** Only what decides who is in: a left join that no filter reads adds fields, never persons. */
function whoIsIn(rows: Rows): Rows {
  const read = new Set(
    rows.where
      .flatMap((condition) => [...columnsInCondition(condition)])
      .map((column) => column.alias),
  );
  return {
    ...rows,
    joins: rows.joins.filter((join) => join.type === 'inner' || read.has(join.alias)),
  };
}
