import {
  type BundleDiff,
  type ObjectDiff,
  type Side,
  isSame,
  movedRows,
} from '../analyse/diff/bundle-diff.ts';
import {
  codeWords,
  schemaWords,
  shareWords,
  statusWords,
  unkeyedWords,
  verdictOf,
} from '../analyse/diff/diff-words.ts';
import { cut, fitting, plural, table } from './output.ts';
import type { Line } from './terminal.ts';

/** Fields and other changes that are listed before the rest is counted. */
const MOST_LISTED = 10;

/** What a person reads of a comparison: what changed most comes first. */
export function showDiff(diff: BundleDiff, columns: number): Line[] {
  const bold = (text: string): Line => ({ text, style: 'bold' });
  const fit = (texts: readonly string[]): Line[] =>
    texts.flatMap((text) => fitting(text, columns)).map((text) => ({ text }));
  const parts = [
    fit(objectTable(diff.objects, columns)),
    fit(fieldTable(diff.objects, columns)),
    fit(listed(diff.objects.flatMap(describedChanges), 'other change')),
    fit(diff.notes.map(({ message }) => message)),
  ].filter((part) => part.length > 0);
  const head = [bold(verdictOf(diff)), ...fit([sideLine('A', diff.a), sideLine('B', diff.b)])];
  return [head, ...parts].flatMap((part, at) => (at === 0 ? part : [{ text: '' }, ...part]));
}

function sideLine(name: string, { bundle, site, cms, asOf }: Side): string {
  return `${name}: ${bundle} (${site}, ${cms}, as of ${asOf})`;
}

/** Objects with other rows, most of them first. */
function objectTable(objects: readonly ObjectDiff[], columns: number): string[] {
  const moved = objects.filter((object) => movedRows(object) > 0);
  const same = objects.filter(isSame).length;
  const rest = same > 0 ? [`${plural(same, 'object')} the same`] : [];
  if (moved.length === 0) return rest;
  const rows = moved.map(({ object, added, removed, changed, total }) => [
    object,
    ...[added, removed, changed, total.b ?? 0].map((count) => count.toLocaleString('en-GB')),
  ]);
  return [
    ...fittingTable(['object', 'added', 'removed', 'changed', 'rows of B'], rows, columns),
    ...rest,
  ];
}

function fieldTable(objects: readonly ObjectDiff[], columns: number): string[] {
  const fields = objects
    .flatMap(({ fields: all }) => all)
    .toSorted((one, other) => other.changed - one.changed);
  if (fields.length === 0) return [];
  const rows = fields
    .slice(0, MOST_LISTED)
    .map(({ field, changed, share }) => [
      field,
      changed.toLocaleString('en-GB'),
      shareWords(share),
    ]);
  const more = fields.length - rows.length;
  return [
    ...fittingTable(['field', 'changed', 'of rows in both'], rows, columns),
    ...(more > 0 ? [`and ${plural(more, 'more field')}; --json and --html list all`] : []),
  ];
}

/** A table whose first column gives way where the others need the room. */
function fittingTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  columns: number,
): string[] {
  const numbers = head.map((_, at) => at).slice(1);
  const wide = table(head, rows, numbers).split('\n');
  const over = Math.max(...wide.map((line) => line.length)) - columns;
  if (over <= 0) return wide;
  const names = Math.max(...rows.map(([name = '']) => name.length)) - over;
  const narrow = rows.map(([name = '', ...rest]) => [cut(name, names), ...rest]);
  return table(head, narrow, numbers).split('\n');
}

/** What is to be said of an object beside the counts of its rows. */
function describedChanges(object: ObjectDiff): string[] {
  const { object: name, status, compared, schema, codes } = object;
  const isTold = compared === 'not compared' || status.a !== status.b;
  const unkeyed = unkeyedWords(object);
  return [
    ...(isTold ? [`${name}: ${statusWords(object)}`] : []),
    ...schema.map((change) => `${name}: ${schemaWords(change)}`),
    ...codes.map((change) => `${change.field}: ${codeWords(change)}`),
    ...(unkeyed === undefined ? [] : [`${name}: ${unkeyed}`]),
  ];
}

function listed(texts: readonly string[], what: string): string[] {
  const more = texts.length - MOST_LISTED;
  return more > 0
    ? [...texts.slice(0, MOST_LISTED), `and ${plural(more, what)}; --json and --html list all`]
    : [...texts];
}
