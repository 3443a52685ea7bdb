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

/**
 * One overridden thing, for the manifest: what, and its text, so that a reader of the bundle knows
 * how it was made.
 */
export interface OverrideRecord {
  readonly object: string;
  /** `fields.pers_dob`, `rows.where`, `sql`. */
  readonly what: string;
  readonly kind: 'mapping' | 'sql';
  readonly text: string;
  readonly sha256: string;
}

const KEYS = ['fields', 'rows', 'sets', 'sql'];

/**
 * Reads `overrides` of a site file: a map of object to what replaces parts of its mapping. What
 * stands inside is parsed with the mapping.
 */
export function readOverrides(
  site: SiteSettings | undefined,
  objects: readonly SpecObject[],
  problems: Problem[],
): ReadonlyMap<string, Override> {
  const found = new Map<string, Override>();
  const names = objects.map((object) => object.name);
  for (const [object, node] of Object.entries(site?.overrides ?? {})) {
    if (!site) continue;
    const path = ['overrides', object];
    const refuse = (
      code: string,
      message: string,
      hint: string,
      at: Location = site.yaml.at(path, { key: true }),
    ): void => {
      problems.push({ severity: 'error', code, message, hint, at });
    };
    if (!names.includes(object)) {
      refuse(
        'unknown-object',
        `there is no object "${object}" to override`,
        didYouMean(object, names),
      );
    } else if (!isMap(node) || Object.keys(node).length === 0) {
      refuse(
        'bad-override',
        `the override of ${object} is a map`,
        `with one or more of ${KEYS.join(', ')}`,
      );
    } else {
      const strays = Object.keys(node).filter((key) => !KEYS.includes(key));
      for (const key of strays) {
        refuse(
          'unknown-key',
          `unknown key "${key}" in the override of ${object}`,
          key === 'where'
            ? 'filters stand under rows: rows: {where: […]} replaces them, rows: {also_where: […]} adds to them'
            : didYouMean(key, KEYS),
          site.yaml.at([...path, key], { key: true }),
        );
      }
      for (const key of ['fields', 'rows', 'sets'].filter(
        (name) => name in node && !isMap(node[name]),
      )) {
        refuse(
          'bad-override',
          `${key} of an override is a map`,
          `of ${key === 'fields' ? 'field to value' : 'what is replaced'}`,
          site.yaml.at([...path, key], { key: true }),
        );
      }
      if ('sql' in node && Object.keys(node).length > 1) {
        refuse(
          'bad-override',
          `${object} is given as SQL, so nothing else can be overridden in it`,
          'leave sql or the rest out',
        );
      }
      if (strays.length === 0) {
        found.set(object, { object, node, yaml: site.yaml, engine: site.engine, path });
      }
    }
  }
  return found;
}

/** Everything that the overrides replace, part by part. */
export function listOverrides(overrides: Iterable<Override>): OverrideRecord[] {
  return [...overrides].flatMap(({ object, node }) =>
    Object.entries(node).flatMap(([key, part]) => {
      if (key === 'sql') return [record(object, 'sql', 'sql', part)];
      return Object.entries(isMap(part) ? part : {}).map(([name, value]) =>
        record(
          object,
          `${key}.${name}`,
          key === 'fields' && isMap(value) && 'sql' in value ? 'sql' : 'mapping',
          value,
        ),
      );
    }),
  );
}

function record(
  object: string,
  what: string,
  kind: OverrideRecord['kind'],
  value: unknown,
): OverrideRecord {
  const text = JSON.stringify(value);
  return { object, what, kind, text, sha256: createHash('sha256').update(text).digest('hex') };
}

/**
 * Problems that an override makes elsewhere say so: the file that they stand in is in order by
 * itself.
 */
export function tracedTo(
  override: Override | undefined,
  problems: readonly Problem[],
): readonly Problem[] {
  if (!override) return problems;
  const place = showLocation(override.yaml.at(override.path, { key: true }));
  return problems.map((problem) =>
    problem.at?.file === override.yaml.file
      ? problem
      : {
          ...problem,
          hint: `${problem.hint ? `${problem.hint}; ` : ''}it follows from the override at ${place}`,
        },
  );
}
