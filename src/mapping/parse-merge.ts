import { didYouMean } from '../problems/suggest.ts';
import type { YamlPath } from '../yaml/read.ts';
import { type Context, report } from './context.ts';
import type { MergedSet } from './language.ts';
import { knownKeys } from './parse-rows.ts';

/** `{merge: set, per: [columns], start: column, end: column, ties: [columns]}` */
export function parseMerge(
  context: Context,
  name: string,
  node: Record<string, unknown>,
  path: YamlPath,
): MergedSet | undefined {
  if (!knownKeys(context, node, ['merge', 'per', 'start', 'end', 'ties'], path)) return undefined;
  const of = typeof node['merge'] === 'string' ? context.sets.get(node['merge']) : undefined;
  if (!of) {
    return report(
      context,
      [...path, 'merge'],
      'unknown-set',
      'merge takes the name of a set above it',
      didYouMean(String(node['merge']), [...context.sets.keys()]),
    );
  }
  const column = (word: unknown, at: YamlPath): string | undefined => {
    if (typeof word === 'string' && of.columns.has(word)) return word;
    return report(
      context,
      at,
      'unknown-column',
      'merge names columns of its set',
      didYouMean(String(word), [...of.columns.keys()]),
    );
  };
  const list = (key: string): string[] | undefined => {
    const words: unknown = node[key] ?? [];
    if (!Array.isArray(words)) {
      return report(context, [...path, key], 'bad-rows', `${key} is a list of columns`);
    }
    const columns = words.map((word, index) => column(word, [...path, key, index]));
    return columns.every((word) => word !== undefined) ? columns : undefined;
  };
  const [per, ties] = [list('per'), list('ties')];
  const [start, end] = [
    column(node['start'], [...path, 'start']),
    column(node['end'], [...path, 'end']),
  ];
  if (!per || !ties || start === undefined || end === undefined) return undefined;
  if (per.length === 0) {
    return report(
      context,
      path,
      'bad-rows',
      'merge needs per: the columns whose periods belong together',
    );
  }
  for (const period of [start, end]) {
    const type = of.columns.get(period);
    if (type !== 'date' && type !== 'datetime') {
      return report(
        context,
        path,
        'wrong-type',
        `${period} is ${type ?? 'nothing'}; merge takes dates`,
      );
    }
  }
  return { name, merge: { of: of.name, per, start, end, ties }, columns: of.columns };
}
