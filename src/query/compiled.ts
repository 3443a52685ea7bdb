import type { Flags } from '../mapping/language.ts';
import type { FieldType } from '../spec/model.ts';
import type { BoundParameter } from './parameter.ts';

/** How a cell is made from the columns of a result row. */
export type CellShape =
  | { readonly kind: 'null' }
  | { readonly kind: 'value'; readonly slot: number; readonly type: FieldType }
  | {
      readonly kind: 'json_object';
      readonly parts: readonly JsonPart[];
      readonly textDefault: string | null;
    }
  | { readonly kind: 'json_list'; readonly slot: number }
  | { readonly kind: 'json_flags'; readonly slot: number; readonly flags: Flags };

export interface JsonPart {
  readonly name: string;
  readonly slot: number | null;
  readonly number: boolean;
}

/** A query ready for one engine, and what to do with its rows. */
export interface CompiledQuery {
  readonly object: string;
  /** Exactly as it is executed. */
  readonly sql: string;
  /** In the order of their first appearance. */
  readonly parameters: readonly BoundParameter[];
  readonly columns: readonly string[];
  /** One for each field of the object, in its order. */
  readonly shape: readonly CellShape[];
  /** sha256 of the text, hexadecimal. */
  readonly hash: string;
}
