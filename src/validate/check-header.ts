import { didYouMean } from '../problems/suggest.ts';
import type { SpecObject } from '../spec/model.ts';
import type { Finding } from './finding.ts';
import { RULES } from './rules.ts';

/** Holds a file's header against the standard: missing columns, unknown ones, and the order. */
export function checkHeader(object: SpecObject, columns: readonly string[]): Finding[] {
  const expected = object.fields.map((field) => field.name);
  const finding = (field: string, message: string): Finding => ({
    object: object.name,
    row: 0,
    key: null,
    field,
    rule: 'header',
    severity: RULES.header.severity,
    message,
  });
  const missing = expected
    .filter((name) => !columns.includes(name))
    .map((name) => finding(name, 'the column is missing'));
  const unknown = columns
    .filter((name) => !expected.includes(name))
    .map((name) => finding(name, `the standard has no such column; ${didYouMean(name, expected)}`));
  if (missing.length > 0 || unknown.length > 0) return [...missing, ...unknown];
  const moved = expected.find((name, index) => columns[index] !== name);
  return moved === undefined
    ? []
    : [
        {
          ...finding(moved, 'the columns are not in the order of the standard'),
          severity: 'warning',
        },
      ];
}
