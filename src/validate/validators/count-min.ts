import type { Validator } from '../validator.ts';
import { isBlank } from '../validator.ts';

/**
 * At least so many entries in a JSON list; a text that is no list counts as one entry. An empty
 * cell passes.
 */
export const countMin: Validator = {
  name: 'count_min',
  prepare: (use) => {
    const least = Number(use.args['number']);
    return (cell) =>
      cell !== null && !isBlank(cell) && countEntries(cell) < least
        ? `the list has fewer than ${least} entries`
        : null;
  },
};

function countEntries(cell: string): number {
  try {
    const value: unknown = JSON.parse(cell);
    return Array.isArray(value) ? value.length : 1;
  } catch {
    return 1;
  }
}
