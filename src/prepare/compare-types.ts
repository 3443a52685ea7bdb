import type { CatalogueColumn } from '../mapping/catalogue.ts';
import { columnsNeeded, columnsThatDecide } from '../mapping/columns-read.ts';
import { columnsIn, valuesOf } from '../mapping/walk.ts';
import type { Cohort, HeldColumn, HeldTable, HeldTables, Plan } from '../mapping/plan.ts';
import type { Dialect } from '../query/dialect.ts';
import { type Conversion, conversionOf, heldKind, isTextInName } from '../query/held/held.ts';
import type { DatabaseColumn } from '../sources/source.ts';

/** A column that is not of the type that the catalogue declares. */
export interface TypeDifference {
  readonly table: string;
  readonly column: string;
  /** As the database has it. */
  readonly found: string;
  /** As the catalogue has it. */
  readonly needed: string;
  readonly verdict:
    | 'converted'
    /** Nobody foresaw the type: it is written as the database shows it. */
    | 'as_shown'
    | 'refused';
  /** What becomes of its values, or would. */
  readonly says: string;
  /** The site's `catalogue` entry that would do, where there is one. */
  readonly entry?: string | undefined;
}

export interface ComparedTypes {
  /** With what the database has, for the columns that it has otherwise. */
  readonly plans: readonly Plan[];
  readonly differences: readonly TypeDifference[];
}

export interface ComparedWith {
  readonly dialect: Dialect;
  readonly cohort: Cohort | undefined;
  readonly found: readonly DatabaseColumn[];
  /** Types that the site says. */
  readonly said: HeldTables;
}

/**
 * Holds the type of every column that plans read against what the catalogue takes it for. What the
 * language can read all the same is converted; the rest is refused, with what the site could say.
 */
export function compareTypes(plans: readonly Plan[], compared: ComparedWith): ComparedTypes {
  const found = new Map(
    [...Map.groupBy(compared.found, ({ table }) => table)].map(([table, columns]) => [
      table,
      new Map(columns.map((column) => [column.column, column])),
    ]),
  );
  const differences = new Map<string, TypeDifference>();
  const fitted = plans.map((plan): Plan => {
    if (plan.copied) return plan;
    const shown = new Map<string, string>();
    const held = heldBy(plan, compared, found, (difference) => {
      const name = `${difference.table}.${difference.column}`;
      if (difference.verdict === 'as_shown') shown.set(name, difference.found);
      if (differences.get(name)?.verdict !== 'refused') differences.set(name, difference);
    });
    return held.size === 0 ? plan : withHeld(plan, held, shown);
  });
  const sorted = [...differences].sort(([a], [b]) => (a < b ? -1 : 1));
  return { plans: fitted, differences: sorted.map(([, difference]) => difference) };
}

/** The plan with what the database has otherwise, and the fields that nobody foresaw. */
function withHeld(plan: Plan, held: HeldTables, shown: ReadonlyMap<string, string>): Plan {
  if (shown.size === 0) return { ...plan, held };
  const asShown = plan.fields.flatMap(({ name, output }) =>
    valuesOf(output)
      .flatMap((value) => [...columnsIn(value)])
      .flatMap(({ relation, column }) => {
        const type = shown.get(`${relation.name}.${column}`);
        return type === undefined ? [] : [{ field: name, type }];
      }),
  );
  return { ...plan, held, asShown };
}

type Found = ReadonlyMap<string, ReadonlyMap<string, DatabaseColumn>>;

/** What the database has otherwise of all that one plan reads. */
function heldBy(
  plan: Plan,
  { dialect, cohort, said }: ComparedWith,
  found: Found,
  tell: (difference: TypeDifference) => void,
): HeldTables {
  const deciding = columnsThatDecide(plan, cohort);
  const held = new Map<string, HeldTable>();
  for (const [table, columns] of columnsNeeded([plan], cohort)) {
    const others = new Map<string, HeldColumn>();
    for (const column of columns) {
      const needed = plan.catalogue.get(table)?.columns.get(column);
      const there = found.get(table)?.get(column);
      if (!needed || !there) continue;
      const decides = deciding.get(table)?.has(column) ?? false;
      const word = said.get(table)?.columns.get(column)?.type;
      const { type, difference } = judge(dialect, { needed, there, decides, said: word });
      if (difference) tell(difference);
      if (type !== undefined || there.name !== undefined) {
        others.set(column, { type, name: there.name });
      }
    }
    const path = found.get(table)?.values().next().value?.path;
    if (others.size > 0 || path) held.set(table, { path, columns: others });
  }
  return held;
}

interface Case {
  readonly needed: CatalogueColumn;
  readonly there: DatabaseColumn;
  /** It is more than written into cells. */
  readonly decides: boolean;
  /** The type that the site says. */
  readonly said: string | undefined;
}

interface Judgement {
  /** The type to convert from; undefined to take the column as it is. */
  readonly type?: string | undefined;
  readonly difference?: TypeDifference;
}

function judge({ held }: Dialect, { needed, there, decides, said }: Case): Judgement {
  const { table, type: real } = there;
  const names = { table, column: needed.name, needed: needed.declared };
  // behind a link to another server nobody says: the site's word, or the catalogue's
  if (real === '') return { type: said };
  const from = said !== undefined && standsFor(held, said, real) ? said : real;
  const conversion = conversionOf(held, from, needed);
  if (conversion === 'same') return {};
  if (isTextInName(held, needed) && heldKind(held, from) === heldKind(held, needed.declared)) {
    return { type: from };
  }
  const difference = { ...names, found: real };
  if (said !== undefined && from !== said) {
    const says = `the site file no longer says ${said}`;
    return { difference: { ...difference, verdict: 'refused', says, entry: conversion && real } };
  }
  if (conversion === undefined) {
    const says = 'nothing that it holds can be read as that';
    return { difference: { ...difference, verdict: 'refused', says } };
  }
  if (!mayConvert(conversion, decides, said !== undefined)) {
    const entry = conversion.when === 'only_shown' ? undefined : real;
    return { difference: { ...difference, verdict: 'refused', says: conversion.says, entry } };
  }
  const asShown = conversion.when === 'only_shown';
  return {
    type: from,
    difference: {
      ...difference,
      verdict: asShown ? 'as_shown' : 'converted',
      says: conversion.says,
    },
  };
}

/** Whether what a site calls a column is what the database has: a number may be called a flag. */
function standsFor(held: Dialect['held'], said: string, real: string): boolean {
  const [saidKind, kind] = [heldKind(held, said), heldKind(held, real)];
  return saidKind === kind || (saidKind === 'flag' && ['integer', 'whole'].includes(kind));
}

function mayConvert({ when }: Conversion, decides: boolean, said: boolean): boolean {
  switch (when) {
    case 'always':
      return true;
    case 'shown':
      return said || !decides;
    case 'only_shown':
      return !decides;
    case 'asked':
      return said;
  }
}
