import { type Validator, isBlank } from '../validator.ts';

/** Short for notnull and notblank together. */
export const required: Validator = {
  name: 'required',
  prepare: () => (cell) => (isBlank(cell) ? 'a value is required' : null),
};
