import { createHash } from 'node:crypto';
import { type Location, type Problem, showLocation } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { SpecObject } from '../spec/model.ts';
import type { YamlFile, YamlPath } from '../yaml/read.ts';
import { isMap } from './context.ts';
import type { SiteSettings } from './site-settings.ts';

/** What a site says instead of one object's mapping. */
export interface Override {
  readonly object: string;
  readonly node: Readonly<Record<string, unknown>>;
  readonly yaml: YamlFile;
  readonly engine: string;
  /** Of the node in the site file. */
  readonly path: YamlPath;
}

/** One overridden thing, for the manifest: what, and its text, so that a reader of the bundle knows how it was made. */
export interface OverrideRecord {
  readonly object: string;
  /** `fields.pers_dob`, `rows.where`, `sql`. */
  readonly what: string;
  readonly kind: 'mapping' | 'sql';
  readonly text: string;
  readonly sha256: string;
}

const KEYS = ['fields', 'rows', 'sets', 'sql'];

/** Reads `overrides` of a site file: a map of object to what replaces parts of its mapping. What stands inside is parsed with the mapping. */
export function readOverrides(site: SiteSettings | undefined, objects: readonly SpecObject[], problems: Problem[]): ReadonlyMap<string, Override> {
  const found = new Map<string, Override>();
  const names = objects.map((object) => object.name);
  for (const [object, node] of Object.entries(site?.overrides ?? {})) {
    if (!site) continue;
    const path = ['overrides', object];
    const refuse = (code: string, message: string, hint: string, at: Location = site.yaml.at(path, { key: true })): void => { problems.push({ severity: 'error', code, message, hint, at }); };
    if (!names.includes(object)) refuse('unknown-object', `there is no object "${object}" to override`, didYouMean(object, names));
    else if (!isMap(node) || Object.keys(node).length === 0) refuse('bad-override', `the override of ${object} is a map`, `with one or more of ${KEYS.join(', ')}`);
    else {
      const strays = Object.keys(node).filter((key) => !KEYS.includes(key));
      for (const key of strays) refuse('unknown-key', `unknown key "${key}" in the override of ${object}`, key === 'where' ? 'filters stand under rows: rows: {where: […]} replaces them, rows: {also_where: […]} adds to them' : didYouMean(key, KEYS), site.yaml.at([...path, key], { key: true }));
      for (const key of ['fields', 'rows', 'sets'].filter((name) => name in node && !isMap(node[name]))) refuse('bad-override', `${key} of an override is a map`, `of ${key === 'fields' ? 'field to value' : 'what is replaced'}`, site.yaml.at([...path, key], { key: true }));
      if ('sql' in node && Object.keys(node).length > 1) refuse('bad-override', `${object} is given as SQL, so nothing else can be overridden in it`, 'leave sql or the rest out');
      if (strays.length === 0) found.set(object, { object, node, yaml: site.yaml, engine: site.engine, path });
    }
  }
  return found;
}

/** Everything that the overrides replace, part by part. */
export function listOverrides(overrides: Iterable<Override>): OverrideRecord[] {
  return [...overrides].flatMap(({ object, node }) => Object.entries(node).flatMap(([key, part]) => {
    if (key === 'sql') return [record(object, 'sql', 'sql', part)];
    return Object.entries(isMap(part) ? part : {}).map(([name, value]) => record(object, `${key}.${name}`, key === 'fields' && isMap(value) && 'sql' in value ? 'sql' : 'mapping', value));
  }));
}

function record(object: string, what: string, kind: OverrideRecord['kind'], value: unknown): OverrideRecord {
  const text = JSON.stringify(value);
  return { object, what, kind, text, sha256: createHash('sha256').update(text).digest('hex') };
}

/** A mapping file with an override laid over it: every part of it knows in which of the two files it stands. */
export function overlay(base: YamlFile, override: Override): YamlFile {
  const value: Record<string, unknown> = { ...(isMap(base.value) ? base.value : {}) };
  const moved: { readonly path: YamlPath; readonly to: YamlPath }[] = [];
  const replace = (parent: Record<string, unknown>, path: YamlPath, name: string, to: YamlPath, part: unknown): void => {
    moved.push({ path: [...path, name], to: [...to, name] });
    if (part === null && path[0] !== 'fields') delete parent[name];
    else parent[name] = part;
  };
  for (const key of ['fields', 'sets', 'rows'] as const) {
    const own = override.node[key];
    if (!isMap(own)) continue;
    const merged = { ...(isMap(value[key]) ? value[key] : {}) };
    value[key] = merged;
    const to = [...override.path, key];
    for (const [name, part] of Object.entries(own)) {
      if (key === 'rows' && name === 'joins' && isMap(part)) merged['joins'] = mergeJoins(merged['joins'], part, (joins, alias, join) => { replace(joins, ['rows', 'joins'], alias, [...to, 'joins'], join); });
      else if (key === 'rows' && name === 'also_where') merged['where'] = [...asList(merged['where']), ...asList(part)];
      else replace(merged, [key], name, to, part);
    }
    if (key === 'rows') delete value['placeholder'];
  }
  const added = override.node['rows'];
  const extra = isMap(added) ? asList(added['also_where']) : [];
  const where = isMap(value['rows']) ? asList(value['rows']['where']) : [];
  for (let index = 0; index < extra.length; index++) moved.push({ path: ['rows', 'where', where.length - extra.length + index], to: [...override.path, 'rows', 'also_where', ...(Array.isArray(isMap(added) && added['also_where']) ? [index] : [])] });
  return {
    file: base.file, value, problems: base.problems,
    at: (path, options) => {
      const from = moved.findLast((item) => item.path.every((part, index) => part === path[index]));
      return from ? override.yaml.at([...from.to, ...path.slice(from.path.length)], options) : base.at(path, options);
    },
  };
}

/** What an override takes away (`alias: null`) and the mapping does not have. */
export function unknownRemovals(base: YamlFile, { node, yaml, path, object }: Override): Problem[] {
  const entries = (from: unknown, keys: readonly string[]): Record<string, unknown> => {
    const found = keys.reduce<unknown>((at, key) => (isMap(at) ? at[key] : undefined), from);
    return isMap(found) ? found : {};
  };
  return [['sets'], ['rows'], ['rows', 'joins']].flatMap((keys) => {
    const known = Object.keys(entries(base.value, keys));
    return Object.entries(entries(node, keys)).filter(([name, part]) => part === null && !known.includes(name)).map(([name]): Problem => ({
      severity: 'error', code: 'unknown-key', message: `the mapping of ${object} has no "${name}" in its ${keys.join(': ')} to take away`, at: yaml.at([...path, ...keys, name], { key: true }), hint: didYouMean(name, known),
    }));
  });
}

/** Problems that an override makes elsewhere say so: the file that they stand in is in order by itself. */
export function tracedTo(override: Override | undefined, problems: readonly Problem[]): readonly Problem[] {
  if (!override) return problems;
  const place = showLocation(override.yaml.at(override.path, { key: true }));
  return problems.map((problem) => (problem.at?.file === override.yaml.file ? problem : { ...problem, hint: `${problem.hint ? `${problem.hint}; ` : ''}it follows from the override at ${place}` }));
}

function mergeJoins(base: unknown, own: Record<string, unknown>, replace: (joins: Record<string, unknown>, alias: string, join: unknown) => void): Record<string, unknown> {
  const joins = { ...(isMap(base) ? base : {}) };
  for (const [alias, join] of Object.entries(own)) replace(joins, alias, join);
  return joins;
}

/** Conditions as a list: one condition may stand alone. */
function asList(node: unknown): readonly unknown[] {
  return node === undefined || node === null ? [] : Array.isArray(node) ? node : [node];
}
