import { characters } from './characters.ts';
import type { Validator } from './validator.ts';

/** At most so many Unicode characters. */
export const characterLimit: Validator = {
  argument: { name: 'characters', kind: 'count' },
  rule: { severity: 'error', meaning: 'the text has no more characters than allowed' },
  aboutOneCell: true,
  prepare: (args) => {
    const limit = Number(args['characters']);
    return (cell) =>
      cell !== null && cell.length > limit && characters(cell) > limit
        ? `the text is longer than ${limit} characters`
        : null;
  },
};
