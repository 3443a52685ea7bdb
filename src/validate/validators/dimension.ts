import { type Validator, isBlank } from '../validator.ts';

/**
 * The value is in the code set, exactly as written there; blanks at the end do not count. An empty
 * cell passes.
 */
export const dimension: Validator = {
  name: 'dimension',
  prepare: (use, { spec }) => {
    const id = String(use.args['category_id']);
    const category = spec.categories.get(id);
    // A set whose file is broken cannot be checked; the spec says so.
    if (!category) return () => null;
    const values = new Set(category.values.map((item) => item.value));
    return (cell) =>
      cell === null || isBlank(cell) || values.has(cell.trimEnd())
        ? null
        : `the value is not in the code set ${id}`;
  },
};
