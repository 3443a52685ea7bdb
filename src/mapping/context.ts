import type { Problem } from '../problems/problem.ts';
import { present } from '../yaml/present.ts';
import type { YamlFile, YamlPath } from '../yaml/read.ts';
import type { Catalogue, ValueType } from './catalogue.ts';
import type { RelationName } from './language.ts';
import type { Parameters } from './parameters.ts';

/** The columns that an alias offers. */
export interface Relation {
  readonly name: RelationName;
  readonly columns: ReadonlyMap<string, ValueType>;
}

/** The aliases that may be named at one place of a mapping. */
export type Scope = ReadonlyMap<string, Relation>;

/** A parameter without a value, and the place that asks for it. */
export interface UnsetUse {
  readonly parameter: string;
  readonly path: YamlPath;
}

/**
 * What is the same everywhere in one mapping file. Problems are gathered, never thrown.
 */
export interface Context {
  readonly yaml: YamlFile;
  readonly problems: Problem[];
  readonly catalogue: Catalogue;
  readonly parameters: Parameters;
  /** Sets named so far. */
  readonly sets: Map<string, Relation>;
  /** Where the file names a parameter that the authority has not set. */
  readonly unset: UnsetUse[];
}

/** Reports a problem at a path of the file and gives undefined, so that a parser can return it. */
export function report(
  { problems, yaml }: Context,
  path: YamlPath,
  code: string,
  message: string,
  hint?: string,
): undefined {
  problems.push(present({ severity: 'error' as const, code, message, at: yaml.at(path), hint }));
  return undefined;
}

/** A set or a table by name; sets hide tables. */
export function findRelation(context: Context, name: string): Relation | undefined {
  const set = context.sets.get(name);
  if (set) return set;
  const table = context.catalogue.get(name);
  if (!table) return undefined;
  const columns = new Map([...table.columns.values()].map((column) => [column.name, column.type]));
  return { name: { kind: 'table', name }, columns };
}

export function isMap(node: unknown): node is Record<string, unknown> {
  return typeof node === 'object' && node !== null && !Array.isArray(node);
}
