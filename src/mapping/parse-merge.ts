import { didYouMean } from '../problems/suggest.ts';
import type { Relation } from './context.ts';
import { type Cursor, everyOne } from './cursor.ts';
import { isDate } from './kinds.ts';
import type { MergedSet } from './language.ts';

/** `{merge: set, per: [columns], start: column, end: column, ties: [columns]}` */
export function parseMerge(node: Cursor, name: string): MergedSet | undefined {
  if (!node.knowsOnly(['merge', 'per', 'start', 'end', 'ties'])) return undefined;
  const of = parseSetName(node.at('merge'));
  if (!of) return undefined;
  const [per, ties] = [parseColumns(node, 'per', of), parseColumns(node, 'ties', of)];
  const [start, end] = [parseColumnOf(node.at('start'), of), parseColumnOf(node.at('end'), of)];
  if (!per || !ties || start === undefined || end === undefined) return undefined;
  if (per.length === 0) {
    return node.fail('bad-rows', 'merge needs per: the columns whose periods belong together');
  }
  for (const period of [start, end]) {
    const type = of.columns.get(period);
    if (!isDate(type)) {
      return node.fail('wrong-type', `${period} is ${type ?? 'nothing'}; merge takes dates`);
    }
  }
  return { name, merge: { of: of.name, per, start, end, ties }, columns: of.columns };
}

function parseSetName(node: Cursor): Relation | undefined {
  const { sets } = node.context;
  const set = typeof node.raw === 'string' ? sets.get(node.raw) : undefined;
  return (
    set ??
    node.fail(
      'unknown-set',
      'merge takes the name of a set above it',
      didYouMean(String(node.raw), [...sets.keys()]),
    )
  );
}

function parseColumns(node: Cursor, key: string, of: Relation): string[] | undefined {
  const list = node.at(key);
  const items = list.reading(list.raw ?? []).items();
  return items
    ? everyOne(items.map((item) => parseColumnOf(item, of)))
    : list.fail('bad-rows', `${key} is a list of columns`);
}

function parseColumnOf(node: Cursor, { columns }: Relation): string | undefined {
  if (typeof node.raw === 'string' && columns.has(node.raw)) return node.raw;
  return node.fail(
    'unknown-column',
    'merge names columns of its set',
    didYouMean(String(node.raw), [...columns.keys()]),
  );
}
