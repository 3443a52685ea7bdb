import { didYouMean } from '../problems/suggest.ts';
import { parseMoment } from './dates.ts';
import type { Arguments, Validator } from './validator.ts';

const MIDNIGHT = /^00:00:00(?:\.0+)?$/;

/**
 * The date is not before the field named, or any of several. The same day is in order when either
 * has no time of day, or midnight, which is how many systems keep a day; two times of one day are
 * compared. Empty and unreadable dates pass: other rules report those.
 */
export const dateAfter: Validator = {
  argument: { name: 'field_id', kind: 'texts' },
  rule: { severity: 'error', meaning: 'the date is not before another date of the row' },
  aboutOneCell: true,
  passesEmpty: true,
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
      for (const { name, column } of others) {
        const other = parseMoment(row[column] ?? null);
        if (other !== null && isBefore(moment, other)) return `the date is before ${name}`;
      }
      return null;
    };
  },
};

function isBefore(moment: string, other: string): boolean {
  if (moment >= other) return false;
  const [day, time = ''] = moment.split('T');
  const [otherDay, otherTime = ''] = other.split('T');
  const isWholeDay = MIDNIGHT.test(time) || MIDNIGHT.test(otherTime);
  return !(day === otherDay && isWholeDay);
}

function otherFields(args: Arguments): string[] {
  return [args['field_id']].flat().map(String);
}
