import type { Problem } from '../problems/problem.ts';
import { didYouMean } from '../problems/suggest.ts';
import type { YamlFile, YamlPath } from '../yaml/read.ts';
import { isMap } from './context.ts';
import type { Override } from './overrides.ts';

type Entries = Readonly<Record<string, unknown>>;

/**
 * A mapping file with an override laid over it: every part of it knows in which of the two files it
 * stands.
 */
export function overlay(base: YamlFile, override: Override): YamlFile {
  const layer = new Layer(override);
  const value: Record<string, unknown> = { ...asMap(base.value) };
  const { fields, sets, rows } = override.node;
  if (isMap(fields)) {
    value['fields'] = { ...asMap(value['fields']), ...layer.take(fields, ['fields']) };
  }
  if (isMap(sets)) value['sets'] = layer.merge(value['sets'], sets, ['sets']);
  if (isMap(rows)) {
    value['rows'] = layer.rows(value['rows'], rows);
    delete value['placeholder'];
  }
  return {
    file: base.file,
    value,
    problems: base.problems,
    at: (path, options) => layer.at(path, options) ?? base.at(path, options),
  };
}

/** What an override replaces, and where each part of it stands in the site file. */
class Layer {
  readonly #override: Override;
  readonly #places: { readonly path: YamlPath; readonly inSite: YamlPath }[] = [];

  constructor(override: Override) {
    this.#override = override;
  }

  /** The parts of an override, their places noted. */
  take(own: Entries, path: readonly string[]): Entries {
    for (const name of Object.keys(own)) this.#note([...path, name], [...path, name]);
    return own;
  }

  /** A map with the override's parts in it; null takes one away. */
  merge(base: unknown, own: Entries, path: readonly string[]): Record<string, unknown> {
    const merged = { ...asMap(base), ...this.take(own, path) };
    return Object.fromEntries(Object.entries(merged).filter(([name]) => own[name] !== null));
  }

  /** Rows: joins one by one, `also_where` behind the filters, everything else whole. */
  rows(base: unknown, { also_where: also, joins, ...rest }: Entries): Record<string, unknown> {
    const byOne = isMap(joins);
    const rows = this.merge(base, byOne || joins === undefined ? rest : { ...rest, joins }, [
      'rows',
    ]);
    if (byOne) rows['joins'] = this.merge(rows['joins'], joins, ['rows', 'joins']);
    if (also === undefined) return rows;
    const [where, extra] = [asList(rows['where']), asList(also)];
    for (const index of extra.keys()) {
      this.#note(
        ['rows', 'where', where.length + index],
        ['rows', 'also_where', ...(Array.isArray(also) ? [index] : [])],
      );
    }
    return { ...rows, where: [...where, ...extra] };
  }

  at(path: YamlPath, options?: { key?: boolean }): ReturnType<YamlFile['at']> | undefined {
    const place = this.#places.findLast((item) =>
      item.path.every((part, index) => part === path[index]),
    );
    return (
      place && this.#override.yaml.at([...place.inSite, ...path.slice(place.path.length)], options)
    );
  }

  #note(path: YamlPath, inOverride: YamlPath): void {
    this.#places.push({ path, inSite: [...this.#override.path, ...inOverride] });
  }
}

/** What an override takes away (`alias: null`) and the mapping does not have. */
export function unknownRemovals(base: YamlFile, { node, yaml, path, object }: Override): Problem[] {
  return [['sets'], ['rows'], ['rows', 'joins']].flatMap((keys) => {
    const known = Object.keys(entriesAt(base.value, keys));
    return Object.entries(entriesAt(node, keys))
      .filter(([name, part]) => part === null && !known.includes(name))
      .map(([name]): Problem => ({
        severity: 'error',
        code: 'unknown-key',
        message: `the mapping of ${object} has no "${name}" in its ${keys.join(': ')} to take away`,
        at: yaml.at([...path, ...keys, name], { key: true }),
        hint: didYouMean(name, known),
      }));
  });
}

function asMap(node: unknown): Entries {
  return isMap(node) ? node : {};
}

/** Conditions as a list: one condition may stand alone. */
function asList(node: unknown): readonly unknown[] {
  if (node === undefined || node === null) return [];
  return Array.isArray(node) ? node : [node];
}

/** Aliases that an override joins besides those of the mapping. */
export function addedAliases(base: YamlFile, override: Override | undefined): ReadonlySet<string> {
  const known = Object.keys(entriesAt(base.value, ['rows', 'joins']));
  const joined = Object.keys(entriesAt(override?.node, ['rows', 'joins']));
  return new Set(joined.filter((alias) => !known.includes(alias)));
}

/** The map that stands where the keys lead; empty when there is none. */
function entriesAt(from: unknown, keys: readonly string[]): Entries {
  return asMap(keys.reduce<unknown>((at, key) => asMap(at)[key], from));
}
