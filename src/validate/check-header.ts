import { suggest } from '../problems/suggest.ts';
import type { SpecObject } from '../spec/model.ts';
import type { Finding } from './finding.ts';
import { RULES } from './rules.ts';

/**
 * Holds a file's header against the standard: missing columns, unknown ones, and the order. What an
 * unknown cell says is not repeated, since it may be no header at all but a child's row: columns
 * are numbers, counted from 1.
 */
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
  if (!columns.some((name) => expected.includes(name))) {
    return [
      finding(
        'the first row',
        `none of its ${columns.length} cells is a column of ${object.name}: the file has no header, or is another object's`,
      ),
    ];
  }
  const missing = expected
    .filter((name) => !columns.includes(name))
    .map((name) => finding(name, 'the column is missing'));
  const unknown = columns.flatMap((name, index) =>
    expected.includes(name)
      ? []
      : [finding(`column ${index + 1}`, `the standard has no such column${meant(name, expected)}`)],
  );
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

function meant(name: string, expected: readonly string[]): string {
  const near = suggest(name, expected);
  return near === undefined ? '' : `; did you mean ${near}?`;
}
