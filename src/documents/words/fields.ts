import type { ColumnValue, NamedSet, Output, SetBranch, Value } from '../../mapping/language.ts';
import type { MomentRules } from '../../mapping/moments.ts';
import type { Plan, PlanField, PlanRows } from '../../mapping/plan.ts';
import { columnsIn, columnsInJoin, valuesOf } from '../../mapping/walk.ts';
import { sayJoin, sayPlanRows, saySet } from './rows.ts';
import { type Said, type Speaker, listed, literal, named, sentence } from './said.ts';
import { speakerFor } from './speaker.ts';
import { sayBranch, sayMatch } from './values.ts';

/** The rows of an object in words: the sets that are made first, then the rows themselves. */
export function sayObject(
  { source, status, reason }: Plan,
  cohort: string | undefined,
  moments: MomentRules,
): readonly Said[] {
  const none = status === 'extracted' ? [] : [{ text: sentence(`no rows: ${reason ?? status}`) }];
  if (!source) return none;
  const values = source.person ? [source.person] : [];
  const say = speakerFor(source.rows, values, moments);
  const sets = source.sets.map((set) => saySet(set, (branch) => speakerOfBranch(branch, moments)));
  return [...none, ...sets, ...sayPlanRows(source, cohort, say)];
}

function speakerOfBranch({ rows, group, select, first }: SetBranch, moments: MomentRules): Speaker {
  const order = [...(first?.per ?? []), ...(first?.order.map((item) => item.value) ?? [])];
  const values = [...group, ...select].map((item) => item.value);
  return speakerFor(rows, [...values, ...order], moments);
}

/** A field in words: what its cell holds, then where what it reads comes from. */
export function sayField(
  { output }: PlanField,
  { source, reason }: Plan,
  moments: MomentRules,
): readonly Said[] {
  if (!source) {
    return [{ text: sentence(`always empty: ${reason ?? 'nobody has said where it is'}`) }];
  }
  const say = speakerFor(source.rows, valuesOf(output), moments);
  return [...sayOutput(output, say), ...sayOrigins(valuesOf(output), source, say, moments)];
}

function sayOutput(output: Output, say: Speaker): readonly Said[] {
  switch (output.kind) {
    case 'value':
      return [sayCell(output.value, say)];
    case 'json_object':
      return [
        {
          text: `A JSON object of these keys${output.textDefault === null ? '' : `, ${literal(output.textDefault)} standing for a text that is empty`}:`,
          parts: output.parts.map(({ name, value }) => ({
            text: sentence(`${named(name)} is ${say.value(value)}`),
          })),
        },
      ];
    case 'json_list':
      return [
        {
          text: sentence(
            `a JSON list of the different values of ${say.value(output.value)}, in order`,
          ),
        },
      ];
    case 'json_flags':
      return [sayFlags(output, say)];
  }
}

type FlagsOutput = Output & { readonly kind: 'json_flags' };

function sayFlags({ value, flags }: FlagsOutput, say: Speaker): Said {
  const parts = flags.keys.map((key) => {
    if (key === flags.other) return `${named(key)} is “Y” where an entry belongs to no other key`;
    if (key === flags.total) return `${named(key)} is the number of entries`;
    const entries = flags.entriesOf.get(key);
    return entries
      ? `${named(key)} is “Y” where one of them is ${listed(entries.map(literal), 'or')}, else “N”`
      : `${named(key)} is null: the site names no entries for it`;
  });
  return {
    text: `A JSON object of flags, made from all entries of ${say.value(value)}:`,
    parts: parts.map((text) => ({ text: sentence(text) })),
  };
}

/** Branches stand below one another, unless one alone says it all. */
function sayCell(value: Value, say: Speaker): Said {
  if (value.kind === 'null' && value.parameter === undefined) {
    return { text: 'Always empty: nothing in this CMS is known to hold it.' };
  }
  if (value.kind === 'column') return { text: `${say.value(value)}, as it is.` };
  if (value.kind !== 'case' || sayMatch(value, say) !== undefined) {
    return { text: sentence(say.value(value)) };
  }
  const branches = value.branches.map((branch) => sayBranch(branch, say));
  const otherwise = `otherwise ${say.value(value.otherwise)}`;
  return branches.length === 1
    ? { text: sentence([...branches, otherwise].join('; ')) }
    : {
        text: 'The first of these that applies:',
        parts: [...branches, otherwise].map((text) => ({ text: sentence(text) })),
      };
}

/** Where the columns of joins and sets come from that these values read. */
function sayOrigins(
  values: readonly Value[],
  source: PlanRows,
  say: Speaker,
  moments: MomentRules,
): readonly Said[] {
  const read = values.flatMap((value) => [...columnsIn(value)]);
  const joins = neededJoins(new Set(read.map((column) => column.alias)), source);
  const columns = [...read, ...joins.flatMap((join) => [...columnsInJoin(join)])];
  return [
    ...joins.map((join) => sayJoin(join, say)),
    ...sayColumns(columns, source.sets, say, moments),
  ];
}

/** The joins of these aliases, and those that they are joined by, in the order of the mapping. */
function neededJoins(aliases: ReadonlySet<string>, { rows }: PlanRows): PlanRows['rows']['joins'] {
  const needed = new Set(aliases);
  for (const join of rows.joins.toReversed()) {
    if (!needed.has(join.alias)) continue;
    for (const column of columnsInJoin(join)) needed.add(column.alias);
  }
  return rows.joins.filter((join) => needed.has(join.alias));
}

/** `SET.COLUMN is …`, down to the tables. */
function sayColumns(
  columns: readonly ColumnValue[],
  sets: readonly NamedSet[],
  say: Speaker,
  moments: MomentRules,
): readonly Said[] {
  const told = new Map<string, Said>();
  for (const { alias, column, relation } of columns) {
    const set = sets.find(({ name }) => relation.kind === 'set' && name === relation.name);
    const full = `${say.label(alias, relation.name)}.${column}`;
    const known = set && !told.has(full) ? sayColumn(full, column, set, sets, moments) : undefined;
    if (known) told.set(full, known);
  }
  return [...told.values()];
}

function sayColumn(
  full: string,
  column: string,
  set: NamedSet,
  sets: readonly NamedSet[],
  moments: MomentRules,
): Said | undefined {
  if ('merge' in set) {
    const { of, start, end } = set.merge;
    const text = `${named(full)} is ${named(column)} of ${named(of.name)}, whose periods from ${named(start)} to ${named(end)} are joined up`;
    return { text: sentence(text) };
  }
  const made = set.branches.flatMap((branch) => {
    const value = [...branch.group, ...branch.select].find(({ name }) => name === column)?.value;
    return value ? [{ value, say: speakerOfBranch(branch, moments) }] : [];
  });
  const texts = [...new Set(made.map(({ value, say }) => say.value(value)))];
  if (texts.length === 0) return undefined;
  const parts = made.flatMap(({ value, say }) =>
    sayColumns([...columnsIn(value)], sets, say, moments),
  );
  const once = [...new Map(parts.map((part) => [part.text, part])).values()];
  return {
    text: sentence(`${named(full)} is ${texts.join('; in other rows ')}`),
    ...(once.length > 0 ? { parts: once } : {}),
  };
}
