import type { ValueType } from './catalogue.ts';
import type { FunctionName } from './functions.ts';

/** What a mapping says, parsed and typed. It knows tables, columns and meaning, but no dialect. */
export type Value =
  | {
      readonly kind: 'column';
      readonly alias: string;
      readonly column: string;
      readonly relation: RelationName;
      readonly type: ValueType;
    }
  | ({
      readonly kind: 'constant';
      readonly value: string | number;
      readonly type: ValueType;
    } & FromParameter)
  | ({ readonly kind: 'null' } & FromParameter)
  | { readonly kind: 'moment'; readonly name: string; readonly type: 'datetime' }
  | {
      readonly kind: 'call';
      readonly fn: FunctionName;
      readonly args: readonly Value[];
      readonly type: ValueType;
    }
  | ({
      readonly kind: 'case';
      readonly branches: readonly CaseBranch[];
      readonly otherwise: Value;
      readonly type: ValueType;
    } & FromParameter)
  | {
      readonly kind: 'aggregate';
      readonly fn: 'max' | 'min' | 'sum';
      readonly of: Value;
      readonly type: ValueType;
    }
  /** Of rows, or of the different values that are not null. */
  | { readonly kind: 'count'; readonly of?: Value; readonly type: 'integer' }
  /** SQL text of a site's override, for its engine only; never in `data/`. */
  | { readonly kind: 'sql'; readonly sql: readonly SqlPart[]; readonly type: ValueType };

/** For who explains a mapping; a query is the same without. */
interface FromParameter {
  /** The authority's parameter that this was, without its `$`. */
  readonly parameter?: string | undefined;
}

export type ColumnValue = Value & { readonly kind: 'column' };

/**
 * A piece of SQL text as it stands, or a column, moment or constant in it that each dialect writes
 * its own way.
 */
export type SqlPart = string | Value | { readonly kind: 'list'; readonly of: readonly Value[] };

export interface CaseBranch {
  readonly when: Condition;
  readonly then: Value;
}

export type Comparison = 'equal' | 'different' | 'less' | 'at_most' | 'greater' | 'at_least';

/**
 * A comparison with a null is neither true nor false, on every engine. Text compares without case
 * and trailing blanks.
 */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | {
      readonly kind: 'compare';
      readonly operator: Comparison;
      readonly left: Value;
      readonly right: Value;
    }
  | ({
      readonly kind: 'in';
      readonly value: Value;
      readonly list: readonly Value[];
      readonly negated: boolean;
    } & FromParameter)
  | { readonly kind: 'missing' | 'present' | 'blank' | 'filled'; readonly value: Value }
  | { readonly kind: 'starts_with' | 'contains'; readonly value: Value; readonly text: string }
  /** Every character is one of these letters and digits; true for an empty text. */
  | { readonly kind: 'only'; readonly value: Value; readonly characters: string }
  | { readonly kind: 'exists'; readonly rows: Rows };

/** A table of the CMS, or a set named earlier in the same mapping. */
export interface RelationName {
  readonly kind: 'table' | 'set';
  readonly name: string;
}

export interface OrderItem {
  readonly value: Value;
  /** Null is the lowest value, on every engine. */
  readonly direction: 'lowest' | 'highest';
}

export interface Join {
  readonly alias: string;
  readonly type: 'inner' | 'left';
  readonly relation: RelationName;
  /** Column of the joined relation = value. */
  readonly on: readonly {
    readonly column: ColumnValue;
    readonly value: Value;
  }[];
  readonly where: readonly Condition[];
  /**
   * Joins inside it, when it gives one row per row outside: they and `where` may name aliases
   * outside.
   */
  readonly joins: readonly Join[];
  /** Keep one row per row outside: the first in this order. */
  readonly first?: readonly OrderItem[] | undefined;
  /** Its only further columns: of the first row, or aggregates of all rows. */
  readonly values?: readonly NamedValue[] | undefined;
}

export interface NamedValue {
  readonly name: string;
  readonly value: Value;
}

/** Rows: driving relation, joins, filter, in that order. */
export interface Rows {
  readonly alias: string;
  readonly relation: RelationName;
  /** What the relation holds, where it is neither a table nor a named set. */
  readonly different?: DifferentValues | undefined;
  readonly joins: readonly Join[];
  readonly where: readonly Condition[];
}

/** Values of rows, each combination once. */
export interface DifferentValues {
  readonly rows: Rows;
  readonly values: readonly NamedValue[];
}

/** Keeps one row per group: the first in the order. */
export interface FirstPerGroup {
  readonly per: readonly Value[];
  readonly order: readonly OrderItem[];
}

/** Rows with named columns: grouped (`group` not empty) or as they are. */
export interface SetBranch {
  readonly rows: Rows;
  readonly first?: FirstPerGroup | undefined;
  readonly group: readonly NamedValue[];
  readonly select: readonly NamedValue[];
}

/** A named intermediate relation: the union (all) of its branches, whose columns are the same. */
export interface UnionSet {
  readonly name: string;
  readonly branches: readonly SetBranch[];
  /** Instead of branches: a SELECT of a site's override. */
  readonly sql?: readonly SqlPart[] | undefined;
  readonly columns: ReadonlyMap<string, ValueType>;
}

/**
 * Periods of another set, those of one group that share a day joined up into one: from the earliest
 * start to the latest end, a null end being open. The other columns are those of the earliest
 * period.
 */
export interface MergedSet {
  readonly name: string;
  readonly merge: {
    readonly of: RelationName;
    readonly per: readonly string[];
    readonly start: string;
    readonly end: string;
    /** Decides between periods that start on one day: the lowest is the earliest. */
    readonly ties: readonly string[];
  };
  readonly columns: ReadonlyMap<string, ValueType>;
}

export type NamedSet = UnionSet | MergedSet;

/** How a field's cell is made from what the query returns. */
export type Output =
  | { readonly kind: 'value'; readonly value: Value }
  | {
      readonly kind: 'json_object';
      readonly parts: readonly NamedValue[];
      readonly textDefault: string | null;
    }
  /** One list per row of the object: the query returns a row per entry, the runner gathers them. */
  | { readonly kind: 'json_list'; readonly value: Value }
  /** One object of flags for each row of the object, from a row per entry likewise. */
  | {
      readonly kind: 'json_flags';
      readonly value: Value;
      readonly unset: Value;
      readonly flags: Flags;
    };

/** Which entries set which flag, and the keys of the object in their order. */
export interface Flags {
  readonly keys: readonly string[];
  readonly entriesOf: ReadonlyMap<string, readonly string[]>;
  /** The key that says whether an entry belongs to no flag. */
  readonly other?: string | undefined;
  /** The key that counts the entries. */
  readonly total?: string | undefined;
}

/** The kind of a value; null fits every kind. */
export function typeOf(value: Value): ValueType | null {
  return value.kind === 'null' ? null : value.type;
}
