import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, Row } from '../../src/validators/row.ts';
import type {
  Category,
  FieldType,
  Spec,
  SpecField,
  SpecObject,
  ValidatorUse,
} from '../../src/spec/model.ts';
import type { ValidatorName } from '../../src/validators/index.ts';
import { isBlank } from '../../src/validators/validator.ts';
import { rowChecks } from '../../src/validate/row-checks.ts';
import { field, object } from './mapping.ts';

const at = { file: 'spec.yml', line: 1, column: 1 };

export function use(
  name: ValidatorName,
  args: Record<string, unknown> = { enabled: true },
): ValidatorUse {
  return { name, args, at };
}

export function specOf(
  objects: readonly SpecObject[],
  categories: Readonly<Record<string, readonly string[]>> = {},
  relationships: Spec['relationships'] = [],
): Spec {
  const sets = Object.entries(categories).map(([id, values]): [string, Category] => [
    id,
    { id, values: values.map((value) => ({ value })), at },
  ]);
  return {
    dir: '',
    version: '',
    objects,
    categories: new Map(sets),
    relationships,
    problems: [],
    blocking: [],
  };
}

interface CheckOptions {
  readonly type?: FieldType;
  readonly size?: number;
  readonly name?: string;
  /** Other fields of the row. */
  readonly beside?: Readonly<Record<string, readonly [FieldType, Cell]>>;
  readonly categories?: Readonly<Record<string, readonly string[]>>;
}

/** The rules that a cell of one field breaks. */
export function rulesBroken(
  cell: Cell,
  validators: readonly ValidatorUse[],
  { type = 'string', size, name = 'x', beside = {}, categories = {} }: CheckOptions = {},
): string[] {
  const tested: SpecField = {
    ...field(name, type),
    validators,
    ...(size === undefined ? {} : { size }),
  };
  const others = Object.entries(beside).map(([other, [otherType]]) => field(other, otherType));
  const owner = object([tested, ...others]);
  const row: Row = [cell, ...Object.values(beside).map(([, value]) => value)];
  return rowChecks(
    specOf([owner], categories),
    owner,
    owner.fields.map((item) => item.name),
  ).flatMap(({ column, checks }) =>
    checks
      .filter(({ passesEmpty }) => !(passesEmpty && isBlank(cell)))
      .filter(({ check }) => check(row[column] ?? null, row) !== null)
      .map(({ rule }) => rule),
  );
}

interface CellsOfRule {
  readonly passes: readonly Cell[];
  readonly breaks: readonly Cell[];
  readonly categories?: CheckOptions['categories'];
}

/** Holds a validator against cells, one test each: those that pass it, and those that break it. */
export function describeCells(
  validator: ValidatorUse,
  { passes, breaks, categories = {} }: CellsOfRule,
): void {
  const { name } = validator;
  describe(name, () => {
    for (const cell of passes) {
      it(`${JSON.stringify(cell)} passes`, () =>
        assert.deepEqual(rulesBroken(cell, [validator], { categories }), []));
    }
    for (const cell of breaks) {
      it(`${JSON.stringify(cell)} breaks it`, () =>
        assert.deepEqual(rulesBroken(cell, [validator], { categories }), [name]));
    }
  });
}
