import { didYouMean } from '../problems/suggest.ts';
import { type Relation, findRelation } from './context.ts';
import type { Cursor } from './cursor.ts';

/** `{alias: TABLE}` */
export function parseFrom(node: Cursor): { alias: string; relation: Relation } | undefined {
  const [entry, ...others] = node.entries();
  if (!entry || others.length > 0 || typeof entry[1].raw !== 'string') {
    return node.fail('bad-rows', 'from is one alias and its table: {fr: FACT_REFERRALS}');
  }
  const [alias, name] = entry;
  const relation = parseRelation(name);
  return relation && { alias, relation };
}

/** The name of a table, or of a set above. */
export function parseRelation(node: Cursor): Relation | undefined {
  const { context } = node;
  const name = String(node.raw);
  return (
    findRelation(context, name) ??
    node.fail(
      'unknown-table',
      `"${name}" is neither a table of the catalogue nor a set named above`,
      didYouMean(name, [...context.sets.keys(), ...context.catalogue.keys()]),
    )
  );
}
