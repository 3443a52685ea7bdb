import { parseMoment } from '../dates.ts';
import type { Validator } from '../validator.ts';

/**
 * The date is not before the field named, or any of several; the same day is in order. Empty or
 * unreadable dates pass: other rules speak of them.
 */
export const dateAfter: Validator = {
  name: 'date_after',
  prepare: (use, { columnOf }) => {
    const others = [use.args['field_id']]
      .flat()
      .map(String)
      .flatMap((name) => {
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
