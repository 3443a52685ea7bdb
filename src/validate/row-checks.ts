import type { FieldType, Spec, SpecField, SpecObject, ValidatorUse } from '../spec/model.ts';
import type { RuleCode } from './rules.ts';
import { type RuledCheck, typeChecks } from './type-check.ts';
import { isValidatorName, validatorNamed } from '../validators/index.ts';
import type { CheckContext, Comparison, NestedUse, Validator } from '../validators/validator.ts';

/** Everything that is checked of one column, cell by cell. */
export interface ColumnChecks {
  readonly field: string;
  readonly column: number;
  readonly checks: readonly RuledCheck[];
}

/**
 * Prepares the checks of an object for a file with these columns; fields that the file lacks are
 * not checked, nor those that no longer say what the rules are about, nor rules that read such a
 * one.
 */
export function rowChecks(
  spec: Spec,
  object: SpecObject,
  columns: readonly string[],
  altered: ReadonlySet<string> = new Set(),
): ColumnChecks[] {
  const positions = new Map(columns.map((name, index) => [name, index]));
  const types = new Map<string, FieldType>(object.fields.map((field) => [field.name, field.type]));
  // set by whatever a rule asks for while it is prepared
  let readsAltered = false;
  const context: CheckContext = {
    columnOf: (name) => {
      readsAltered ||= altered.has(name);
      return positions.get(name);
    },
    comparisonOf: (name) => comparisonOf(types.get(name)),
    codeSet: (id) => codeSet(spec, id),
    prepare: (use) => namedIn(use).prepare(use.args, context),
  };
  const prepareUse = (use: ValidatorUse): RuledCheck[] => {
    readsAltered = false;
    const check = context.prepare(use);
    const { passesEmpty = false } = namedIn(use);
    return readsAltered ? [] : [{ rule: use.name, check, passesEmpty }];
  };
  return object.fields.flatMap((field) => {
    const column = positions.get(field.name);
    if (column === undefined || altered.has(field.name)) return [];
    const checks = [...typeChecks(field), ...validatorUses(object, field).flatMap(prepareUse)];
    return checks.length > 0 ? [{ field: field.name, column, checks }] : [];
  });
}

function namedIn({ name }: NestedUse): Validator {
  if (!isValidatorName(name)) throw new Error(`there is no validator ${name}`);
  return validatorNamed(name);
}

function comparisonOf(type: FieldType | undefined): Comparison {
  switch (type) {
    case 'date':
    case 'datetime':
      return 'moment';
    case 'int':
    case 'float':
      return 'number';
    default:
      return 'text';
  }
}

function codeSet(spec: Spec, id: string): ReadonlySet<string> | undefined {
  const category = spec.categories.get(id);
  return category && new Set(category.values.map((item) => item.value));
}

/** The rule `primary-key` already says what `required` and `unique` would say of such a field. */
function validatorUses(object: SpecObject, field: SpecField): readonly ValidatorUse[] {
  const ownRule: readonly RuleCode[] = ['required', 'notnull', 'unique'];
  const alone = object.primaryKey.length === 1 && object.primaryKey[0] === field.name;
  return field.validators.filter(
    (use) => use.name !== 'unique' && !(alone && ownRule.includes(use.name)),
  );
}
