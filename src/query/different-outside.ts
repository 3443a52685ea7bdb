import { isDeepStrictEqual } from 'node:util';
import { column } from '../mapping/construct.ts';
import {
  type ColumnValue,
  type Join,
  type NamedValue,
  type Rows,
  type Value,
  typeOf,
} from '../mapping/language.ts';
import { replaceInJoin } from '../mapping/replace-columns.ts';
import { columnsIn } from '../mapping/walk.ts';

/** A join that names rows outside, and what it sees of them. */
export interface Outside {
  readonly rows: Rows;
  readonly join: Join;
  /** What the join names of them besides its keys. */
  readonly named: readonly ColumnValue[];
}

/** No alias of a mapping ends so. */
const OUTSIDE = 'outside_';

/**
 * The same join over the different values of the rows outside. Rows there that say the same would
 * otherwise each bring the joined rows once more, which a sum or a count of rows takes in.
 */
export function differentOutside({ rows, join, named }: Outside): Outside {
  const keys = join.on.flatMap(({ value }) =>
    columnsIn(value).next().done === true ? [] : [value],
  );
  const values = [...keys, ...named]
    .filter((value, at, all) => all.findIndex((one) => isDeepStrictEqual(one, value)) === at)
    .map((value, at): NamedValue => ({ name: `value_${at + 1}`, value }));
  const relation = { kind: 'set', name: OUTSIDE } as const;
  const seen = (value: Value): ColumnValue | undefined => {
    const found = values.find((one) => isDeepStrictEqual(one.value, value));
    return found && column(OUTSIDE, found.name, relation, typeOf(value) ?? 'text');
  };
  return {
    rows: { alias: OUTSIDE, relation, different: { rows, values }, joins: [], where: [] },
    join: {
      ...replaceInJoin({ ...join, on: [] }, seen),
      on: join.on.map((key) => ({ ...key, value: seen(key.value) ?? key.value })),
    },
    named: named.flatMap((value) => seen(value) ?? []),
  };
}

/** Whether rows that come more than once change an aggregate; in doubt they do. */
export function mindsRepeats(value: Value): boolean {
  switch (value.kind) {
    case 'aggregate':
      return value.fn === 'sum';
    case 'count':
      return value.of === undefined;
    case 'call':
      return value.args.some(mindsRepeats);
    case 'case':
    case 'sql':
      return true;
    case 'column':
    case 'constant':
    case 'moment':
    case 'null':
      return false;
  }
}
