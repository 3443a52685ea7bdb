import type { Validator } from '../validator.ts';

/** An empty text is a value here; only null is not. */
export const notnull: Validator = {
  name: 'notnull',
  prepare: () => (cell) => (cell === null ? 'the value is missing' : null),
};
