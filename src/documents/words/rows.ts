import type {
  FirstPerGroup,
  Join,
  MergedSet,
  NamedSet,
  NamedValue,
  OrderItem,
  RelationName,
  Rows,
  SetBranch,
} from '../../mapping/language.ts';
import type { PlanRows } from '../../mapping/plan.ts';
import { isDate } from '../../mapping/kinds.ts';
import { typeOf } from '../../mapping/language.ts';
import { type Said, type Speaker, listed, named, sentence } from './said.ts';
import { inner, sqlText } from './values.ts';

/** What must be there: `a row of … where …`. */
export function sayExisting(rows: Rows, say: Speaker): string {
  const joins = rows.joins.map(
    (join) => `${join.type === 'left' ? 'and, if any, ' : ''}${joined(join, say)}`,
  );
  const what = [`a row of ${relation(rows.alias, rows.relation, say)}`, ...joins].join(' with ');
  return rows.where.length === 0
    ? what
    : `${what} where ${say.condition({ kind: 'all', of: rows.where })}`;
}

/** Which rows an object has: where they begin, what is joined, which are kept. */
export function sayPlanRows(
  source: PlanRows,
  cohort: string | undefined,
  say: Speaker,
): readonly Said[] {
  const { rows, first, person } = source;
  return [
    ...sayRows(rows, say),
    ...(first ? [sayFirst(first, say)] : []),
    ...(person && cohort !== undefined
      ? [{ text: sentence(`only where ${say.value(person)} is a person of ${named(cohort)}`) }]
      : []),
  ];
}

function sayRows(rows: Rows, say: Speaker): readonly Said[] {
  return [
    { text: sentence(`one row for each row of ${beginning(rows, say)}`) },
    ...rows.joins.map((join) => sayJoin(join, say)),
    ...rows.where.map((condition) => ({
      text: sentence(`only where ${say.condition(condition)}`),
    })),
  ];
}

function beginning({ alias, relation: of, different }: Rows, say: Speaker): string {
  if (!different) return relation(alias, of, say);
  const values = listed(different.values.map((item) => named(item.name)));
  return `the different ${values} of ${say.rows(different.rows)}`;
}

/** A table or set, and the name that stands for it here where that is another. */
function relation(alias: string, { kind, name }: RelationName, say: Speaker): string {
  const label = say.label(alias, name);
  const shown = kind === 'set' ? `the set ${named(name)}` : named(name);
  return label === name ? shown : `${shown} (here ${named(label)})`;
}

/** A join as a bullet: what is fetched, by what, and what becomes of rows that have none. */
export function sayJoin(join: Join, say: Speaker): Said {
  const end =
    join.type === 'inner'
      ? 'rows that have none are left out'
      : 'where there is none, its values are empty';
  const parts = [
    ...(join.first && join.first.length > 0
      ? [{ text: sentence(`of several, the one with ${sayOrder(join.first, say)}`) }]
      : []),
    ...(join.values ?? []).map((item) => sayNamed(item, say, join.alias)),
  ];
  return {
    text: sentence(`with it, ${joined(join, say)}; ${end}`),
    ...(parts.length > 0 ? { parts } : {}),
  };
}

function joined(join: Join, say: Speaker): string {
  const one = join.first ? 'one row' : 'the rows';
  const what = join.values && !join.first ? 'what is summed up below of the rows' : one;
  const keys = join.on.map(({ column, value }) => `${say.value(column)} is ${say.value(value)}`);
  const inside = join.joins.map((deeper) => joined(deeper, say));
  const filters = join.where.map((condition) => say.condition(condition));
  const where = [...keys, ...filters.map((text) => (text.includes(' or ') ? `(${text})` : text))];
  const of = [relation(join.alias, join.relation, say), ...inside].join(' with ');
  return `${what} of ${of}${where.length > 0 ? ` where ${listed(where)}` : ''}`;
}

function sayOrder(order: readonly OrderItem[], say: Speaker): string {
  return order
    .map(({ value, direction }) => {
      const high = isDate(typeOf(value)) ? 'latest' : 'highest';
      const low = isDate(typeOf(value)) ? 'earliest' : 'lowest';
      return `the ${direction === 'highest' ? high : low} ${inner(value, say)}`;
    })
    .join(', then ');
}

function sayFirst({ per, order }: FirstPerGroup, say: Speaker): Said {
  const group = listed(per.map((value) => say.value(value)));
  return {
    text: sentence(
      `of rows with the same ${group} only one is kept: that with ${sayOrder(order, say)}`,
    ),
  };
}

function sayNamed({ name, value }: NamedValue, say: Speaker, alias?: string): Said {
  const full = alias === undefined ? name : `${alias}.${name}`;
  return { text: sentence(`${named(full)} is ${say.value(value)}`) };
}

/** A set that is made before the rows, and used like a table. */
export function saySet(set: NamedSet, speakerOf: (branch: SetBranch) => Speaker): Said {
  if ('merge' in set) return sayMerged(set);
  if (set.sql) {
    return {
      text: sentence(
        `the set ${named(set.name)} is what the SQL of the site selects: ${named(sqlText(set.sql))}`,
      ),
    };
  }
  const [only, ...others] = set.branches;
  if (only && others.length === 0) {
    return { text: `The set ${named(set.name)}:`, parts: sayBranch(only, speakerOf(only)) };
  }
  return {
    text: `The set ${named(set.name)}, of several kinds of row, one after another:`,
    parts: set.branches.map((branch, index) => ({
      text: `Kind ${index + 1}:`,
      parts: sayBranch(branch, speakerOf(branch)),
    })),
  };
}

function sayBranch({ rows, first, group, select }: SetBranch, say: Speaker): readonly Said[] {
  const together =
    group.length > 0
      ? [
          {
            text: sentence(
              `rows with the same ${listed(group.map(({ value }) => say.value(value)))} become one`,
            ),
          },
        ]
      : [];
  return [
    ...sayRows(rows, say),
    ...(first ? [sayFirst(first, say)] : []),
    ...together,
    ...[...group, ...select].map((item) => sayNamed(item, say)),
  ];
}

function sayMerged({ name, merge }: MergedSet): Said {
  const { of, per, start, end, ties } = merge;
  const text = `the set ${named(name)} joins up the periods of ${named(of.name)} (${named(start)} to ${named(end)}, open where that is empty) that share a day and have the same ${listed(per.map(named))}`;
  const tie = `its other columns are those of the earliest period${ties.length > 0 ? `, of several the one with the lowest ${listed(ties.map(named))}` : ''}`;
  return { text: sentence(`${text}; ${tie}`) };
}
