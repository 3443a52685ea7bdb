import { SWITCH, type Validator, isBlank } from './validator.ts';

/** A value that is there holds more than white space; nulls are left to `notnull`. */
export const notblank: Validator = {
  argument: SWITCH,
  rule: { severity: 'error', meaning: 'the value is not empty or blank' },
  aboutOneCell: true,
  prepare: () => (cell) => (cell !== null && isBlank(cell) ? 'the value is blank' : null),
};
