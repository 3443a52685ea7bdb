import { didYouMean } from '../problems/suggest.ts';
import { type Validator, isBlank } from './validator.ts';

/**
 * The value is in the code set, exactly as written there; blanks at the end do not count. An empty
 * cell passes.
 */
export const dimension: Validator = {
  argument: { name: 'category_id', kind: 'text' },
  rule: { severity: 'error', meaning: 'the value is in its code set' },
  aboutOneCell: true,
  passesEmpty: true,
  findFaults: (args, { codeSets, isBroken }) => {
    const id = String(args['category_id']);
    if (codeSets.includes(id)) return [];
    return [
      {
        code: 'unknown-category',
        message: `there is no category "${id}"`,
        hint: isBroken(id) ? 'its file is broken, see there' : didYouMean(id, codeSets),
      },
    ];
  },
  prepare: (args, { codeSet }) => {
    const id = String(args['category_id']);
    const values = codeSet(id);
    // A set whose file is broken cannot be checked; the spec says so.
    if (!values) return () => null;
    return (cell) =>
      cell === null || isBlank(cell) || values.has(cell.trimEnd())
        ? null
        : `the value is not in the code set ${id}`;
  },
};
