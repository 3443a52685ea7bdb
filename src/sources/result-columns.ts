import { ExtractionError } from '../problems/errors.ts';
import type { SourceQuery } from './source.ts';

/** PostgreSQL keeps so many bytes of a name. */
const SHORTENED = 63;

/**
 * What is wrong with the columns of an answer, by their names in order; undefined when they are
 * those of the query. Cells are taken by position, so others would land in the wrong fields.
 */
export function columnFault(
  expected: readonly string[],
  found: readonly string[],
): ExtractionError | undefined {
  const place = expected.findIndex((name, index) => !isSame(name, found[index]));
  if (place < 0 && expected.length === found.length) return undefined;
  return new ExtractionError({
    code: 'other-columns',
    message: `the answer has other columns than the query (${described(expected, found, place)})`,
    hint: 'nothing of the object was kept; look for a proxy or driver between that rewrites answers',
  });
}

/** @param found undefined where the answer no longer says @throws ExtractionError */
export function refuseOther(
  { name, columns }: SourceQuery,
  found: readonly string[] | undefined,
): void {
  const fault = columns && found && columnFault(columns, found);
  if (!fault) return;
  const { code, message, hint } = fault;
  throw new ExtractionError({ code, message: `${name}: ${message}`, hint });
}

function isSame(expected: string, found: string | undefined): boolean {
  if (expected === found) return true;
  return found?.length === SHORTENED && expected.startsWith(found);
}

function described(expected: readonly string[], found: readonly string[], place: number): string {
  if (found.length === 0) return 'no result at all';
  if (found.length !== expected.length) return `${found.length} in place of ${expected.length}`;
  return `column ${place + 1} is not "${expected[place] ?? ''}"`;
}
