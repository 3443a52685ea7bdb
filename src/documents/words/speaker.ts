import type { ColumnValue, Join, Rows, Value } from '../../mapping/language.ts';
import type { MomentRules } from '../../mapping/moments.ts';
import { columnsIn, columnsInRows } from '../../mapping/walk.ts';
import { sayCondition } from './conditions.ts';
import { sayMoment } from './moments.ts';
import { sayExisting } from './rows.ts';
import type { Speaker } from './said.ts';
import { sayValue } from './values.ts';

/**
 * Speaks of these rows and the values made of them. A table is called by its name, unless several
 * aliases stand for it, or its columns are not its own but those that a join makes.
 */
export function speakerFor(rows: Rows, values: readonly Value[], moments: MomentRules): Speaker {
  const label = labelsOf(rows, values);
  const say: Speaker = {
    value: (value) => sayValue(value, say),
    condition: (condition) => sayCondition(condition, say),
    rows: (inner) => sayExisting(inner, say),
    moment: (name) => sayMoment(name, moments),
    label,
  };
  return say;
}

function labelsOf(rows: Rows, values: readonly Value[]): Speaker['label'] {
  const aliases = new Map<string, Set<string>>();
  const note = (alias: string, relation: string): void => {
    aliases.set(relation, (aliases.get(relation) ?? new Set()).add(alias));
  };
  const columns: readonly ColumnValue[] = [
    ...columnsInRows(rows),
    ...values.flatMap((value) => [...columnsIn(value)]),
  ];
  for (const { alias, relation } of columns) note(alias, relation.name);
  note(rows.alias, rows.relation.name);
  const joins = allJoins(rows.joins);
  for (const join of joins) note(join.alias, join.relation.name);
  const made = new Set(joins.filter((join) => join.values).map((join) => join.alias));
  return (alias, relation) =>
    made.has(alias) || (aliases.get(relation)?.size ?? 0) > 1 ? alias : relation;
}

function allJoins(joins: readonly Join[]): readonly Join[] {
  return joins.flatMap((join) => [join, ...allJoins(join.joins)]);
}
