import { SWITCH, type Validator, isBlank } from './validator.ts';

/** Short for `notnull` and `notblank` together. */
export const required: Validator = {
  argument: SWITCH,
  rule: { severity: 'error', meaning: 'the value is there and is not blank' },
  aboutOneCell: true,
  prepare: () => (cell) => (isBlank(cell) ? 'a value is required' : null),
};
