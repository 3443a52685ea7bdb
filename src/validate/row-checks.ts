import type { FieldType, Spec, SpecField, SpecObject, ValidatorUse } from '../spec/model.ts';
import type { RuleCode } from './rules.ts';
import { type RuledCheck, typeChecks } from './type-check.ts';
import type { CellCheck, ValidatorContext } from './validator.ts';
import { VALIDATORS } from './validators/index.ts';

/** Everything that is checked of one column, cell by cell. */
export interface ColumnChecks {
  readonly field: string;
  readonly column: number;
  readonly checks: readonly RuledCheck[];
}

/**
 * Prepares the checks of an object for a file with these columns; fields that the file lacks are
 * not checked.
 */
export function rowChecks(
  spec: Spec,
  object: SpecObject,
  columns: readonly string[],
): ColumnChecks[] {
  const positions = new Map(columns.map((name, index) => [name, index]));
  const types = new Map<string, FieldType>(object.fields.map((field) => [field.name, field.type]));
  return object.fields.flatMap((field) => {
    const column = positions.get(field.name);
    if (column === undefined) return [];
    const context: ValidatorContext = {
      spec,
      object,
      field,
      columnOf: (name) => positions.get(name),
      typeOf: (name) => types.get(name),
      prepare: (use): CellCheck => VALIDATORS[use.name].prepare(use, context),
    };
    const checks = [
      ...typeChecks(field),
      ...validatorUses(object, field).map((use): RuledCheck => ({
        rule: use.name,
        check: context.prepare(use),
      })),
    ];
    return checks.length > 0 ? [{ field: field.name, column, checks }] : [];
  });
}

/** A primary key has a rule of its own, which says the same as `required` and `unique` on it. */
function validatorUses(object: SpecObject, field: SpecField): readonly ValidatorUse[] {
  const ownRule: readonly RuleCode[] = ['required', 'notnull', 'unique'];
  const alone = object.primaryKey.length === 1 && object.primaryKey[0] === field.name;
  return field.validators.filter(
    (use) => use.name !== 'unique' && !(alone && ownRule.includes(use.name)),
  );
}
