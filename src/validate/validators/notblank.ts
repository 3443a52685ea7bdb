import { type Validator, isBlank } from '../validator.ts';

/** A value that is there holds more than white space; null is notnull's business. */
export const notblank: Validator = {
  name: 'notblank',
  prepare: () => (cell) => (cell !== null && isBlank(cell) ? 'the value is blank' : null),
};
