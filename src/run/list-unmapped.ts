import type { UnmappedText } from '../codes/translation.ts';
import { UNMAPPED_CODES } from '../bundle/contents.ts';
import type { Manifest } from '../bundle/manifest.ts';
import type { CurrentRun } from '../extract/current-run.ts';

const COLUMNS = ['object', 'field', 'code_set', 'edition', 'text', 'cells'];

/**
 * Writes what no crosswalk knows into `codes_unmapped.csv`, each text once, where the site allows
 * it: under `codes`, or with the values of findings. What is pseudonymised is not repeated.
 */
export async function listUnmapped(run: CurrentRun): Promise<Manifest['others']> {
  const { prepared, request, staging, unmapped } = run;
  const { books, listUnmapped: asked } = prepared.codes;
  if (books.size === 0 || !(asked || request.site.output.show_values)) return [];
  const rows = unmapped.filter((found) => leavesAsItIs(run, found)).map(rowOf);
  return [await staging.table(UNMAPPED_CODES, COLUMNS, rows.sort(inOrder))];
}

function leavesAsItIs({ protection }: CurrentRun, { object, field }: UnmappedText): boolean {
  return protection?.record.fields[object]?.[field] === undefined;
}

function rowOf({ object, field, set, edition, text, count }: UnmappedText): (string | null)[] {
  return [object, field, set, edition, text ?? null, String(count)];
}

/** By object and field, the most frequent first. */
function inOrder(a: readonly (string | null)[], b: readonly (string | null)[]): number {
  const [one, other] = [a, b].map((row) => row.slice(0, 2).join('.'));
  if (one !== other) return String(one) < String(other) ? -1 : 1;
  return Number(b.at(-1)) - Number(a.at(-1));
}
