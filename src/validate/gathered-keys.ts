import type { SpecObject } from '../spec/model.ts';
import type { Row } from '../validators/row.ts';
import { isBlank } from '../validators/validator.ts';
import type { KeyHash } from './key-hash.ts';
import type { KeyGatherer } from './key-runs.ts';
import type { RuleCode } from './rules.ts';

/** Columns that must be unique together, or whose values are compared across objects. */
export interface KeyColumns {
  readonly fields: readonly string[];
  /** Undefined when the values are only gathered for other objects to compare with. */
  readonly rule?: RuleCode | undefined;
}

/** Key columns of a file, and what they held so far. */
export interface GatheredKeys extends KeyColumns {
  readonly columns: readonly number[];
  readonly keys: KeyGatherer;
}

/** The primary key, then each field that is unique or that a foreign key leads from or to. */
export function keysToGather(object: SpecObject, keyFields: ReadonlySet<string>): KeyColumns[] {
  const wanted = new Map<string, KeyColumns>();
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
 * Hashes the key that a row has in these columns; false when a part of it is blank. Blanks at the
 * end do not tell keys apart. One cell is hashed as it is, so that keys of different objects
 * compare.
 */
export function hashKey(hash: KeyHash, row: Row, columns: readonly number[]): boolean {
  const [column = -1] = columns;
  if (columns.length === 1) {
    const cell = row[column] ?? null;
    if (cell === null || isBlank(cell)) return false;
    hash.update(cell, lengthOf(cell));
    return true;
  }
  let text = '';
  for (const part of columns) {
    const cell = row[part] ?? null;
    if (cell === null || isBlank(cell)) return false;
    const length = lengthOf(cell);
    text += `${length} ${cell.slice(0, length)}`;
  }
  hash.update(text, text.length);
  return true;
}

/** Without white space at the end. */
function lengthOf(cell: string): number {
  return cell.charCodeAt(cell.length - 1) > 0x20 && cell.charCodeAt(cell.length - 1) < 0x7f
    ? cell.length
    : cell.trimEnd().length;
}
