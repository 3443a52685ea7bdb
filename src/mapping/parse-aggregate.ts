import { NULL, all, call, constant } from './construct.ts';
import type { Cursor } from './cursor.ts';
import { type Value, typeOf } from './language.ts';

export const AGGREGATES = ['max', 'min', 'sum'] as const;

/** `{max: value, where: conditions}` */
export function parseAggregate(fn: (typeof AGGREGATES)[number], node: Cursor): Value | undefined {
  const of = whereItHolds(node, node.at(fn).value());
  const type = of && typeOf(of);
  return of && type ? { kind: 'aggregate', fn, of, type } : undefined;
}

/** `{count: rows}`, or `{count: value}`: how many different values. */
export function parseCount(node: Cursor): Value | undefined {
  if (node.at('count').raw !== 'rows') {
    const of = whereItHolds(node, node.at('count').value());
    return of && { kind: 'count', of, type: 'integer' };
  }
  if (!node.has('where')) return { kind: 'count', type: 'integer' };
  const one = whereItHolds(node, constant(1));
  if (!one) return undefined;
  // the sum of no rows is null, the count of none is zero
  const sum: Value = { kind: 'aggregate', fn: 'sum', of: one, type: 'integer' };
  return call('coalesce', [sum, constant(0)], 'integer');
}

/** The value on rows for which the `where` beside an aggregate holds, null on the others. */
function whereItHolds(node: Cursor, of: Value | undefined): Value | undefined {
  if (!of || !node.has('where')) return of;
  const when = node.at('where').conditions();
  const type = typeOf(of);
  if (!when || !type) return undefined;
  return { kind: 'case', branches: [{ when: all(when), then: of }], otherwise: NULL, type };
}
