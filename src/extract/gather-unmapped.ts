import type { CodeBook } from '../codes/code-book.ts';
import { CodeTranslation, type UnmappedText } from '../codes/translation.ts';
import type { CompiledQuery } from '../query/compiled.ts';
import type { Source } from '../sources/source.ts';
import { CellLimit } from './cell-limit.ts';
import { rowShaper } from './row-shaper.ts';

interface Gathering {
  readonly query: CompiledQuery;
  readonly object: string;
  /** Of the object's file, in order. */
  readonly fields: readonly string[];
  readonly books: readonly CodeBook[];
  /** Characters of one value at most. */
  readonly maxCell: number;
}

/** What the coded fields of an object hold that is no code; nothing of its rows is kept. */
export async function gatherUnmapped(
  { query, object, fields, books, maxCell }: Gathering,
  { source, signal }: { readonly source: Source; readonly signal: AbortSignal },
): Promise<readonly UnmappedText[]> {
  const { sql, parameters, columns, shape } = query;
  const limit = new CellLimit({ object, fields, most: maxCell });
  const shaper = rowShaper({ shape, dateFormat: 'iso', limit });
  const translation = new CodeTranslation(books, fields);
  const asked = { name: object, sql, parameters, columns };
  for await (const batch of source.stream(asked, { signal })) {
    translation.rows(shaper.rows(batch));
  }
  translation.rows(shaper.end());
  return translation.unmapped();
}
