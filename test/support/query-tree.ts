import { Dialect, parse } from '@polyglot-sql/sdk';
import type { DialectName } from '../../src/query/dialects/index.ts';

/** What an independent parser makes of a query: nested objects, one key naming what each is. */
type Tree = Readonly<Record<string, unknown>>;

export const PARSERS = {
  mssql: Dialect.TSQL,
  oracle: Dialect.Oracle,
  postgres: Dialect.PostgreSQL,
} as const;

/**
 * SQL Server works a named set out anew wherever it is used, and a login that may only read has no
 * temporary tables: more than this many tables in one statement took it minutes.
 */
export const MOST_TABLES = 30;

function treeOf(sql: string, engine: DialectName): Tree {
  const parsed = parse(sql, PARSERS[engine]);
  if (!parsed.success) throw new Error(parsed.error);
  return { statements: parsed.ast };
}

/**
 * How many tables a server opens that works a named set out anew wherever it is used, as SQL Server
 * does.
 */
export function tableReads(sql: string, engine: DialectName): number {
  const tree = treeOf(sql, engine);
  const sets = new Map(
    nodes(tree, 'ctes').flatMap((list) =>
      (list as readonly Tree[]).map((set): [string, unknown] => [
        nameOf(set['alias']),
        set['this'],
      ]),
    ),
  );
  const known = new Map<string, number>();
  const readsOf = (part: unknown): number =>
    nodes(part, 'table', 'ctes')
      .filter((table) => isTree(table) && 'alias_explicit_as' in table)
      .reduce<number>((sum, table) => {
        const name = nameOf((table as Tree)['name']);
        if (!sets.has(name)) return sum + 1;
        const reads = known.get(name) ?? readsOf(sets.get(name));
        known.set(name, reads);
        return sum + reads;
      }, 0);
  return readsOf(tree);
}

/** The aliases of outer joins whose condition says `or`, outside of a case. */
export function outerJoinsWithOr(sql: string, engine: DialectName): string[] {
  return outerJoins(treeOf(sql, engine))
    .filter(({ on }) => nodes(on, 'or', 'case').length > 0)
    .map(({ alias }) => alias);
}

/**
 * What Oracle refuses, or looks up again for each row outside, in the condition of an outer join: a
 * choice (`or`, or `in` a list that names another table), a query; and its old sign, `(+)`.
 */
export function outerJoinFaults(sql: string): string[] {
  const tree = treeOf(sql, 'oracle');
  const faults = outerJoins(tree).flatMap(({ alias, on }) => [
    ...(nodes(on, 'or', 'case').length > 0 ? [`${alias}: or`] : []),
    ...(nodes(on, 'in', 'case').some(isOfTwoTables) ? [`${alias}: in`] : []),
    ...(nodes(on, 'select').length > 0 ? [`${alias}: select`] : []),
  ]);
  return [...faults, ...nodes(tree, 'join_mark').flatMap((mark) => (mark === true ? '(+)' : []))];
}

function outerJoins(tree: Tree): { readonly alias: string; readonly on: unknown }[] {
  return nodes(tree, 'joins')
    .flatMap((joins) => joins as readonly Tree[])
    .filter((join) => /left|right|full/i.test(String(join['kind'])))
    .map((join) => ({ alias: nameOf(nodes(join['this'], 'alias').at(0)), on: join['on'] }));
}

function isOfTwoTables(part: unknown): boolean {
  // the place of a name in the text has a `column` as well, a number
  const aliases = nodes(part, 'column').flatMap((column) =>
    isTree(column) ? nameOf(column['table']) : [],
  );
  return new Set(aliases).size > 1;
}

/** Everything below that stands under a key, not looking into what stands under another. */
function nodes(part: unknown, key: string, except?: string): unknown[] {
  if (Array.isArray(part)) return part.flatMap((item) => nodes(item, key, except));
  if (!isTree(part)) return [];
  return Object.entries(part).flatMap(([name, value]) => {
    if (name === except) return [];
    const below = nodes(value, key, except);
    return name === key && value !== null ? [value, ...below] : below;
  });
}

function isTree(part: unknown): part is Tree {
  return typeof part === 'object' && part !== null;
}

function nameOf(identifier: unknown): string {
  return isTree(identifier) ? String(identifier['name']) : '';
}
