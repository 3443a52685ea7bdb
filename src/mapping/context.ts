import type { Problem } from '../problems/problem.ts';
import type { YamlFile, YamlPath } from '../yaml/read.ts';
import type { Catalogue, ValueType } from './catalogue.ts';
import type { Condition, RelationName, Rows } from './language.ts';
import type { Parameters } from './parameters.ts';

/** The columns that an alias offers. */
export interface Relation {
  readonly name: RelationName;
  readonly columns: ReadonlyMap<string, ValueType>;
}

/** The aliases that may be named at one place of a mapping. */
export type Scope = ReadonlyMap<string, Relation>;

/**
 * Values hold conditions (case), conditions hold rows (exists): the parsers reach what they nest
 * through this, not by circular imports.
 */
export interface Grammar {
  conditions(
    context: Context,
    scope: Scope,
    node: unknown,
    path: YamlPath,
  ): Condition[] | undefined;
  existsRows(context: Context, scope: Scope, node: unknown, path: YamlPath): Rows | undefined;
}

/** A parameter without a value, and the place that asks for it. */
export interface UnsetUse {
  readonly parameter: string;
  readonly path: YamlPath;
}

/**
 * Everything a parser needs to know about the file it reads. Problems are gathered, never thrown.
 */
export interface Context {
  readonly yaml: YamlFile;
  readonly problems: Problem[];
  readonly catalogue: Catalogue;
  readonly parameters: Parameters;
  readonly grammar: Grammar;
  /** Sets named so far. */
  readonly sets: Map<string, Relation>;
  /** Where the file names a parameter that the authority has not set. */
  readonly unset: UnsetUse[];
}

/** Reports a problem at a path of the file and gives undefined, so that a parser can return it. */
export function report(
  context: Context,
  path: YamlPath,
  code: string,
  message: string,
  hint?: string,
): undefined {
  context.problems.push({
    severity: 'error',
    code,
    message,
    at: context.yaml.at(path),
    ...(hint ? { hint } : {}),
  });
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
