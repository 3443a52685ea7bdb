import type { FunctionName } from '../mapping/functions.ts';
import { type SqlPart, type Value, typeOf } from '../mapping/language.ts';

/** The hashes of a text are texts of their own. */
const HASHES: ReadonlySet<FunctionName> = new Set(['md5', 'checksum']);

/**
 * Whether a text is made of the text of a column, which gives it its collation; numbers, dates and
 * constants have none to give.
 */
export function hasCollation(value: Value): boolean {
  if (typeOf(value) !== 'text') return false;
  switch (value.kind) {
    case 'column':
    case 'sql':
    case 'aggregate':
      return true;
    case 'call':
      return !HASHES.has(value.fn) && value.args.some(hasCollation);
    case 'case':
      return value.branches.some(({ then }) => hasCollation(then)) || hasCollation(value.otherwise);
    default:
      return false;
  }
}

/** Whether SQL of a site says its collation itself. */
export function namesCollation(parts: readonly SqlPart[]): boolean {
  return parts.some((part) => typeof part === 'string' && /\bcollate\b/i.test(part));
}
