import type { SpecObject } from '../spec/model.ts';
import type { Cell } from '../validators/row.ts';
import type { HashRuns } from './hash-runs.ts';
import type { RuleCode } from './rules.ts';

/** A set of columns that must be unique together, or whose values are compared across objects. */
export interface GatheredKeys {
  readonly fields: readonly string[];
  readonly columns: readonly number[];
  /** Undefined when the values are only gathered for other objects to compare with. */
  readonly rule?: RuleCode | undefined;
  readonly runs: HashRuns;
}

/** The primary key, then each field that is unique or that a foreign key leads from or to. */
export function keysToGather(
  object: SpecObject,
  keyFields: ReadonlySet<string>,
): Pick<GatheredKeys, 'fields' | 'rule'>[] {
  const wanted = new Map<string, Pick<GatheredKeys, 'fields' | 'rule'>>();
  if (object.primaryKey.length > 0) {
    wanted.set(object.primaryKey.join(' + '), { fields: object.primaryKey, rule: 'primary-key' });
  }
  for (const field of object.fields) {
    if (wanted.has(field.name)) continue;
    const unique = field.validators.some((use) => use.name === 'unique');
    if (unique || keyFields.has(field.name)) {
      wanted.set(field.name, { fields: [field.name], rule: unique ? 'unique' : undefined });
    }
  }
  return [...wanted.values()];
}

/**
 * Blanks at the end do not tell keys apart. One cell stays as it is, so that keys of different
 * objects compare.
 */
export function keyText(cells: readonly Cell[]): string {
  return cells.length === 1
    ? (cells[0] ?? '').trimEnd()
    : JSON.stringify(cells.map((cell) => (cell ?? '').trimEnd()));
}
