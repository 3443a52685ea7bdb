import { SWITCH, type Validator } from './validator.ts';

/**
 * Uniqueness spans the whole file: the object's validation gathers the values and compares them at
 * the end.
 */
export const unique: Validator = {
  argument: SWITCH,
  rule: { severity: 'error', meaning: 'the value occurs once in the file' },
  aboutOneCell: false,
  prepare: () => () => null,
};
