import type { DuckDBConnection } from '@duckdb/node-api';
import { literal, quoted } from '../engine.ts';
import type { ColumnPair } from './compare-schema.ts';

/**
 * By field, the codes of either bundle's code sets that occur in these rows. What a cell holds
 * beside them stays in the rows: it may be anything.
 * @param rows SQL of a view that has every cell as a text
 */
export async function seenCodes(
  connection: DuckDBConnection,
  rows: string,
  fields: readonly ColumnPair[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  if (fields.length === 0) return new Map();
  const lists = fields.map(({ a, b }) => {
    const cell = quoted(a.name);
    const codes = new Set([...a.codes, ...b.codes].map(({ value }) => literal(value)));
    return `list(DISTINCT ${cell}) FILTER (WHERE ${cell} IN (${[...codes].join(', ')}))`;
  });
  const read = await connection.runAndReadAll(`SELECT ${lists.join(', ')} FROM ${rows}`);
  const found = read.getRowsJson()[0] ?? [];
  return new Map(
    fields.map(({ a }, at) => {
      const codes = found[at];
      return [a.name, new Set(Array.isArray(codes) ? codes.map(String) : [])];
    }),
  );
}
