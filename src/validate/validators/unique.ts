import type { Validator } from '../validator.ts';

/**
 * Uniqueness spans the whole file: the object's validation gathers the values and compares them at
 * the end.
 */
export const unique: Validator = {
  name: 'unique',
  prepare: () => () => null,
};
