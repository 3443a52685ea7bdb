import { didYouMean } from '../problems/suggest.ts';
import { parseMoment } from './dates.ts';
import type { Arguments, Validator } from './validator.ts';

/**
 * The date is not before the field named, or any of several; the same day is allowed. Empty and
 * unreadable dates pass: other rules report those.
 */
export const dateAfter: Validator = {
  argument: { name: 'field_id', kind: 'texts' },
  rule: { severity: 'error', meaning: 'the date is not before another date of the row' },
  aboutOneCell: true,
  findFaults: (args, { object, fields }) =>
    otherFields(args)
      .filter((name) => !fields.includes(name))
      .map((name) => ({
        code: 'unknown-field',
        message: `date_after names "${name}", which ${object} does not have`,
        hint: didYouMean(name, fields),
      })),
  prepare: (args, { columnOf }) => {
    const others = otherFields(args).flatMap((name) => {
      const column = columnOf(name);
      return column === undefined ? [] : [{ name, column }];
    });
    return (cell, row) => {
      const moment = parseMoment(cell);
      if (moment === null) return null;
      const earlier = others.find(({ column }) => {
        const other = parseMoment(row[column] ?? null);
        return other !== null && moment < other;
      });
      return earlier ? `the date is before ${earlier.name}` : null;
    };
  },
};

function otherFields(args: Arguments): string[] {
  return [args['field_id']].flat().map(String);
}
