import { isDate } from '../../mapping/kinds.ts';
import { type Comparison, type Condition, type Value, typeOf } from '../../mapping/language.ts';
import { type Speaker, listed, literal, named } from './said.ts';
import { inner } from './values.ts';

/** A condition as a clause of a sentence. */
export function sayCondition(condition: Condition, say: Speaker): string {
  switch (condition.kind) {
    case 'all':
      return sayAll(condition.of, say);
    case 'any':
      return sayAny(condition.of, say);
    case 'not':
      return sayNot(condition.of, say);
    case 'compare':
      return sayCompare(condition, say);
    case 'in':
      return sayIn(condition, say);
    case 'missing':
      return `${inner(condition.value, say)} is empty`;
    case 'present':
      return `${inner(condition.value, say)} is not empty`;
    case 'blank':
      return `${inner(condition.value, say)} is empty or blank`;
    case 'filled':
      return `${inner(condition.value, say)} holds more than blanks`;
    case 'starts_with':
      return `${inner(condition.value, say)} starts with ${literal(condition.text)}`;
    case 'contains':
      return `${inner(condition.value, say)} contains ${literal(condition.text)}`;
    case 'only':
      return `${inner(condition.value, say)} has no other characters than ${literal(condition.characters)}`;
    case 'exists':
      return `there is ${say.rows(condition.rows)}`;
  }
}

function sayAll(of: readonly Condition[], say: Speaker): string {
  if (of.length === 0) return 'in every case (what it asks of the parameters is so)';
  return (
    sayOverlap(of, say) ??
    sayWithin(of, say) ??
    of.map((part) => grouped(part, 'any', say)).join(' and ')
  );
}

function sayAny(of: readonly Condition[], say: Speaker): string {
  if (of.length === 0) return 'in no case (what it asks of the parameters is not so)';
  return sayAbout(of, say) ?? of.map((part) => grouped(part, 'all', say)).join(' or ');
}

/** Brackets hold an `or` together within an `and`, and an `and` within an `or`. */
function grouped(part: Condition, kind: 'all' | 'any', say: Speaker): string {
  const text = say.condition(part);
  return part.kind === kind && part.of.length > 1 ? `(${text})` : text;
}

function sayNot(of: Condition, say: Speaker): string {
  if (of.kind === 'all' && of.of.length === 1 && of.of[0]) return sayNot(of.of[0], say);
  if (of.kind === 'exists') return `there is not ${say.rows(of.rows)}`;
  return `it is not so that (${say.condition(of)})`;
}

const OF_DATES: Readonly<Record<Comparison, string>> = {
  equal: 'is',
  different: 'is not',
  less: 'is before',
  at_most: 'is on or before',
  greater: 'is after',
  at_least: 'is on or after',
};

const OF_OTHERS: Readonly<Record<Comparison, string>> = {
  equal: 'is',
  different: 'is not',
  less: 'is less than',
  at_most: 'is at most',
  greater: 'is greater than',
  at_least: 'is at least',
};

type Compare = Condition & { readonly kind: 'compare' };

function sayCompare({ operator, left, right }: Compare, say: Speaker): string {
  const dates = isDate(typeOf(left)) || isDate(typeOf(right));
  return `${inner(left, say)} ${(dates ? OF_DATES : OF_OTHERS)[operator]} ${inner(right, say)}`;
}

type In = Condition & { readonly kind: 'in' };

function sayIn({ value, list, negated, parameter }: In, say: Speaker): string {
  const subject = `${inner(value, say)} is ${negated ? 'none' : 'one'} of`;
  const items = listed(
    list.map((item) => say.value(item)),
    'or',
  );
  if (parameter === undefined) return `${subject} ${items === '' ? 'an empty list' : items}`;
  return `${subject} the values of the parameter ${named(parameter)} (${items === '' ? 'not set' : items})`;
}

/** The end of a period whose open end is in the far future. */
function endOf(value: Value): Value | undefined {
  if (value.kind !== 'call' || value.fn !== 'coalesce') return undefined;
  const [end, instead] = value.args;
  return instead?.kind === 'moment' && instead.name === 'far_future' ? end : undefined;
}

/** `at_most` a period's end, as `overlaps` and `within` make it. */
function untilEnd(condition: Condition | undefined): { what: Value; end: Value } | undefined {
  if (condition?.kind !== 'compare' || condition.operator !== 'at_most') return undefined;
  const end = endOf(condition.right);
  return end && { what: condition.left, end };
}

function sayOverlap(of: readonly Condition[], say: Speaker): string | undefined {
  const [first, second] = [untilEnd(of[0]), untilEnd(of[1])];
  if (!first || !second || of.length !== 2) return undefined;
  const open = (value: Value): string =>
    value.kind === 'moment' ? say.value(value) : `${say.value(value)} (open where that is empty)`;
  return `the time from ${say.value(first.what)} to ${open(second.end)} shares a day with that from ${say.value(second.what)} to ${open(first.end)}`;
}

function sayWithin(of: readonly Condition[], say: Speaker): string | undefined {
  const [from, to] = [of[0], untilEnd(of[1])];
  if (from?.kind !== 'compare' || from.operator !== 'at_least' || !to || of.length !== 2) {
    return undefined;
  }
  if (say.value(from.left) !== say.value(to.what)) return undefined;
  return `${say.value(from.left)} lies from ${say.value(from.right)} to ${say.value(to.end)} (open where that is empty)`;
}

/** `about`: of a person, or of nobody in particular. */
function sayAbout(of: readonly Condition[], say: Speaker): string | undefined {
  const [equal, missing, low] = of;
  if (of.length !== 3 || equal?.kind !== 'compare' || missing?.kind !== 'missing') return undefined;
  if (equal.operator !== 'equal' || low?.kind !== 'compare' || low.operator !== 'at_most') {
    return undefined;
  }
  return `${say.value(equal.left)} is ${say.value(equal.right)} or nobody in particular (empty, 0 or less)`;
}
