import { type Validator, isBlank } from './validator.ts';

/**
 * At least so many entries in a JSON list; a text that is not a list counts as one entry. An empty
 * cell passes.
 */
export const countMin: Validator = {
  argument: { name: 'number', kind: 'count' },
  rule: { severity: 'error', meaning: 'the list has enough entries' },
  aboutOneCell: true,
  passesEmpty: true,
  prepare: (args) => {
    const least = Number(args['number']);
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
