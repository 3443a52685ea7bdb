import type { FieldSource, SpecField } from '../spec/model.ts';
import { cell, column as columnValue } from './construct.ts';
import type { Cursor } from './cursor.ts';
import type { Output } from './language.ts';

/**
 * A field without an expression is its column: its table must be exactly one alias of the rows.
 * Problems point at the spec.
 */
export function plainColumn(
  { context, scope }: Cursor,
  field: SpecField,
  source: FieldSource,
): Output | undefined {
  const [column, ...others] = source.columns;
  const problem = (code: string, message: string, hint: string): undefined => {
    context.problems.push({
      severity: 'error',
      code,
      message: `${field.name}: ${message}`,
      at: source.at,
      hint,
    });
    return undefined;
  };
  if (column === undefined) return undefined;
  if (others.length > 0) {
    return problem(
      'no-expression',
      `it is composed of ${source.columns.join(', ')}, and ${context.yaml.file} does not say how`,
      `add the field under fields in ${context.yaml.file}`,
    );
  }
  const aliases = [...scope].filter(
    ([, relation]) => relation.name.kind === 'table' && relation.name.name === source.table,
  );
  const [only, second] = aliases;
  if (!only) {
    return problem(
      'no-alias',
      `its table ${source.table ?? '(none)'} is not among the rows of ${context.yaml.file}`,
      `join it there, or mend cms_table; tables: ${[...scope.values()].map((relation) => relation.name.name).join(', ')}`,
    );
  }
  if (second) {
    return problem(
      'two-aliases',
      `its table ${source.table ?? ''} has the aliases ${aliases.map(([alias]) => alias).join(', ')} in ${context.yaml.file}`,
      'say which one under fields there',
    );
  }
  const [alias, relation] = only;
  const type = relation.columns.get(column);
  if (!type) {
    return problem(
      'unknown-column',
      `the table ${relation.name.name} has no column ${column}`,
      'mend cms_field, or add the column to tables.yml of the profile',
    );
  }
  return cell(columnValue(alias, column, relation.name, type));
}
