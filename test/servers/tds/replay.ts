import type { Backing, Result } from './backing.ts';
import type { Statement } from './requests.ts';
import { type Column, rowEncoder } from './tokens.ts';

/** Rows that are encoded once and sent as often as they are asked for. */
export function replayed(
  columns: readonly Column[],
  rows: Iterable<readonly (string | null)[]>,
): Result {
  return { columns, rows: Array.from(rows, rowEncoder(columns)) };
}

/**
 * A few encoded rows, over and over until there are `count`: as many as one likes without the
 * memory.
 */
export function repeated(
  columns: readonly Column[],
  few: readonly (readonly (string | null)[])[],
  count: number,
): Result {
  const encoded = few.map(rowEncoder(columns));
  return {
    columns,
    rows: {
      *[Symbol.iterator]() {
        for (let row = 0; row < count; row++) {
          yield encoded[row % encoded.length] ?? Buffer.alloc(0);
        }
      },
    },
  };
}

/** Answers every statement that `system` leaves with the same rows. */
export function replay(result: Result | ((statement: Statement) => Result)): Backing {
  return { execute: (statement) => (typeof result === 'function' ? result(statement) : result) };
}
