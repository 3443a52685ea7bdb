import { type Dialect, parse } from '@polyglot-sql/sdk';

/** A part of a parsed statement: its kind, and what it holds. */
export interface Node {
  readonly kind: string;
  readonly body: Body;
}

export type Body = Readonly<Record<string, unknown>>;

/** One statement as an independent grammar reads it. @throws when it does not */
export function parseSql(sql: string, dialect: Dialect): Node {
  const { success, ast, error } = parse(sql, dialect);
  const [statement, more] = (ast ?? []) as unknown[];
  const node = nodeOf(statement);
  if (!success || !node || more !== undefined) {
    throw new Error(`not one statement: ${error ?? sql}`);
  }
  return node;
}

/** The grammar writes a node as a map of one entry, `{kind: body}`. */
export function nodeOf(value: unknown): Node | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [entry, more] = Object.entries(value);
  if (!entry || more) return undefined;
  const [kind, body] = entry as [string, unknown];
  if (typeof body !== 'object' || Array.isArray(body)) return undefined;
  return { kind, body: (body ?? {}) as Body };
}

/** The nodes nearest below one, in the order of the text. */
export function childrenOf({ body }: Node): Node[] {
  return Object.values(body).flatMap(nodesIn);
}

/** The nodes nearest below a part that may be a list, a wrapper or a node itself. */
export function nodesIn(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  const node = nodeOf(value);
  // `this`, `on` and the like hold a node without being one
  if (node && !PARTS.has(node.kind)) return [node];
  return Object.values(value).flatMap(nodesIn);
}

const PARTS = new Set(['this', 'expressions', 'on', 'query']);

/** A name as the grammar keeps it, `{name: …}`. */
export function nameOf(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'name' in value
    ? String(value.name)
    : undefined;
}

/** Whether a node, or one below it, is as asked. */
export function holds(node: Node, asked: (node: Node) => boolean): boolean {
  return asked(node) || childrenOf(node).some((child) => holds(child, asked));
}
