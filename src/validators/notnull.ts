import { SWITCH, type Validator } from './validator.ts';

/** An empty text is a value here; only null is not. */
export const notnull: Validator = {
  argument: SWITCH,
  rule: { severity: 'error', meaning: 'the value is there' },
  aboutOneCell: true,
  prepare: () => (cell) => (cell === null ? 'the value is missing' : null),
};
