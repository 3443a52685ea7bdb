import type { Dialect } from '@polyglot-sql/sdk';
import { type Reading, type Reference, type SelectQuery, bind, readParts } from './sql-binder.ts';
import { type Node, childrenOf, nameOf, nodesIn, parseSql } from './sql-tree.ts';

/** Every query of a statement, the outermost last, and every column that is named in it. */
export function queriesOf(
  sql: string,
  dialect: Dialect,
): { readonly queries: readonly SelectQuery<true>[]; readonly references: readonly Reference[] } {
  const queries: SelectQuery<true>[] = [];
  const references: Reference[] = [];
  const reading: Reading<true> = {
    tableColumn: () => true,
    derivedColumn: () => true,
    unionColumn: () => true,
    name: () => true,
    expression: (node, of) => {
      readParts(node, of);
      return true;
    },
    onQuery: (query) => queries.push(query),
    onReference: (reference) => references.push({ ...reference, through: [...reference.through] }),
  };
  bind(parseSql(sql, dialect), reading);
  return { queries, references };
}

/**
 * Whether a name is looked up further out than Oracle looks: one query, or through any `exists`;
 * and never out of a `from`.
 */
export function isTooFarOut({ depth, through }: Reference): boolean {
  return (
    through.includes('from') || (depth > 1 && through.slice(0, -1).some((at) => at !== 'exists'))
  );
}

/** Columns of the CMS of a sort that are part of an expression, a cast or a test for null aside. */
export function usesOf(
  sql: string,
  dialect: Dialect,
  isOfSort: (table: string, column: string) => boolean,
): string[] {
  const found = new Set<string>();
  const reading: Reading<string> = {
    tableColumn: (table, column) => (isOfSort(table, column) ? `${table}.${column}` : ''),
    derivedColumn: (column) => column,
    unionColumn: (left, right) => left || right,
    name: () => '',
    expression: ({ kind, body }, of) => {
      const column = readParts({ kind, body }, of).find((part) => part !== '') ?? '';
      if (kind === 'paren') return column;
      if (column !== '' && kind !== 'cast' && kind !== 'is_null') found.add(column);
      return '';
    },
  };
  bind(parseSql(sql, dialect), reading);
  return [...found];
}

/** Names that a relation would have twice, or columns that would have none. */
export function unclearNames({ place, names }: SelectQuery<true>): string[] {
  if (place !== 'with' && place !== 'from') return [];
  return names.filter((name, index) => name === '' || names.indexOf(name) !== index);
}

/** Aggregates that name a column of a query outside beside any other. */
export function mixedAggregates({ body, aliases }: SelectQuery<true>): string[] {
  return aggregatesIn(nodesIn([body['expressions'], body['having']]))
    .map((aggregate) => columnsIn(aggregate))
    .filter(
      (columns) =>
        new Set(columns.map(({ name }) => name)).size > 1 &&
        columns.some(({ alias }) => !aliases.has(alias)),
    )
    .map((columns) => columns.map(({ name }) => name).join(', '));
}

const QUERIES = new Set(['select', 'subquery', 'union', 'exists']);
const AGGREGATES = new Set(['max', 'min', 'sum', 'count']);

function aggregatesIn(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node) => {
    if (QUERIES.has(node.kind)) return [];
    return AGGREGATES.has(node.kind) ? [node] : aggregatesIn(childrenOf(node));
  });
}

function columnsIn(node: Node): { readonly alias: string; readonly name: string }[] {
  if (node.kind !== 'column') return childrenOf(node).flatMap(columnsIn);
  const alias = nameOf(node.body['table']);
  const name = nameOf(node.body['name']) ?? '';
  return alias === undefined ? [] : [{ alias, name: `${alias}.${name}` }];
}
