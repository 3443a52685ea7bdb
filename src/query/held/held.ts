import { type RawBuilder, sql } from 'kysely';
import { VALUE_TYPES, type ValueType } from '../../mapping/catalogue.ts';

/** What a column of a database can hold, as far as the language must tell it apart. */
export type HeldKind =
  | ValueType
  /** Text of a fixed width, with blanks behind it. */
  | 'padded'
  /** A decimal type without decimals. */
  | 'whole'
  /** Text that the engine does not compare, group or sort. */
  | 'long_text'
  | 'flag'
  /** A moment in finer, or coarser, parts than the engine's usual one. */
  | 'fine_datetime'
  /** A moment with its zone. */
  | 'zoned'
  | 'guid'
  | 'binary'
  /** A value that carries its own type. */
  | 'variant'
  /** The engine gives it as no text. */
  | 'closed'
  | 'unforeseen';

type Fragment = RawBuilder<unknown>;

/** How a column that is held as one kind is read as another. */
export interface Conversion {
  /**
   * `always`: nothing is lost. `shown`: without asking where its cells are only written, not
   * compared, sorted or grouped. `only_shown`: no other way. `asked`: when the site says so, since
   * values may become null.
   */
  readonly when: 'always' | 'shown' | 'only_shown' | 'asked';
  /** The column as it stands when absent. */
  readonly write?: (column: Fragment) => Fragment;
  /** Where its cells are only written, when that is another way. */
  readonly writeShown?: (column: Fragment) => Fragment;
  /** What becomes of the values, for a person to read. */
  readonly says: string;
}

export type Conversions = { readonly [T in ValueType]?: Conversion };

/** What an engine's types hold, and how one kind is read as another: data. */
export interface HeldTypes {
  /** The first pattern that fits decides. */
  readonly kinds: readonly (readonly [type: RegExp, kind: HeldKind])[];
  /** Names of types that a site may write, for suggestions. */
  readonly names: readonly string[];
  readonly conversions: { readonly [K in HeldKind]?: Conversions };
  /**
   * Types that a mapping takes for text and the engine does not: a column that is declared so is
   * converted wherever it is read, before any database was asked.
   */
  readonly textInName?: RegExp;
}

/** How an engine reads text as another kind (what cannot be read is null), and writes a float. */
export interface TextReaders {
  readonly integer: (text: Fragment) => Fragment;
  readonly float: (text: Fragment) => Fragment;
  readonly datetime: (text: Fragment) => Fragment;
  /** A float as text. */
  readonly floatText: (column: Fragment) => Fragment;
}

/** The kind that a type holds, by its name as the database gives it. */
export function heldKind({ kinds }: HeldTypes, type: string): HeldKind {
  return kinds.find(([pattern]) => pattern.test(type))?.[1] ?? 'unforeseen';
}

/** Whether a column is declared as text that the engine does not take for any. */
export function isTextInName({ textInName }: HeldTypes, { type, declared }: Needed): boolean {
  return type === 'text' && textInName?.test(declared) === true;
}

/** The kind of value that a type is read as, when nobody says which: text where there is none. */
export function kindRead(held: HeldTypes, type: string): ValueType {
  const kind = heldKind(held, type);
  switch (kind) {
    case 'whole':
    case 'flag':
      return 'integer';
    case 'fine_datetime':
    case 'zoned':
      return 'datetime';
    default:
      return VALUE_TYPES.find((known) => known === kind) ?? 'text';
  }
}

/** What a mapping takes a column for: its kind, and its type as the catalogue declares it. */
export interface Needed {
  readonly type: ValueType;
  readonly declared: string;
}

/** How a column of a type is read as a kind: `same` as it is; undefined when it cannot be. */
export function conversionOf(
  held: HeldTypes,
  type: string,
  needed: Needed,
): Conversion | 'same' | undefined {
  const kind = heldKind(held, type);
  if (kind === needed.type) return 'same';
  if (kind === 'padded' && needed.type === 'text' && /^n?char\b/i.test(needed.declared)) {
    return 'same';
  }
  return held.conversions[kind]?.[needed.type];
}

/** Conversions from text, or from what can be written as text first. */
export function fromText(
  readers: TextReaders & {
    readonly decimal: TextReaders['float'];
    readonly date: TextReaders['datetime'];
  },
  asText: (column: Fragment) => Fragment = (column) => column,
): Conversions {
  const number = 'a text that is not a number becomes null';
  const moment =
    'a text that is not a date (2024-12-10, 2024-12-10 09:30:00, 10/12/2024) becomes null';
  const asked = (read: TextReaders['float'], says: string): Conversion => ({
    when: 'asked',
    write: (column) => read(asText(column)),
    says,
  });
  return {
    integer: asked(readers.integer, 'a text that is not a whole number becomes null'),
    decimal: asked(readers.decimal, number),
    float: asked(readers.float, number),
    date: asked(readers.date, moment),
    datetime: asked(readers.datetime, moment),
  };
}

/** Text of a fixed width is text once the blanks behind it are gone. */
export function fromPadded(texts: Conversions): Conversions {
  const write = (column: Fragment): Fragment => sql`rtrim(${column})`;
  return { ...texts, text: { when: 'always', write, says: 'the blanks behind it are cut off' } };
}

/** A type that nobody foresaw, or that has no counterpart: as the text that the database shows. */
export function asShown(write: (column: Fragment) => Fragment): Conversions {
  return {
    text: { when: 'only_shown', write, says: 'it is written as the database shows it' },
  };
}
