import type { FunctionName } from '../../mapping/functions.ts';
import { isDate } from '../../mapping/kinds.ts';
import type { CaseBranch, SqlPart, Value } from '../../mapping/language.ts';
import { type Speaker, listed, literal, named } from './said.ts';

/** A value as it stands within a sentence. */
export function sayValue(value: Value, say: Speaker): string {
  switch (value.kind) {
    case 'column':
      return named(`${say.label(value.alias, value.relation.name)}.${value.column}`);
    case 'constant':
      return value.parameter === undefined
        ? literal(value.value)
        : `${literal(value.value)} (the parameter ${named(value.parameter)})`;
    case 'null':
      return value.parameter === undefined
        ? 'nothing'
        : `nothing, as the parameter ${named(value.parameter)} is not set`;
    case 'moment':
      return say.moment(value.name);
    case 'call':
      return sayCall(value, say);
    case 'case':
      return sayCase(value, say);
    case 'aggregate':
      return sayAggregate(value, say);
    case 'count':
      return value.of
        ? `the number of different values of ${say.value(value.of)}`
        : 'the number of rows';
    case 'sql':
      return `what the SQL of the site gives: ${named(sqlText(value.sql))}`;
  }
}

/** SQL of a site as the check has understood it, in one line, columns as in the mapping. */
export function sqlText(parts: readonly SqlPart[]): string {
  return parts.map(sqlPart).join('').replaceAll(/\s+/g, ' ').trim();
}

function sqlPart(part: SqlPart): string {
  if (typeof part === 'string') return part;
  if (part.kind === 'list') return part.of.map(sqlPart).join(', ');
  if (part.kind === 'column') return `${part.alias}.${part.column}`;
  if (part.kind === 'moment') return `$${part.name}`;
  if (part.kind === 'constant') {
    return part.parameter === undefined ? literal(part.value) : `$${part.parameter}`;
  }
  return 'null';
}

type Call = Value & { readonly kind: 'call' };

function sayCall({ fn, args }: Call, say: Speaker): string {
  const [first, ...others] = args;
  const [of = '', by = ''] = args.map((argument) => inner(argument, say));
  if (fn === 'coalesce' && first && others.length === 1) {
    const ofMissing = sayInstead(first, others[0], say);
    if (ofMissing !== undefined) return ofMissing;
  }
  return SPOKEN[fn](
    of,
    by,
    args.map((argument) => inner(argument, say)),
  );
}

/** `coalesce` with one alternative, which most often stands for what is not there. */
function sayInstead(first: Value, instead: Value | undefined, say: Speaker): string | undefined {
  if (instead?.kind === 'moment' && instead.name === 'far_future') {
    return `${inner(first, say)}, or no end where that is empty`;
  }
  return instead?.kind === 'constant'
    ? `${inner(first, say)}, or ${say.value(instead)} where that is empty`
    : undefined;
}

/** How each function is said: of its first two arguments, or of all. */
const SPOKEN: Readonly<
  Record<FunctionName, (of: string, by: string, all: readonly string[]) => string>
> = {
  trim: (of) => `${of} without blanks around it`,
  trim_end: (of) => `${of} without blanks at its end`,
  upper: (of) => `${of} in capitals`,
  left: (of, by) => `the first ${by} characters of ${of}`,
  right: (of, by) => `the last ${by} characters of ${of}`,
  length: (of) => `the number of characters of ${of}`,
  remove: (of, by) => `${of} without every ${by} in it`,
  concat: (_of, _by, all) => `${listed(all)}, joined together`,
  coalesce: (_of, _by, all) => `the first of ${listed(all)} that is not empty`,
  null_if: (of, _by, all) => `${of}, or nothing where it is ${listed(all.slice(1), 'or')}`,
  to_text: (of) => `${of} as text`,
  to_integer: (of) => `${of} as a whole number, or nothing where it is none`,
  to_float: (of) => `${of} as a number, or nothing where it is none`,
  to_datetime: (of) => `${of} as a date, or nothing where it is none`,
  to_date: (of) => `the day of ${of}`,
  add_days: (of, by) => `${of} plus ${by} days`,
  add_months: (of, by) => `${of} plus ${by} months`,
  add_working_days: (of, by) => `${of} plus ${by} working days`,
  days_between: (of, by) => `the number of days from ${of} to ${by}`,
  age: (of, by) => `the whole years from ${of} to ${by}`,
  format_date: (of, by) => `${of} written as ${by}`,
  pad: (of, by) => `${of} with zeros before it, ${by} digits in all`,
  add: (of, by) => `the sum of ${of} and ${by}`,
  greatest: (of, by) => `the greater of ${of} and ${by}`,
  least: (of, by) => `the lesser of ${of} and ${by}`,
  md5: (of) => `the MD5 hash of ${of}`,
  checksum: (of) => `SQL Server’s CHECKSUM of ${of}`,
};

/** A value inside another: brackets hold together what is more than a few words. */
export function inner(value: Value, say: Speaker): string {
  const text = say.value(value);
  const isLong =
    value.kind === 'case' || value.kind === 'sql' || (value.kind === 'call' && text.includes(','));
  return isLong ? `(${text})` : text;
}

export type Case = Value & { readonly kind: 'case' };

function sayCase(value: Case, say: Speaker): string {
  const match = sayMatch(value, say);
  if (match !== undefined) return match;
  const branches = value.branches.map((branch) => sayBranch(branch, say));
  return `${branches.join('; otherwise ')}; otherwise ${inner(value.otherwise, say)}`;
}

/** One branch of a case: `the value where the condition holds`. */
export function sayBranch({ when, then }: CaseBranch, say: Speaker): string {
  return `${inner(then, say)} where ${say.condition(when)}`;
}

/** A case that only translates the texts of one value; undefined when it does more. */
export function sayMatch(
  { branches, otherwise, parameter }: Case,
  say: Speaker,
): string | undefined {
  const subjects = new Set(branches.map((branch) => say.value(subjectOf(branch) ?? NOTHING)));
  const [subject = ''] = subjects;
  const rest =
    otherwise.kind === 'null'
      ? 'anything else gives nothing'
      : `anything else gives ${inner(otherwise, say)}`;
  if (parameter !== undefined) {
    return `${subject} translated by the parameter ${named(parameter)} (${rest})`;
  }
  const isMatch =
    branches.length > 1 &&
    subjects.size === 1 &&
    branches.every((branch) => pairOf(branch, say) !== undefined);
  if (!isMatch) return undefined;
  return `${subject} translated: ${branches.map((branch) => pairOf(branch, say)).join(', ')} (${rest})`;
}

const NOTHING: Value = { kind: 'null' };

/** What a branch compares, where it makes one comparison. */
function subjectOf({ when }: CaseBranch): Value | undefined {
  const [only = when, ...others] = when.kind === 'all' ? when.of : [when];
  if (others.length > 0) return undefined;
  if (only.kind === 'in') return only.value;
  return only.kind === 'compare' && only.operator === 'equal' ? only.left : undefined;
}

/** `“YES” gives “Y”` */
function pairOf({ when, then }: CaseBranch, say: Speaker): string | undefined {
  const [only = when, ...others] = when.kind === 'all' ? when.of : [when];
  if (others.length > 0 || then.kind !== 'constant' || only.kind !== 'compare') return undefined;
  const { operator, right } = only;
  return operator === 'equal' && right.kind === 'constant'
    ? `${say.value(right)} gives ${say.value(then)}`
    : undefined;
}

type Aggregate = Value & { readonly kind: 'aggregate' };

const GREATEST = { max: 'highest', min: 'lowest', sum: 'sum of' } as const;
const LATEST = { max: 'latest', min: 'earliest', sum: 'sum of' } as const;

function sayAggregate({ fn, of, type }: Aggregate, say: Speaker): string {
  const word = (isDate(type) ? LATEST : GREATEST)[fn];
  if (of.kind !== 'case' || of.branches.length !== 1 || of.otherwise.kind !== 'null') {
    return `the ${word} ${inner(of, say)}`;
  }
  const [branch] = of.branches;
  if (!branch || of.parameter !== undefined) return `the ${word} ${inner(of, say)}`;
  const what =
    fn === 'sum' && branch.then.kind === 'constant' && branch.then.value === 1
      ? 'the number of rows'
      : `the ${word} ${inner(branch.then, say)}`;
  return `${what} where ${say.condition(branch.when)}`;
}
