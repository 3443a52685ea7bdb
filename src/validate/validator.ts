import type { Cell, Row } from './row.ts';
import type {
  FieldType,
  Spec,
  SpecField,
  SpecObject,
  ValidatorName,
  ValidatorUse,
} from '../spec/model.ts';

/** Looks at one cell in its row and says what is wrong, or null. Messages never hold a value. */
export type CellCheck = (cell: Cell, row: Row) => string | null;

/** What a validator may ask about the object it is used in. */
export interface ValidatorContext {
  readonly spec: Spec;
  readonly object: SpecObject;
  readonly field: SpecField;
  /** Position of a field in the rows; undefined when the file lacks it. */
  readonly columnOf: (field: string) => number | undefined;
  readonly typeOf: (field: string) => FieldType | undefined;
  /** Prepares another validator, for `conditional`. */
  readonly prepare: (use: ValidatorUse) => CellCheck;
}

/** One of the nine validators: arguments in, check out. */
export interface Validator {
  readonly name: ValidatorName;
  prepare(use: ValidatorUse, context: ValidatorContext): CellCheck;
}

/** Null, empty or nothing but white space. */
export function isBlank(cell: Cell): boolean {
  return cell === null || cell.trim() === '';
}
