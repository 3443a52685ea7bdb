import type { Severity } from '../problems/problem.ts';
import type { Cell, Row } from './row.ts';

/** Looks at one cell in its row and says what is wrong, or null. Messages never hold a value. */
export type CellCheck = (cell: Cell, row: Row) => string | null;

/** Arguments as the spec gives them, by name; already of the kind that the validator declares. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What findings of a rule say about it. */
export interface Rule {
  readonly severity: Severity;
  readonly meaning: string;
}

/** The argument that a short form such as `{character_limit: 13}` stands for. */
export interface Argument {
  readonly name: string;
  /**
   * `texts` is one text or a list, and is always read as a list. `conditional` is an expression,
   * and asks for a second argument: `validation`, another validator.
   */
  readonly kind: 'boolean' | 'text' | 'texts' | 'count' | 'conditional';
}

/** How two values of a field are compared. */
export type Comparison = 'moment' | 'number' | 'text';

/** What a check may ask about the file that it is prepared for. */
export interface CheckContext {
  /** Position of a field in the rows; undefined when the file lacks it. */
  readonly columnOf: (field: string) => number | undefined;
  readonly comparisonOf: (field: string) => Comparison;
  /** The values of a code set; undefined when its file is broken. */
  readonly codeSet: (id: string) => ReadonlySet<string> | undefined;
  /** Prepares another validator, for `conditional`. */
  readonly prepare: (use: NestedUse) => CellCheck;
}

/** The validator that `conditional` applies, in its argument `validation`. */
export interface NestedUse {
  readonly name: string;
  readonly args: Arguments;
}

/** What the arguments of a validator may name: the rest of the spec, as far as it could be read. */
export interface Surroundings {
  readonly object: string;
  readonly fields: readonly string[];
  readonly codeSets: readonly string[];
  /** Whether the file of a code set is there but could not be read. */
  readonly isBroken: (codeSet: string) => boolean;
}

/** Arguments of the right kind that cannot be applied. */
export interface ArgumentFault {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
  /** What to do next. */
  readonly hint: string;
}

/**
 * One validator of the standard, whole: how a spec writes it, what is wrong with a use of it, what
 * it says of a cell. A new one is a file beside these and a line in `index.ts`; names, arguments
 * and rules everywhere else follow from there.
 */
export interface Validator {
  readonly argument: Argument;
  readonly rule: Rule;
  /** False when `conditional` cannot hold it, because it is not a rule about one cell. */
  readonly aboutOneCell: boolean;
  /** It never says anything of an empty cell, so that it is not asked about one. */
  readonly passesEmpty?: true;
  /** Checks what the arguments name; nothing to check without it. */
  findFaults?(args: Arguments, surroundings: Surroundings): readonly ArgumentFault[];
  prepare(args: Arguments, context: CheckContext): CellCheck;
}

/** `enabled`, the argument of validators that are only switched on or off. */
export const SWITCH: Argument = { name: 'enabled', kind: 'boolean' };

/** Null, empty or nothing but white space. */
export function isBlank(cell: Cell): boolean {
  if (cell === null) return true;
  // nearly every cell begins with a visible ASCII character: nothing to trim for
  const first = cell.charCodeAt(0);
  return !(first > 0x20 && first < 0x7f) && cell.trim() === '';
}
