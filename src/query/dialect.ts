import type { RawBuilder, SqlBool } from 'kysely';
import type { ValueType } from '../mapping/catalogue.ts';
import type { FunctionName } from '../mapping/functions.ts';
import type { CompiledQuery } from './compiled.ts';
import type { Placeholder } from './compiler.ts';
import type { HeldTypes } from './held/held.ts';
import type { BoundParameter } from './parameter.ts';

/** A piece of SQL in Kysely's terms. */
export type Fragment = RawBuilder<unknown>;

/** Where the tables of the CMS are. */
export interface TablePlace {
  readonly database?: string;
  readonly schema?: string;
}

/** An argument of a function: its SQL and its kind, and the plain value where it is a constant. */
export interface Argument {
  readonly sql: Fragment;
  readonly type: ValueType;
  readonly constant?: string | number | undefined;
}

/** These are the same everywhere, once text is folded. */
export type SharedFunction = 'coalesce' | 'null_if' | 'add' | 'greatest' | 'least';

export type FunctionSpelling = (...args: readonly Argument[]) => Fragment;

/**
 * What the dialects spell differently, and nothing else. A new one is a file in `dialects/` and a
 * line in `dialects/index.ts`.
 */
export interface Dialect {
  /** As `dialects/index.ts` has it. */
  readonly name: string;
  /** The database as people call it. */
  readonly product: string;
  readonly placeholder: Placeholder;
  /** A query as lines to paste into the database's own tool, with values for its parameters. */
  script(query: CompiledQuery): readonly string[];
  /** The parts of a table's qualified name, outermost first. */
  qualify(place: TablePlace, table: string): readonly string[];
  /** A parameter with its kind made plain. */
  parameter(parameter: BoundParameter): Fragment;
  /**
   * A text column in the one collation in which texts are compared and put together, or a text made
   * of no column (of numbers, constants, a site's own SQL).
   */
  collate(text: Fragment, from: 'column' | 'elsewhere'): Fragment;
  /** Text as all engines compare it: without case and trailing blanks, byte by byte. */
  fold(text: Fragment): Fragment;
  /** A folded text in the order that all engines sort it by. */
  sortable(text: Fragment): Fragment;
  /** The greatest text of a group in that order, as it is written. */
  maxText(text: Fragment): Fragment;
  minText(text: Fragment): Fragment;
  /** Of texts that fold alike, the greatest spelling. */
  oneSpelling(text: Fragment): Fragment;
  /** An order item; null is the lowest value. */
  order(value: Fragment, direction: 'lowest' | 'highest'): Fragment;
  /** A value as the one text that every driver hands over alike; null stays null. */
  output(value: Fragment, type: ValueType): Fragment;
  /** What the engine's types hold, for columns that are not as the catalogue says. */
  readonly held: HeldTypes;
  readonly functions: Readonly<Record<Exclude<FunctionName, SharedFunction>, FunctionSpelling>>;
  /** A null of a kind, where a union needs to know it. */
  nullOf(type: ValueType): Fragment;
  /**
   * A test that filters rows and of which the planner had better know nothing: no engine keeps
   * statistics of what text folds to, nor of columns that go together.
   */
  filter(test: RawBuilder<SqlBool>): RawBuilder<SqlBool>;
  /** Null, empty or blanks only. */
  blank(text: Fragment): Fragment;
  /** Position of a text in another, from 1; 0 when it is not there. */
  position(text: Fragment, sought: Fragment): Fragment;
  /**
   * Every character is one of these digits and capital letters, in either case; a blank at the end
   * is none of them.
   */
  only(text: Fragment, characters: string): Fragment;
}
