import type { Cell } from './backing.ts';

/**
 * Oracle SQL as our compiler writes it → PostgreSQL: binds, `trim`, types of casts, and the
 * aggregate `keep (dense_rank …)`. Functions and operators need no translation: those of Oracle are
 * defined in the engine. Binds are numbered in the order in which the driver sends them.
 */
export function translate(
  sql: string,
  binds: readonly Cell[],
  numeric: readonly boolean[],
): string {
  let bind = 0;
  const placed = outsideQuotes(sql, (code) =>
    code
      .replace(/:(\w+)/g, () => placeholder(bind++, binds, numeric))
      // PostgreSQL's own `trim` is a keyword that always means its own function
      .replace(/\btrim\s*\(/gi, 'btrim(')
      .replace(
        /\bas\s+(varchar2|number|binary_double|date)\b(?:\s*\(\d+\))?/gi,
        (_, type: string) => `as ${TYPES[type.toLowerCase()] ?? type}`,
      ),
  );
  return keepDenseRank(placed);
}

/** The types of Oracle that our queries cast to; its DATE has a time of day. */
const TYPES: Readonly<Record<string, string>> = {
  varchar2: 'text',
  number: 'numeric',
  binary_double: 'float8',
  date: 'timestamp',
};

/** A number small enough keeps the type that indexes of the engine know. */
function placeholder(index: number, binds: readonly Cell[], numeric: readonly boolean[]): string {
  const value = binds[index] ?? null;
  if (numeric[index] !== true) return `cast($${index + 1} as text)`;
  return `cast($${index + 1} as ${value !== null && /^-?\d{1,9}$/.test(value) ? 'integer' : 'numeric'})`;
}

/** Changes what stands outside of texts, quoted names and comments. */
function outsideQuotes(sql: string, change: (code: string) => string): string {
  return sql.replace(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|[^'"-]+|-/g, (part) =>
    /^('|"|--)/.test(part) ? part : change(part),
  );
}

/** `max(x) keep (dense_rank last order by y …)` → the x of the greatest y. */
function keepDenseRank(sql: string): string {
  const [start, open] = spanOf(sql, /\bmax\s*\((?=[^]*?\bkeep\b)/gi, (at) =>
    /^\s*keep\s*\(\s*dense_rank\b/i.test(sql.slice(closing(sql, at) + 1)),
  );
  if (start === undefined || open === undefined) return sql;
  const end = closing(sql, open);
  const keep = sql.indexOf('(', end);
  const keepEnd = closing(sql, keep);
  const [, which, order = ''] =
    /^\s*dense_rank\s+(first|last)\s+order\s+by\s+([^]*)$/i.exec(sql.slice(keep + 1, keepEnd)) ??
    [];
  const items = [...order.matchAll(/\s*([^]*?)\s+nulls\s+(?:first|last)\s*(?:,|$)/gi)];
  if (which === undefined || items.length === 0) {
    throw new Error('this keep (dense_rank …) is not of the form that the dialect writes');
  }
  const sorted = which.toLowerCase() === 'last' ? 'desc nulls last' : 'asc nulls last';
  const by = items.map(([, item = '']) => `${item} ${sorted}`).join(', ');
  return keepDenseRank(
    `${sql.slice(0, start)}(array_agg(${sql.slice(open + 1, end)} order by ${by}))[1]${sql.slice(keepEnd + 1)}`,
  );
}

/** Where the first fitting match starts, and its opening bracket. */
function spanOf(
  sql: string,
  pattern: RegExp,
  fits: (open: number) => boolean,
): [start?: number, open?: number] {
  for (const match of sql.matchAll(pattern)) {
    const open = match.index + match[0].length - 1;
    if (fits(open)) return [match.index, open];
  }
  return [];
}

/** The bracket that closes the one at `open`; brackets in texts and names do not count. */
function closing(sql: string, open: number): number {
  let depth = 0;
  for (const { index, 0: part } of sql.matchAll(/'(?:[^']|'')*'|"[^"]*"|[()]/g)) {
    if (index < open) continue;
    if (part === '(') depth++;
    if (part === ')' && --depth === 0) return index;
  }
  throw new Error('a bracket is not closed');
}
