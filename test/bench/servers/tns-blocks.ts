import { rowsAnswer } from '../../servers/tns/answers.ts';
import type { Column, Rows } from '../../servers/tns/backing.ts';
import { BLOCK, type BenchColumn, KEY_LENGTH, templateOf } from '../dataset.ts';
import { writeKeys } from './keys.ts';

interface Template {
  readonly columns: readonly Column[];
  /** What stands before the rows of a page. */
  readonly head: Buffer;
  /** The rows of a block, encoded. */
  readonly bytes: Buffer;
  /** Where each begins, and where the last ends. */
  readonly starts: readonly number[];
}

/** A table as Oracle sends it: a block is encoded once, and every page is a copy with new keys. */
export function tnsTable(
  names: readonly string[],
  filling: readonly BenchColumn[],
  { rows }: { readonly rows: number },
): () => Rows {
  const columns = filling.map(({ oracle }, index): Column => ({
    name: names[index] ?? '',
    type: oracle,
  }));
  const cells = templateOf(filling);
  // a page of no rows but the first gives the head: what is beyond it is that row
  const row = (index: number): Buffer => {
    const one = rowsAnswer(columns, [cells[index] ?? []]);
    const two = rowsAnswer(columns, [cells[index] ?? [], cells[index] ?? []]);
    return two.subarray(one.length);
  };
  const encoded = cells.map((_, index) => row(index));
  const whole = rowsAnswer(columns, cells.slice(0, 1));
  const starts = [0];
  for (const bytes of encoded) starts.push((starts.at(-1) ?? 0) + bytes.length);
  const template = {
    columns,
    head: whole.subarray(0, whole.length - (encoded[0]?.length ?? 0)),
    bytes: Buffer.concat(encoded),
    starts,
  };
  return () => pagesOf(template, rows);
}

function pagesOf({ columns, head, bytes, starts }: Template, rows: number): Rows {
  let at = 0;
  return {
    columns,
    fetch: () => Promise.resolve([]),
    encoded(asked) {
      const count = Math.min(asked, rows - at);
      if (count === 0) return { bytes: Buffer.alloc(0), count };
      const pieces = [head];
      const digits = new Uint32Array(count * KEY_LENGTH);
      let place = 0;
      let length = head.length;
      for (let done = 0; done < count;) {
        const from = (at + done) % BLOCK;
        const to = Math.min(BLOCK, from + count - done);
        const [start = 0, end = 0] = [starts[from], starts[to]];
        pieces.push(bytes.subarray(start, end));
        for (let row = from; row < to; row++) {
          // after the token of the row and the length of the key
          const key = length + (starts[row] ?? 0) - start + 2;
          for (let digit = 0; digit < KEY_LENGTH; digit++) digits[place++] = key + digit;
        }
        length += end - start;
        done += to - from;
      }
      const page = Buffer.concat(pieces, length);
      writeKeys(page, digits, at);
      at += count;
      return { bytes: page, count };
    },
  };
}
