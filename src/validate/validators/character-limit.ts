import type { Validator } from '../validator.ts';
import { characters } from '../characters.ts';

/** At most so many Unicode characters. */
export const characterLimit: Validator = {
  name: 'character_limit',
  prepare: (use) => {
    const limit = Number(use.args['characters']);
    return (cell) =>
      cell !== null && cell.length > limit && characters(cell) > limit
        ? `the text is longer than ${limit} characters`
        : null;
  },
};
